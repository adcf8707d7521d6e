//! What the other side of a call may ask of this device, whatever it says.
//!
//! Owns the bounds on descriptions and candidates. A call is one sound and one picture each way: whatever
//! describes more is no call of ours. Addresses are where packets go to, so none may lead into this computer,
//! or to everybody at once.

use shared::{IceServer, limits};
use std::net::{IpAddr, Ipv6Addr};

/// Candidates of one description and of what trickles in after it. A restart of ICE begins anew: after a long
/// outage there were many.
pub const MAX_CANDIDATES: usize = 64;
/// Streams that a description names by their numbers: sound, pictures, and RTX of both, with room for a
/// browser's spare ones.
const MAX_STREAMS: usize = 8;

const CANDIDATE: &str = "candidate:";

/// Whether addresses of this very computer are addresses of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loopback {
    /// The call stays on this computer, or its relay is here.
    Allowed,
    /// They would lead to whatever listens here.
    Refused,
}

impl Loopback {
    /// For a call over these servers, on a device that has other networks than itself or has not.
    pub fn of_call(has_networks: bool, servers: &[IceServer]) -> Self {
        let here = |url: &String| {
            // `turn:host:port?transport=udp` (RFC 7065, 3.1).
            let place = url.split_once(':').map_or("", |(_, place)| place);
            ["127.", "[::1]", "localhost"]
                .iter()
                .any(|start| place.starts_with(start))
        };
        let over_this_device = servers.iter().flat_map(|server| &server.urls).any(here);
        if has_networks && !over_this_device {
            Self::Refused
        } else {
            Self::Allowed
        }
    }
}

/// What the other side has asked for so far.
#[derive(Debug)]
pub struct RemoteLimits {
    loopback: Loopback,
    candidates: usize,
}

impl RemoteLimits {
    /// Of a call that has just begun.
    pub const fn new(loopback: Loopback) -> Self {
        Self {
            loopback,
            candidates: 0,
        }
    }

    /// A description without the addresses that are not tried; nothing where it asks for more than a call
    /// has. Candidates are counted anew from it on.
    pub fn admit_description(&mut self, sdp: &str) -> Option<String> {
        if sdp.len() > limits::MAX_SDP_BYTES || !is_of_a_call(sdp) {
            return None;
        }
        self.candidates = 0;
        let admitted = sdp.split_inclusive('\n').filter(|line| {
            let candidate = line.strip_prefix("a=").filter(|a| a.starts_with(CANDIDATE));
            candidate.is_none_or(|candidate| self.admits(candidate.trim_end()))
        });
        Some(admitted.collect())
    }

    /// Whether a candidate is tried.
    pub fn admits(&mut self, candidate: &str) -> bool {
        if self.candidates == MAX_CANDIDATES || candidate.len() > limits::MAX_CANDIDATE_BYTES {
            return false;
        }
        self.candidates += 1;
        leads_somewhere(candidate, self.loopback)
    }
}

/// One sound and one picture at most, and no more streams than these may have (RFC 8866, 5.14; RFC 5576).
fn is_of_a_call(sdp: &str) -> bool {
    let lines = || sdp.lines().map(str::trim_end);
    let sections: Vec<&str> = lines()
        .filter_map(|line| line.strip_prefix("m="))
        .map(|section| section.split(' ').next().unwrap_or_default())
        .collect();
    let of = |kind| sections.iter().filter(|section| **section == kind).count();
    let (sounds, pictures) = (of("audio"), of("video"));
    let mut streams: Vec<&str> = lines()
        .filter_map(|line| line.strip_prefix("a=ssrc:"))
        .map(|stream| stream.split(' ').next().unwrap_or_default())
        .collect();
    streams.sort_unstable();
    streams.dedup();
    sounds <= 1
        && pictures <= 1
        && sounds + pictures == sections.len()
        && streams.len() <= MAX_STREAMS
        // Several pictures in one section (RFC 8853).
        && !lines().any(|line| line.starts_with("a=simulcast:") || line.starts_with("a=rid:"))
}

