//! One connection of the realtime socket: from opening to closing.
//!
//! Owns pings and deadlines. Knows nothing of what frames mean, and never opens a second connection:
//! when to come back is the core's decision.

use crate::network_fault::{NameNotFound, fault_of, look_up};
use client_core::{Farewell, Input, NetworkFault};
use futures_util::{SinkExt, StreamExt};
use shared::{ClientFrame, Envelope, limits};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
const PING_EVERY: Duration = Duration::from_secs(25);
/// Nothing came for so long, not even the answer to a ping: the connection is dead.
const SILENCE: Duration = Duration::from_secs(35);
/// A write that does not get through.
const WRITE_DEADLINE: Duration = Duration::from_secs(10);
/// Frames waiting to be sent; a call's burst of candidates is some twenty.
pub(crate) const MAX_OUTGOING: usize = 512;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The open connection, for its owner. Dropping it closes the socket.
pub(crate) struct Link {
    pub(crate) connection: u64,
    frames: mpsc::Sender<ClientFrame>,
    probe: watch::Sender<Duration>,
    task: JoinHandle<()>,
}

impl Link {
    /// Opens a connection; what becomes of it comes as inputs.
    pub(crate) fn open(url: String, connection: u64, inputs: mpsc::Sender<Input>) -> Self {
        let (frames, outgoing) = mpsc::channel(MAX_OUTGOING);
        let (probe, mut asked) = watch::channel(Duration::ZERO);
        let task = tokio::spawn(async move {
            let ending = match open(&url, None).await {
                Ok(socket) => run(socket, connection, outgoing, &mut asked, &inputs).await,
                Err(ending) => {
                    let fault = ending.fault;
                    tracing::debug!(connection, ?fault, "the socket did not open");
                    ending
                }
            };
            inputs
                .send(Input::LinkDown {
                    connection,
                    farewell: ending.farewell,
                    fault: ending.fault,
                })
                .await
                .ok();
        });
        Self {
            connection,
            frames,
            probe,
            task,
        }
    }

    /// Asks the server for a sign of life; without one within this time, the connection is over.
    pub(crate) fn probe(&self, within: Duration) {
        self.probe.send_replace(within);
    }

    /// Closes the socket and waits until the server was told.
    pub(crate) async fn close(self) {
        drop(self.frames);
        self.task.await.ok();
    }

    /// Hands a frame over; tells whether there was room.
    pub(crate) fn send(&self, frame: ClientFrame) -> bool {
        self.frames.try_send(frame).is_ok()
    }
}

/// How a connection went on after one of its events.
enum Next {
    Goes,
    /// Over.
    Over(Farewell),
}

/// How a connection came to its end, or to nothing.
struct Ending {
    farewell: Farewell,
    /// Why it did not open.
    fault: Option<NetworkFault>,
}

/// Opens the socket, with another connector for TLS than the usual one in tests.
async fn open(url: &str, connector: Option<Connector>) -> Result<Socket, Ending> {
    let opening = timeout(CONNECT_DEADLINE, connect(url, connector));
    let fault = match opening.await {
        Ok(Ok(socket)) => return Ok(socket),
        // The server is there, and would not.
        Ok(Err(ConnectError::Socket(Error::Http(_)))) => None,
        Ok(Err(error)) => Some(fault_of(&error)),
        Err(_) => Some(NetworkFault::NoAnswer),
    };
    Err(Ending {
        farewell: Farewell::Unsaid,
        fault,
    })
}

