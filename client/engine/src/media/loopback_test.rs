//! A short call of this device with itself, to learn what the network lets through.
//!
//! Each way is tried by itself: UDP to a STUN server, and the clinic's relay by UDP, TCP and TLS. What is measured
//! is the relay's where there is one, which a call takes where nothing else works: the very same call, once at each
//! end.

use super::audio::processing::VoiceSettings;
use super::binding;
use super::call::{Call, CallSetup};
use super::config::{CameraSource, MediaConfig, MicrophoneSource, Reach, SpeakerSink};
use super::video::fanout::VideoFanout;
use super::video::frame::Size;
use client_core::{CallFigures, MediaEvent, MediaRole, NetworkFigures, NetworkWays};
use futures_util::future::join_all;
use shared::{CallId, IceServer, NetworkPath};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Events of one end that wait.
const MAX_WAITING_EVENTS: usize = 256;
/// How long one path may take to come up.
const CONNECT_DEADLINE: Duration = Duration::from_secs(8);
/// Seconds that are measured; the first is left out, because the rate still rises.
const MEASURED_S: usize = 4;
/// Of the picture that is sent.
const PICTURES_PER_SECOND: u32 = 15;

/// Tries every way at once, and measures the one that a call falls back on where no other works.
pub(super) async fn test_network(servers: Vec<IceServer>, config: MediaConfig) -> NetworkFigures {
    let relays = relays(&servers);
    let over_relay = MediaConfig {
        reach: Reach::RelayOnly,
        ..loopback_config(config.clone())
    };
    let tried = relays.iter().map(|(path, servers)| {
        let held = hold(&over_relay, servers.clone(), 1);
        async move { (*path, held.await.is_some()) }
    });
    let (direct, tried) = tokio::join!(binding::is_answered(&servers), join_all(tried));
    let works = |path| {
        tried
            .iter()
            .find_map(|(one, works)| (*one == path).then_some(*works))
    };
    let ways = NetworkWays {
        direct,
        relay_udp: works(NetworkPath::RelayUdp),
        relay_tcp: works(NetworkPath::RelayTcp),
        relay_tls: works(NetworkPath::RelayTls),
    };
    let carries = |(path, _): &&(NetworkPath, Vec<IceServer>)| works(*path) == Some(true);
    let figures = match relays.iter().find(carries) {
        Some((path, servers)) => {
            let seconds = hold(&over_relay, servers.clone(), MEASURED_S).await;
            seconds.map(|seconds| sum_up(direct_or(direct, *path), &seconds))
        }
        // Nothing gets out; that this device can talk with itself proves nothing.
        None if direct == Some(false) || (direct.is_none() && !relays.is_empty()) => None,
        None => {
            let alone = loopback_config(config);
            let seconds = hold(&alone, servers, MEASURED_S).await;
            seconds.map(|seconds| sum_up(NetworkPath::Direct, &seconds))
        }
    };
    NetworkFigures {
        ways,
        ..figures.unwrap_or(NetworkFigures::NONE)
    }
}

/// What a call takes: the direct way where UDP gets out, and else the relay (RFC 8445, 5.1.2.1).
fn direct_or(direct: Option<bool>, relay: NetworkPath) -> NetworkPath {
    if direct == Some(true) {
        NetworkPath::Direct
    } else {
        relay
    }
}

/// What is sent costs little and sounds nowhere.
fn loopback_config(config: MediaConfig) -> MediaConfig {
    let camera = Size::new(640, 480).map_or(CameraSource::None, |size| CameraSource::Pattern {
        size,
        fps: PICTURES_PER_SECOND,
    });
    MediaConfig {
        camera,
        microphone: MicrophoneSource::Tone { hertz: 440.0 },
        speaker: SpeakerSink::Discard,
        voice: VoiceSettings::untouched(),
        ..config
    }
}

/// The clinic's relays by the way to them, best first.
fn relays(servers: &[IceServer]) -> Vec<(NetworkPath, Vec<IceServer>)> {
    let over = |path: NetworkPath| {
        let chosen: Vec<IceServer> = servers
            .iter()
            .map(|server| IceServer {
                urls: server
                    .urls
                    .iter()
                    .filter(|url| kind(url) == Some(path))
                    .cloned()
                    .collect(),
                ..server.clone()
            })
            .filter(|server| !server.urls.is_empty())
            .collect();
        (!chosen.is_empty()).then_some((path, chosen))
    };
    let ways = [
        NetworkPath::RelayUdp,
        NetworkPath::RelayTcp,
        NetworkPath::RelayTls,
    ];
    ways.into_iter().filter_map(over).collect()
}

