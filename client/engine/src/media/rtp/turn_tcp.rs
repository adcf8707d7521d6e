//! TURN over TCP and TLS (RFC 8656, 3.1), for networks that let no UDP through.
//!
//! The crate speaks to relays over UDP only. So for each other relay a socket on this computer's own
//! loopback takes its datagrams and carries them over a stream, and back. Messages delimit
//! themselves there (12.5); only ChannelData has to be padded.

use crate::connector::{Connector, Destination, Stream};
use crate::network_fault::fault_of;
use rtc::shared::turn_framing::TurnStreamDecoder;
use rustls::pki_types::CertificateDer;
use shared::IceServer;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Datagrams that wait for a stream. More would only grow old there; the sender notices the loss.
const MAX_WAITING: usize = 64;
/// Own addresses that use one relay at a time.
const MAX_STREAMS: usize = 16;
/// Errors in a row after which a socket is given up.
const MAX_FAILURES: u32 = 32;
/// The largest datagram.
const MAX_DATAGRAM: usize = 65_536;

/// Where a relay is that is reached over a stream, as an address of RFC 7065 says. Nothing for what the
/// crate can do by itself.
fn relay_of(url: &str) -> Option<Destination> {
    let (scheme, rest) = url.split_once(':')?;
    let secure = scheme.eq_ignore_ascii_case("turns");
    if !secure && !scheme.eq_ignore_ascii_case("turn") {
        return None;
    }
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    // TLS is over TCP where nothing else is said; DTLS is not offered.
    let transport = if secure { "tcp" } else { "udp" };
    let transport = query.strip_prefix("transport=").unwrap_or(transport);
    if !transport.eq_ignore_ascii_case("tcp") {
        return None;
    }
    let usual_port = if secure { 5_349 } else { 3_478 };
    let (host, port) = match place.rsplit_once(':') {
        // The colons within an IPv6 address are no port's.
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
        _ => (place, usual_port),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then(|| Destination::new(host.to_owned(), port, secure))
}

/// The ways to relays over streams; dropping them closes all.
#[derive(Debug, Default)]
pub struct TurnOverTcp {
    tasks: JoinSet<()>,
}

impl TurnOverTcp {
    /// Opens a path for each address that needs one, and gives the servers with these in their
    /// place. Nothing is sent before the crate sends. `authorities` are trusted besides the
    /// system's.
    pub async fn open(
        servers: &[IceServer],
        authorities: &[CertificateDer<'static>],
    ) -> (Self, Vec<IceServer>) {
        let mut relays = Self::default();
        let mut connector = None;
        let mut changed = servers.to_vec();
        for url in changed.iter_mut().flat_map(|server| &mut server.urls) {
            let Some(relay) = relay_of(url) else {
                continue;
            };
            if connector.is_none() {
                connector = Connector::new(authorities).ok();
            }
            let opened = match connector.clone() {
                Some(connector) => relays.open_one(relay, connector).await,
                None => Err(io::ErrorKind::Unsupported.into()),
            };
            match opened {
                Ok(at) => *url = format!("turn:{at}?transport=udp"),
                Err(_) => tracing::warn!("no way to a relay over TCP could be opened"),
            }
        }
        (relays, changed)
    }

    async fn open_one(
        &mut self,
        relay: Destination,
        connector: Connector,
    ) -> io::Result<SocketAddr> {
        let socket = Arc::new(UdpSocket::bind((own_address(), 0)).await?);
        let at = socket.local_addr()?;
        self.tasks.spawn(serve(socket, relay, connector));
        Ok(at)
    }
}

/// This computer's own address of the kind that the sockets of a call have: the crate sends from an IPv6
/// address to IPv6 addresses only. Where there are both kinds, one relay is enough.
fn own_address() -> IpAddr {
    let interfaces = rtc::shared::ifaces::ifaces().unwrap_or_default();
    let addresses = interfaces.iter().filter_map(|interface| interface.addr);
    loopback_beside(addresses.map(|address| address.ip()))
}

fn loopback_beside(addresses: impl Iterator<Item = IpAddr>) -> IpAddr {
    let outer: Vec<_> = addresses.filter(|ip| !ip.is_loopback()).collect();
    if outer.is_empty() || outer.iter().any(IpAddr::is_ipv4) {
        Ipv4Addr::LOCALHOST.into()
    } else {
        Ipv6Addr::LOCALHOST.into()
    }
}

/// Carries datagrams of each own address over a stream of its own: the relay tells allocations
/// apart by them.
async fn serve(socket: Arc<UdpSocket>, relay: Destination, connector: Connector) {
    let mut streams: HashMap<SocketAddr, mpsc::Sender<Vec<u8>>> = HashMap::new();
    let mut carriers = JoinSet::new();
    let mut datagram = vec![0; MAX_DATAGRAM];
    let mut failures = Failures::default();
    loop {
        let (length, from) = match socket.recv_from(&mut datagram).await {
            Ok(received) => received,
            Err(error) if failures.may_pass(error.kind()) => continue,
            Err(error) => {
                tracing::info!(kind = ?error.kind(), "the way to a relay over TCP is over");
                return;
            }
        };
        failures.are_over();
        streams.retain(|_, sender| !sender.is_closed());
        if !streams.contains_key(&from) && streams.len() >= MAX_STREAMS {
            continue;
        }
        let sender = streams.entry(from).or_insert_with(|| {
            let (sender, waiting) = mpsc::channel(MAX_WAITING);
            let (socket, relay) = (Arc::clone(&socket), relay.clone());
            let connector = connector.clone();
            carriers.spawn(async move {
                let stream = match connector.connect(&relay).await {
                    Ok(stream) => stream,
                    Err(error) => {
                        let fault = fault_of(&error);
                        tracing::info!(?fault, "a relay can't be reached over TCP");
                        return;
                    }
                };
                if carry(stream, waiting, &socket, from).await.is_err() {
                    tracing::info!("the way to a relay broke");
                }
            });
            sender
        });
        let message = datagram.get(..length).map(padded).unwrap_or_default();
        let _ = sender.try_send(message);
    }
}

/// Receipts that failed in a row.
#[derive(Debug, Default)]
struct Failures(u32);

impl Failures {
    /// Whether it is worth going on. A port that closed at the other end is reported by the next receipt on
    /// some systems, once for each datagram that went there.
    fn may_pass(&mut self, error: io::ErrorKind) -> bool {
        use io::ErrorKind::{ConnectionRefused, ConnectionReset, Interrupted, WouldBlock};
        self.0 += 1;
        self.0 <= MAX_FAILURES
            && matches!(
                error,
                ConnectionRefused | ConnectionReset | Interrupted | WouldBlock
            )
    }

    fn are_over(&mut self) {
        self.0 = 0;
    }
}

async fn carry(
    stream: Stream,
    mut waiting: mpsc::Receiver<Vec<u8>>,
    socket: &UdpSocket,
    to: SocketAddr,
) -> io::Result<()> {
    let (mut inbound, mut outbound) = tokio::io::split(stream);
    let out = async {
        while let Some(message) = waiting.recv().await {
            outbound.write_all(&message).await?;
            outbound.flush().await?;
        }
        io::Result::Ok(())
    };
    let back = async {
        let mut decoder = TurnStreamDecoder::new();
        let mut bytes = vec![0; MAX_DATAGRAM];
        loop {
            let length = inbound.read(&mut bytes).await?;
            if length == 0 {
                return io::Result::Err(io::ErrorKind::UnexpectedEof.into());
            }
            decoder.extend_from_slice(bytes.get(..length).unwrap_or_default());
            while let Some(message) = decoder.next_message().map_err(io::Error::other)? {
                socket.send_to(&message, to).await?;
            }
        }
    };
    tokio::select! {
        done = out => done,
        done = back => done,
    }
}

/// ChannelData on a stream fills whole words (RFC 8656, 12.5); other messages always do.
fn padded(message: &[u8]) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.resize(message.len().next_multiple_of(4), 0);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(host: &str, port: u16, secure: bool) -> Option<Destination> {
        Some(Destination::new(host.to_owned(), port, secure))
    }

    #[test]
    fn addresses_over_streams_are_told_from_others() {
        let cases = [
            ("turn:a.example", None),
            ("turn:a.example:3478?transport=udp", None),
            ("stun:a.example:3478", None),
            ("turns:a.example?transport=udp", None),
            (
                "turn:a.example?transport=tcp",
                relay("a.example", 3_478, false),
            ),
            (
                "turn:a.example:80?transport=tcp",
                relay("a.example", 80, false),
            ),
            ("turns:a.example", relay("a.example", 5_349, true)),
            (
                "turns:a.example:443?transport=tcp",
                relay("a.example", 443, true),
            ),
            ("turns:[2001:db8::1]:443", relay("2001:db8::1", 443, true)),
            ("turns:[2001:db8::1]", relay("2001:db8::1", 5_349, true)),
            ("turns:", None),
            ("turns:a.example:port", None),
        ];
        for (url, expected) in cases {
            assert_eq!(relay_of(url), expected, "{url}");
        }
    }

    #[test]
    fn a_socket_that_does_nothing_but_fail_is_given_up() {
        use io::ErrorKind::{ConnectionRefused, NotConnected};
        let mut failures = Failures::default();
        let refused = (0..1_000).take_while(|_| failures.may_pass(ConnectionRefused));
        assert_eq!(refused.count(), 32);
        let mut failures = Failures::default();
        assert!((0..1_000).all(|_| {
            let goes_on = failures.may_pass(ConnectionRefused);
            failures.are_over();
            goes_on
        }));
        assert!(!failures.may_pass(NotConnected));
    }

    #[test]
    fn a_device_with_ipv6_alone_reaches_relays_by_its_own_ipv6() {
        for (addresses, own) in [
            (
                &["127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"][..],
                "127.0.0.1",
            ),
            (&["127.0.0.1", "::1", "2001:db8::1", "fe80::1"], "::1"),
            (&["127.0.0.1", "::1"], "127.0.0.1"),
        ] {
            let addresses = addresses.iter().map(|ip| ip.parse().unwrap());
            assert_eq!(loopback_beside(addresses), own.parse::<IpAddr>().unwrap());
        }
    }

    #[test]
    fn channel_data_fills_whole_words() {
        assert_eq!(padded(&[0x40, 0, 0, 1, 9]), [0x40, 0, 0, 1, 9, 0, 0, 0]);
        assert_eq!(padded(&[0; 20]).len(), 20);
    }
}