#[derive(Debug, thiserror::Error)]
enum ConnectError {
    #[error("the name leads nowhere")]
    Name(#[source] NameNotFound),
    #[error("there is no connection")]
    Stream(#[source] std::io::Error),
    #[error("there is no socket")]
    Socket(#[source] Error),
}

async fn connect(url: &str, connector: Option<Connector>) -> Result<Socket, ConnectError> {
    let request = url.into_client_request().map_err(ConnectError::Socket)?;
    let place = request.uri();
    let usual_port = if place.scheme_str() == Some("wss") {
        443
    } else {
        80
    };
    let place = format!(
        "{}:{}",
        place.host().unwrap_or_default(),
        place.port_u16().unwrap_or(usual_port)
    );
    let addresses = look_up(&place).await.map_err(ConnectError::Name)?;
    let stream = TcpStream::connect(addresses.as_slice())
        .await
        .map_err(ConnectError::Stream)?;
    stream.set_nodelay(true).map_err(ConnectError::Stream)?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(limits::MAX_SERVER_FRAME_BYTES))
        .max_frame_size(Some(limits::MAX_SERVER_FRAME_BYTES));
    client_async_tls_with_config(request, stream, Some(config), connector)
        .await
        .map(|(socket, _)| socket)
        .map_err(ConnectError::Socket)
}

async fn run(
    mut socket: Socket,
    connection: u64,
    mut outgoing: mpsc::Receiver<ClientFrame>,
    probe: &mut watch::Receiver<Duration>,
    inputs: &mpsc::Sender<Input>,
) -> Ending {
    inputs.send(Input::LinkUp { connection }).await.ok();
    let mut heard_at = Instant::now();
    let mut answer_by = None;
    let mut ping = interval_at(heard_at + PING_EVERY, PING_EVERY);
    loop {
        let next = tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(frame) => write_frame(&mut socket, &frame).await,
                None => {
                    timeout(WRITE_DEADLINE, socket.close(None)).await.ok();
                    Next::Over(Farewell::Unsaid)
                }
            },
            message = socket.next() => {
                heard_at = Instant::now();
                answer_by = None;
                take(connection, message, inputs).await
            }
            _ = ping.tick() => write(&mut socket, Message::Ping(Bytes::new())).await,
            // Its other end goes with the frames' own.
            Ok(()) = probe.changed() => {
                let until = Instant::now() + *probe.borrow_and_update();
                answer_by = Some(answer_by.map_or(until, |by: Instant| by.min(until)));
                write(&mut socket, Message::Ping(Bytes::new())).await
            }
            () = sleep_until(answer_by.unwrap_or(heard_at + SILENCE)) => Next::Over(Farewell::Unsaid),
        };
        if let Next::Over(farewell) = next {
            return Ending {
                farewell,
                fault: None,
            };
        }
    }
}

async fn write_frame(socket: &mut Socket, frame: &ClientFrame) -> Next {
    match serde_json::to_string(frame) {
        Ok(text) if text.len() <= limits::MAX_FRAME_BYTES => {
            write(socket, Message::text(text)).await
        }
        // The server would close the socket for it.
        Ok(_) | Err(_) => {
            tracing::warn!("a frame is too large to be sent");
            Next::Goes
        }
    }
}

async fn write(socket: &mut Socket, message: Message) -> Next {
    match timeout(WRITE_DEADLINE, socket.send(message)).await {
        Ok(Ok(())) => Next::Goes,
        Ok(Err(_)) | Err(_) => Next::Over(Farewell::Unsaid),
    }
}

async fn take(
    connection: u64,
    message: Option<Result<Message, Error>>,
    inputs: &mpsc::Sender<Input>,
) -> Next {
    match message {
        Some(Ok(Message::Text(text))) => {
            match serde_json::from_str::<Envelope>(&text) {
                Ok(envelope) => {
                    let frame = Box::new(envelope);
                    inputs
                        .send(Input::LinkFrame { connection, frame })
                        .await
                        .ok();
                }
                // A newer server's frame, perhaps. Its number is missing then, and the core fetches
                // the state instead.
                Err(_) => tracing::warn!(connection, "a frame is not of this protocol"),
            }
            Next::Goes
        }
        Some(Ok(Message::Close(close))) => {
            Next::Over(close.map_or(Farewell::Unsaid, |close| farewell(close.code)))
        }
        Some(Ok(_)) => Next::Goes,
        Some(Err(error)) => {
            tracing::debug!(connection, reason = reason(&error), "the socket broke");
            Next::Over(Farewell::Unsaid)
        }
        None => Next::Over(Farewell::Unsaid),
    }
}

const fn farewell(code: CloseCode) -> Farewell {
    match code {
        CloseCode::Restart | CloseCode::Again => Farewell::ComeBackLater,
        CloseCode::Library(limits::CLOSE_PROOF_OVER) => Farewell::ProofOver,
        _ => Farewell::Unsaid,
    }
}

