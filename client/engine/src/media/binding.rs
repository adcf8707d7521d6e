//! Whether UDP gets out of this network and back: a STUN server is asked who asks (RFC 8489).

use rtc::stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message, TransactionId};
use shared::IceServer;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// The first pause before a request is sent again; each one is twice as long (RFC 8489, 6.2.1).
const RETRANSMIT: Duration = Duration::from_millis(500);
/// How often it is sent: for 3.5 s in all.
const TRIES: u32 = 3;
/// Where STUN listens unless its address says otherwise (RFC 8489, 18.6).
const PORT: u16 = 3_478;
/// An answer has the address that was seen, and little more.
const MAX_ANSWER_BYTES: usize = 1_280;

/// Whether any of the servers that speak STUN over UDP answers; absent where there is none. Relays do, too
/// (RFC 8656, 3).
pub(super) async fn is_answered(servers: &[IceServer]) -> Option<bool> {
    let hosts: Vec<_> = servers
        .iter()
        .flat_map(|server| &server.urls)
        .filter_map(|url| host_of(url))
        .collect();
    if hosts.is_empty() {
        return None;
    }
    let asked = hosts
        .into_iter()
        .map(|host| async move { asks(&host).await });
    let answers = futures_util::future::join_all(asked).await;
    Some(answers.into_iter().any(|answer| answer.is_some()))
}

/// `host:port` of what speaks STUN over UDP (RFC 7064, RFC 7065).
fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once(':')?;
    let (host, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_asked = match scheme.to_ascii_lowercase().as_str() {
        "stun" => true,
        "turn" => !query.to_ascii_lowercase().contains("transport=tcp"),
        _ => false,
    };
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(name, port)| port.parse::<u16>().is_ok() && !is_half_an_address(name));
    is_asked.then(|| {
        if has_port {
            host.to_owned()
        } else {
            format!("{host}:{PORT}")
        }
    })
}

/// `[2001:db8:` of an IPv6 address without a port.
fn is_half_an_address(name: &str) -> bool {
    name.starts_with('[') && !name.ends_with(']')
}

/// Asks each address of a host in turn.
async fn asks(host: &str) -> Option<()> {
    let addresses = tokio::net::lookup_host(host).await.ok()?;
    for address in addresses {
        if let Some(answer) = asks_at(address).await {
            return Some(answer);
        }
    }
    None
}

async fn asks_at(address: SocketAddr) -> Option<()> {
    let own: SocketAddr = if address.is_ipv4() {
        (Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (Ipv6Addr::UNSPECIFIED, 0).into()
    };
    let socket = UdpSocket::bind(own).await.ok()?;
    // From nobody else is anything taken.
    socket.connect(address).await.ok()?;
    let mut request = Message::new();
    let id = TransactionId::new();
    request
        .build(&[Box::new(BINDING_REQUEST), Box::new(id)])
        .ok()?;
    for pause in (0..TRIES).map(|tries| RETRANSMIT * 2_u32.pow(tries)) {
        socket.send(&request.raw).await.ok()?;
        if timeout(pause, answer_to(&socket, id)).await == Ok(Some(())) {
            return Some(());
        }
    }
    None
}

/// Waits for the answer to that request, whatever else comes.
async fn answer_to(socket: &UdpSocket, id: TransactionId) -> Option<()> {
    let mut bytes = [0; MAX_ANSWER_BYTES];
    loop {
        // A port where nobody listens is told as an error.
        let length = socket.recv(&mut bytes).await.ok()?;
        let mut answer = Message::new();
        let is_message = answer.unmarshal_binary(bytes.get(..length)?).is_ok();
        if is_message && answer.typ == BINDING_SUCCESS && answer.transaction_id == id {
            return Some(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_stun_over_udp_is_asked_at_its_port() {
        for (url, host) in [
            ("stun:stun.clinic.example", Some("stun.clinic.example:3478")),
            (
                "stun:stun.clinic.example:19302",
                Some("stun.clinic.example:19302"),
            ),
            ("turn:192.0.2.1:3478", Some("192.0.2.1:3478")),
            ("turn:[2001:db8::1]", Some("[2001:db8::1]:3478")),
            (
                "TURN:[2001:db8::1]:443?transport=udp",
                Some("[2001:db8::1]:443"),
            ),
            ("turn:192.0.2.1?transport=tcp", None),
            ("turns:relay.clinic.example:443", None),
            ("http://clinic.example", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    fn server(url: String) -> IceServer {
        IceServer {
            urls: vec![url],
            username: None,
            credential: None,
        }
    }

    #[tokio::test]
    async fn only_the_answer_to_the_own_question_counts() {
        let stranger = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = stranger.local_addr().unwrap();
        let answering = tokio::spawn(async move {
            let mut bytes = [0; 64];
            let (length, from) = stranger.recv_from(&mut bytes).await.unwrap();
            assert_eq!(length, 20, "a request without attributes (RFC 8489, 5)");
            // A success of another transaction first, and then the right one: its type is 0x0101.
            let mut other = bytes;
            other[0..2].copy_from_slice(&[0x01, 0x01]);
            other[19] ^= 1;
            stranger.send_to(&other[..20], from).await.unwrap();
            bytes[0..2].copy_from_slice(&[0x01, 0x01]);
            stranger.send_to(&bytes[..20], from).await.unwrap();
        });
        let asked = is_answered(&[server(format!("stun:{address}"))]).await;
        assert_eq!(asked, Some(true));
        answering.await.unwrap();
    }

    #[tokio::test]
    async fn nobody_is_asked_where_there_is_nobody() {
        let by_tcp = server("turn:192.0.2.1?transport=tcp".to_owned());
        assert_eq!(is_answered(&[by_tcp]).await, None);
        let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = closed.local_addr().unwrap();
        drop(closed);
        let asked = is_answered(&[server(format!("stun:{address}"))]).await;
        assert_eq!(asked, Some(false));
    }
}