/// Whether packets may be sent to where a candidate leads (RFC 8839, 5.1).
fn leads_somewhere(candidate: &str, loopback: Loopback) -> bool {
    let mut words = candidate
        .strip_prefix(CANDIDATE)
        .unwrap_or_default()
        .split_ascii_whitespace();
    let (_foundation, component) = (words.next(), words.next());
    let (transport, _priority) = (words.next(), words.next());
    let (address, port) = (words.next().unwrap_or_default(), words.next());
    let kind = (words.next(), words.next());
    let is_udp = transport.is_some_and(|transport| transport.eq_ignore_ascii_case("udp"));
    // All of a call goes over one component (RFC 8834, 4.5).
    let is_ours = component == Some("1")
        && is_udp
        && kind.0 == Some("typ")
        && port.and_then(|port| port.parse::<u16>().ok()).unwrap_or(0) > 0;
    let is_host = kind.1 == Some("host");
    is_ours
        && match address.parse::<IpAddr>() {
            Ok(address) => may_be_sent_to(address, is_host, loopback),
            // A browser hides its own address behind a name of the local network; no other name is looked up.
            Err(_) => is_host && address.ends_with(".local"),
        }
}

fn may_be_sent_to(address: IpAddr, is_host: bool, loopback: Loopback) -> bool {
    let address = address.to_canonical();
    if address.is_loopback() {
        return loopback == Loopback::Allowed;
    }
    match address {
        IpAddr::V4(address) => {
            !address.is_unspecified()
                && !address.is_multicast()
                && !address.is_broadcast()
                && !address.is_link_local()
                // "This network" (RFC 791, 3.2).
                && address.octets()[0] != 0
        }
        IpAddr::V6(address) => {
            !address.is_unspecified()
                && !address.is_multicast()
                && !is_v4_compatible(address)
                // Where two devices share a cable, their addresses of that link may be all they have.
                && (!address.is_unicast_link_local() || is_host)
        }
    }
}