/// What kind of error it is. Its own words may hold addresses.
fn reason(error: &Error) -> &'static str {
    match error {
        Error::ConnectionClosed | Error::AlreadyClosed => "closed",
        Error::Io(_) => "io",
        Error::Tls(_) => "tls",
        Error::Capacity(_) => "too large",
        Error::Protocol(_) | Error::Utf8(_) | Error::AttackAttempt => "protocol",
        Error::WriteBufferFull(_) => "full",
        Error::Url(_) | Error::HttpFormat(_) => "address",
        Error::Http(_) => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::{Link, open};
    use crate::network_fault::tests::{Authority, CERTIFICATES};
    use client_core::{Farewell, Input, NetworkFault};
    use futures_util::{SinkExt, StreamExt};
    use shared::{CallId, ClientFrame};
    use tokio::net::TcpListener;
    use tokio::sync::mpsc;
    use tokio_tungstenite::Connector;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

    const REFUSED: &str =
        r#"{"v":1,"seq":7,"stored":false,"type":"refused","data":{"code":"denied","detail":""}}"#;

    async fn down(inputs: &mut mpsc::Receiver<Input>) -> Farewell {
        match inputs.recv().await.unwrap() {
            Input::LinkDown {
                connection: 3,
                farewell,
                fault: None,
            } => farewell,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn frames_go_both_ways_and_a_restart_is_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/api/ws", listener.local_addr().unwrap());
        let (inputs, mut happened) = mpsc::channel(8);
        let link = Link::open(url, 3, inputs);
        let (stream, _) = listener.accept().await.unwrap();
        let mut server = tokio_tungstenite::accept_async(stream).await.unwrap();
        assert_eq!(happened.recv().await, Some(Input::LinkUp { connection: 3 }));

        let call_id = CallId(uuid::Uuid::nil());
        assert!(link.send(ClientFrame::LeaveCall { call_id }));
        let heard = server.next().await.unwrap().unwrap();
        assert!(heard.to_text().unwrap().contains(r#""type":"leave_call""#));

        server
            .send(Message::text("no frame of ours"))
            .await
            .unwrap();
        server.send(Message::text(REFUSED)).await.unwrap();
        let Some(Input::LinkFrame {
            connection: 3,
            frame,
        }) = happened.recv().await
        else {
            panic!()
        };
        assert_eq!(frame.seq, 7);

        let close = CloseFrame {
            code: CloseCode::Restart,
            reason: "".into(),
        };
        server.send(Message::Close(Some(close))).await.unwrap();
        assert_eq!(down(&mut happened).await, Farewell::ComeBackLater);
    }

    #[test]
    fn a_proof_that_is_over_is_told_apart() {
        for (code, told) in [
            (CloseCode::Library(4002), Farewell::ProofOver),
            (CloseCode::Again, Farewell::ComeBackLater),
            (CloseCode::Policy, Farewell::Unsaid),
        ] {
            assert_eq!(super::farewell(code), told);
        }
    }

    #[tokio::test]
    async fn a_frame_beyond_the_limit_ends_the_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/api/ws", listener.local_addr().unwrap());
        let (inputs, mut happened) = mpsc::channel(8);
        let _link = Link::open(url, 3, inputs);
        let (stream, _) = listener.accept().await.unwrap();
        let mut server = tokio_tungstenite::accept_async(stream).await.unwrap();
        assert_eq!(happened.recv().await, Some(Input::LinkUp { connection: 3 }));
        server
            .send(Message::text(
                "x".repeat(shared::limits::MAX_SERVER_FRAME_BYTES + 1),
            ))
            .await
            .ok();
        assert_eq!(down(&mut happened).await, Farewell::Unsaid);
    }

    #[tokio::test]
    async fn nobody_listening_is_an_end_too() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/api/ws", listener.local_addr().unwrap());
        drop(listener);
        let (inputs, mut happened) = mpsc::channel(8);
        let _link = Link::open(url, 3, inputs);
        let ended = Input::LinkDown {
            connection: 3,
            farewell: Farewell::Unsaid,
            fault: Some(NetworkFault::Refused),
        };
        assert_eq!(happened.recv().await, Some(ended));
    }

    #[tokio::test]
    async fn a_certificate_is_looked_at_and_what_is_wrong_with_it_is_told() {
        let authority = Authority::new();
        let fault = async |port: u16| {
            let url = format!("wss://localhost:{port}/api/ws");
            let trusting = Connector::Rustls(authority.trusted());
            open(&url, Some(trusting)).await.err().unwrap().fault
        };
        for (name, years, expected) in CERTIFICATES {
            let port = authority.serve(name, years).await;
            assert_eq!(fault(port).await, Some(expected), "{name} {years:?}");
        }
        let stranger = Authority::new().serve("localhost", (2000, 2190)).await;
        assert_eq!(fault(stranger).await, Some(NetworkFault::UnknownIssuer));
        let usual = open(&format!("wss://localhost:{stranger}/api/ws"), None).await;
        assert_eq!(
            usual.err().unwrap().fault,
            Some(NetworkFault::UnknownIssuer)
        );
    }

    #[tokio::test]
    async fn dropping_it_closes_the_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/api/ws", listener.local_addr().unwrap());
        let (inputs, mut happened) = mpsc::channel(8);
        let link = Link::open(url, 3, inputs);
        let (stream, _) = listener.accept().await.unwrap();
        let mut server = tokio_tungstenite::accept_async(stream).await.unwrap();
        assert_eq!(happened.recv().await, Some(Input::LinkUp { connection: 3 }));
        drop(link);
        assert!(matches!(server.next().await, Some(Ok(Message::Close(_)))));
        assert_eq!(down(&mut happened).await, Farewell::Unsaid);
    }
}