/// What a server's address (RFC 7065) says of the way to it; nothing for STUN.
fn kind(url: &str) -> Option<NetworkPath> {
    let (scheme, rest) = url.split_once(':')?;
    let by_tcp = rest.split_once('?').is_some_and(|(_, query)| {
        query
            .split('&')
            .any(|part| part.eq_ignore_ascii_case("transport=tcp"))
    });
    match (scheme.to_ascii_lowercase().as_str(), by_tcp) {
        ("turn", false) => Some(NetworkPath::RelayUdp),
        ("turn", true) => Some(NetworkPath::RelayTcp),
        ("turns", _) => Some(NetworkPath::RelayTls),
        _ => None,
    }
}

/// One end of the test.
struct Peer {
    call: Call,
    events: mpsc::Receiver<MediaEvent>,
}

impl Peer {
    async fn open(
        config: &MediaConfig,
        role: MediaRole,
        servers: &[IceServer],
        call_id: CallId,
    ) -> Option<Self> {
        let (sender, events) = mpsc::channel(MAX_WAITING_EVENTS);
        let setup = CallSetup {
            call_id,
            role,
            ice_servers: servers.to_vec(),
            microphone_on: true,
            camera_on: true,
            config: config.clone(),
            events: sender,
            fanout: VideoFanout::new(),
        };
        let call = Call::open(setup).await.ok()?;
        Some(Self { call, events })
    }
}

/// Holds a call over this path for so many seconds; what was measured in each, or nothing where it did not
/// come up.
async fn hold(
    config: &MediaConfig,
    servers: Vec<IceServer>,
    measured_s: usize,
) -> Option<Vec<CallFigures>> {
    let call_id = CallId(uuid::Uuid::now_v7());
    let open = |role| Peer::open(config, role, &servers, call_id);
    let (caller, callee) = tokio::join!(open(MediaRole::Offerer), open(MediaRole::Answerer));
    let mut seconds = Vec::new();
    if let (Some(caller), Some(callee)) = (caller, callee) {
        let mut peers = [caller, callee];
        let up = timeout(CONNECT_DEADLINE, talk(&mut peers, &mut seconds, 1)).await;
        if up == Ok(true) {
            let rest = Duration::from_secs(1) * u32::try_from(measured_s).unwrap_or(1);
            let _ = timeout(2 * rest, talk(&mut peers, &mut seconds, measured_s)).await;
        }
        for peer in peers {
            peer.call.close().await;
        }
    }
    (!seconds.is_empty()).then_some(seconds)
}

/// Hands signals over until so many seconds were measured at both ends; false where it failed.
async fn talk(peers: &mut [Peer; 2], seconds: &mut Vec<CallFigures>, wanted: usize) -> bool {
    let [one, other] = peers;
    while seconds.len() < 2 * wanted {
        let (event, to) = tokio::select! {
            event = one.events.recv() => (event, &mut other.call),
            event = other.events.recv() => (event, &mut one.call),
            event = one.call.wait() => {
                one.call.handle(event).await;
                continue;
            }
            event = other.call.wait() => {
                other.call.handle(event).await;
                continue;
            }
        };
        match event {
            Some(MediaEvent::Signal { signal, .. }) => to.take_signal(signal).await,
            Some(MediaEvent::Figures { figures, .. }) if figures.receiving => seconds.push(figures),
            Some(MediaEvent::TransportFailed { .. }) | None => return false,
            Some(_) => {}
        }
    }
    true
}

fn sum_up(path: NetworkPath, seconds: &[CallFigures]) -> NetworkFigures {
    let late = seconds.iter().skip(2);
    let count = late.clone().count().max(1);
    let kilobits = late.clone().map(|second| second.kilobits_in).sum::<u32>();
    NetworkFigures {
        path: Some(path),
        ways: NetworkWays::default(),
        round_trip_ms: seconds
            .iter()
            .filter_map(|second| second.round_trip_ms)
            .max(),
        lost_percent: late
            .map(|second| second.lost_in_percent)
            .max()
            .unwrap_or_default(),
        kilobits: kilobits / u32::try_from(count).unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(urls: &[&str]) -> IceServer {
        IceServer {
            urls: urls.iter().map(ToString::to_string).collect(),
            username: None,
            credential: None,
        }
    }

    #[test]
    fn relays_are_known_by_the_way_to_them_best_first() {
        let servers = [
            server(&["stun:stun.clinic.example"]),
            server(&[
                "turns:turn.clinic.example:443?transport=tcp",
                "turn:turn.clinic.example:3478?transport=tcp",
                "turn:turn.clinic.example:3478",
            ]),
        ];
        let known: Vec<_> = relays(&servers)
            .into_iter()
            .map(|(path, servers)| (path, servers.len(), servers[0].urls.len()))
            .collect();
        let once = |path| (path, 1, 1);
        assert_eq!(
            known,
            [
                once(NetworkPath::RelayUdp),
                once(NetworkPath::RelayTcp),
                once(NetworkPath::RelayTls)
            ]
        );
        assert!(relays(&servers[..1]).is_empty());
    }
}