/// `::a.b.c.d`, given up by RFC 4291, 2.5.5.1; systems differ in where they send it.
const fn is_v4_compatible(address: Ipv6Addr) -> bool {
    matches!(address.segments(), [0, 0, 0, 0, 0, 0, _, _])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n";
    const AUDIO: &str = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ssrc:1 cname:x\r\n";
    const VIDEO: &str = "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=ssrc-group:FID 2 3\r\n\
        a=ssrc:2 cname:x\r\na=ssrc:2 msid:x y\r\na=ssrc:3 cname:x\r\n";

    fn limits() -> RemoteLimits {
        RemoteLimits::new(Loopback::Refused)
    }

    fn candidate(address: &str, kind: &str) -> String {
        format!("candidate:1 1 udp 2130706431 {address} 50000 typ {kind}")
    }

    #[test]
    fn a_call_is_one_sound_and_one_picture() {
        let call = format!("{HEAD}{AUDIO}{VIDEO}");
        assert_eq!(limits().admit_description(&call), Some(call.clone()));
        let sound = format!("{HEAD}{AUDIO}");
        assert_eq!(limits().admit_description(&sound), Some(sound));
        let many = (10..17).map(|ssrc| format!("a=ssrc:{ssrc} cname:x\r\n"));
        for more in [
            VIDEO.to_owned(),
            AUDIO.to_owned(),
            VIDEO.repeat(500),
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n".to_owned(),
            "m=text 9 RTP/AVP 98\r\n".to_owned(),
            "a=simulcast:recv hi;lo\r\n".to_owned(),
            "a=rid:hi recv\r\n".to_owned(),
            many.collect(),
            format!("a=x:{}\r\n", "y".repeat(limits::MAX_SDP_BYTES)),
        ] {
            assert_eq!(limits().admit_description(&format!("{call}{more}")), None);
        }
    }

    #[test]
    fn addresses_lead_to_another_device() {
        for (address, kind) in [
            ("192.168.1.7", "host"),
            ("10.0.0.9", "host"),
            ("203.0.113.5", "srflx raddr 0.0.0.0 rport 0"),
            ("198.51.100.1", "relay raddr 127.0.0.1 rport 9"),
            ("2001:db8::7", "host"),
            ("fd00::7", "host"),
            ("fe80::1", "host"),
            ("0c3a8f0e-8f0c-4b3e-9d5f-3f0a3a3a3a3a.local", "host"),
        ] {
            assert!(limits().admits(&candidate(address, kind)), "{address}");
        }
        for (address, kind) in [
            ("127.0.0.1", "host"),
            ("127.8.8.8", "srflx"),
            ("::1", "host"),
            ("::ffff:127.0.0.1", "host"),
            ("::ffff:169.254.0.1", "host"),
            ("::127.0.0.1", "host"),
            ("0.0.0.0", "host"),
            ("0.1.2.3", "host"),
            ("::", "host"),
            ("169.254.1.1", "host"),
            ("224.0.0.251", "host"),
            ("239.255.255.250", "host"),
            ("255.255.255.255", "host"),
            ("ff02::fb", "host"),
            // Nobody else can be reached by such an address.
            ("fe80::1", "srflx"),
            ("fe80::1", "relay"),
            // No name of anybody's is looked up for a stranger.
            ("clinic.example", "host"),
            ("printer.local", "relay"),
            ("localhost", "host"),
        ] {
            assert!(!limits().admits(&candidate(address, kind)), "{address}");
        }
    }

    #[test]
    fn a_candidate_is_one_of_rfc_8839() {
        for wrong in [
            "",
            "candidate:",
            "candidate:1 1 udp 1 192.168.1.7",
            "candidate:1 1 udp 1 192.168.1.7 0 typ host",
            "candidate:1 1 udp 1 192.168.1.7 70000 typ host",
            "candidate:1 1 tcp 1 192.168.1.7 9 typ host tcptype active",
            "candidate:1 2 udp 1 192.168.1.7 50000 typ host",
            "1 1 udp 1 192.168.1.7 50000 typ host",
        ] {
            assert!(!limits().admits(wrong), "{wrong}");
        }
        let long = format!("{} {}", candidate("10.0.0.9", "host"), "x".repeat(1_024));
        assert!(!limits().admits(&long));
        // As the grammar has it, the transport is in capitals.
        assert!(limits().admits("candidate:1 1 UDP 1 192.168.1.7 50000 typ host generation 0"));
    }

    #[test]
    fn on_this_computer_alone_its_own_addresses_are_the_other_sides() {
        for (address, allowed) in [("127.0.0.1", true), ("::1", true), ("224.0.0.251", false)] {
            let mut limits = RemoteLimits::new(Loopback::Allowed);
            assert_eq!(limits.admits(&candidate(address, "host")), allowed);
        }
        let server = |url: &str| IceServer {
            urls: vec!["stun:stun.clinic.example:3478".into(), url.into()],
            username: None,
            credential: None,
        };
        for (has_networks, url, expected) in [
            (true, "turn:turn.clinic.example:3478", Loopback::Refused),
            (true, "turn:127.0.0.1:3478?transport=udp", Loopback::Allowed),
            (true, "turns:localhost:5349", Loopback::Allowed),
            (true, "turn:[::1]:3478", Loopback::Allowed),
            (false, "turn:turn.clinic.example", Loopback::Allowed),
        ] {
            let servers = [server(url)];
            assert_eq!(Loopback::of_call(has_networks, &servers), expected, "{url}");
        }
    }

    #[test]
    fn the_candidates_of_a_description_are_counted_and_those_refused_are_taken_out() {
        let line = |address: &str| format!("a={}\r\n", candidate(address, "host"));
        let good = line("192.168.1.7");
        let call = format!("{HEAD}{AUDIO}{good}{}{good}{VIDEO}", line("127.0.0.1"));
        let mut limits = limits();
        let admitted = limits.admit_description(&call);
        assert_eq!(admitted, Some(format!("{HEAD}{AUDIO}{good}{good}{VIDEO}")));
        // 3 were said; refused ones count, too.
        let more = (0..10_000).filter(|_| limits.admits(&candidate("192.168.1.7", "host")));
        assert_eq!(more.count(), MAX_CANDIDATES - 3);
        let flood = format!("{HEAD}{AUDIO}{}", good.repeat(600));
        let admitted = limits.admit_description(&flood).unwrap();
        assert_eq!(admitted.matches("a=candidate:").count(), MAX_CANDIDATES);
        assert!(!limits.admits(&candidate("192.168.1.7", "host")));
    }
}
