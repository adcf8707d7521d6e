//! One connection of the realtime socket: from opening to closing.
//!
//! Owns pings and deadlines. Knows nothing of what frames mean, and never opens a second connection:
//! when to come back is the core's decision.

use crate::connector::{ConnectError, Connector, Destination, Stream};
use crate::network_fault::fault_of;
use client_core::{Farewell, Input, NetworkFault};
use futures_util::{SinkExt, StreamExt};
use shared::{ClientFrame, Envelope, limits};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// How long the server may take to open the socket, once it is reached.
const UPGRADE_DEADLINE: Duration = Duration::from_secs(5);
const PING_EVERY: Duration = Duration::from_secs(25);
/// Nothing came for so long, not even the answer to a ping: the connection is dead.
const SILENCE: Duration = Duration::from_secs(35);
/// A write that does not get through.
const WRITE_DEADLINE: Duration = Duration::from_secs(10);
/// Frames waiting to be sent; a call's burst of candidates is some twenty.
pub(crate) const MAX_OUTGOING: usize = 512;

type Socket = WebSocketStream<Stream>;

/// The open connection, for its owner. Dropping it closes the socket.
pub(crate) struct Link {
    pub(crate) connection: u64,
    frames: mpsc::Sender<ClientFrame>,
    probe: watch::Sender<Duration>,
    task: JoinHandle<()>,
}

impl Link {
    /// Opens a connection; what becomes of it comes as inputs.
    pub(crate) fn open(
        connector: Connector,
        url: String,
        connection: u64,
        inputs: mpsc::Sender<Input>,
    ) -> Self {
        let (frames, outgoing) = mpsc::channel(MAX_OUTGOING);
        let (probe, mut asked) = watch::channel(Duration::ZERO);
        let task = tokio::spawn(async move {
            let ending = match open(&connector, &url).await {
                Ok(socket) => run(socket, connection, outgoing, &mut asked, &inputs).await,
                Err(error) => {
                    let ending = error.ending();
                    tracing::debug!(connection, fault = ?ending.fault, "the socket did not open");
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

/// Why a socket did not open.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("there is no connection")]
    Connection(#[from] ConnectError),
    #[error("there is no socket")]
    Socket(#[from] Error),
    #[error("no answer came")]
    Late,
}

impl OpenError {
    /// Whether the clinic is there and can't let anybody in just now.
    fn is_busy(&self) -> bool {
        const BUSY: [StatusCode; 2] = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
        let Self::Socket(Error::Http(answer)) = self else {
            return false;
        };
        answer.status().is_server_error() || BUSY.contains(&answer.status())
    }

    /// What a person is told of it; nothing where the clinic is busy.
    fn fault(&self) -> Option<NetworkFault> {
        if self.is_busy() {
            return None;
        }
        Some(match self {
            Self::Connection(error) => fault_of(error),
            Self::Late => NetworkFault::NoAnswer,
            Self::Socket(Error::Http(answer)) if answer.status().is_redirection() => {
                NetworkFault::Foreign
            }
            // A clinic opens sockets for everybody, so something on the way took it for a request.
            Self::Socket(Error::Http(_) | Error::Protocol(_)) => NetworkFault::SocketRefused,
            Self::Socket(error) => fault_of(error),
        })
    }

    /// How to come back: where the clinic is busy, so do many others.
    fn ending(&self) -> Ending {
        let farewell = if self.is_busy() {
            Farewell::ComeBackLater
        } else {
            Farewell::Unsaid
        };
        Ending {
            farewell,
            fault: self.fault(),
        }
    }
}

async fn open(connector: &Connector, url: &str) -> Result<Socket, OpenError> {
    let request = url.into_client_request()?;
    let to = Destination::of(request.uri())?;
    let stream = connector.connect(&to).await?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(limits::MAX_SERVER_FRAME_BYTES))
        .max_frame_size(Some(limits::MAX_SERVER_FRAME_BYTES));
    let opening = client_async_with_config(request, stream, Some(config));
    let opened = timeout(UPGRADE_DEADLINE, opening).await;
    let (socket, _) = opened.map_err(|_| OpenError::Late)??;
    Ok(socket)
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
    use crate::connector::{Connector, Proxies};
    use crate::network_fault::tests::{Authority, CERTIFICATES};
    use client_core::{Farewell, Input, NetworkFault};
    use futures_util::{SinkExt, StreamExt};
    use shared::{CallId, ClientFrame};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::sync::mpsc;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

    const REFUSED: &str =
        r#"{"v":1,"seq":7,"stored":false,"type":"refused","data":{"code":"denied","detail":""}}"#;

    fn connector() -> Connector {
        Connector::new(&[]).unwrap()
    }

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
        let link = Link::open(connector(), url, 3, inputs);
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
        let _link = Link::open(connector(), url, 3, inputs);
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
        let _link = Link::open(connector(), url, 3, inputs);
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
        let trusting = Connector::with(authority.trusted(), Proxies::OfTheSystem);
        let fault = async |connector: &Connector, port: u16| {
            let url = format!("wss://localhost:{port}/api/ws");
            open(connector, &url).await.err().unwrap().fault()
        };
        for (name, years, expected) in CERTIFICATES {
            let port = authority.serve(name, years).await;
            let told = fault(&trusting, port).await;
            assert_eq!(told, Some(expected), "{name} {years:?}");
        }
        let stranger = Authority::new().serve("localhost", (2000, 2190)).await;
        for connector in [trusting, connector()] {
            let told = fault(&connector, stranger).await;
            assert_eq!(told, Some(NetworkFault::UnknownIssuer));
        }
    }

    /// How it ends where the handshake is answered so.
    async fn ending_after(answer: &'static str) -> (Farewell, Option<NetworkFault>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/api/ws", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                stream.read_buf(&mut asked).await.unwrap();
            }
            let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            // Until the other side has read it and hung up.
            stream.read_buf(&mut asked).await.ok();
        });
        let ending = open(&connector(), &url).await.err().unwrap().ending();
        (ending.farewell, ending.fault)
    }

    #[tokio::test]
    async fn a_network_that_lets_requests_through_and_no_socket_is_told_apart() {
        for (answer, fault) in [
            ("400 Bad Request", NetworkFault::SocketRefused),
            ("403 Forbidden", NetworkFault::SocketRefused),
            ("405 Method Not Allowed", NetworkFault::SocketRefused),
            ("200 OK", NetworkFault::SocketRefused),
            // An upgrade whose headers were lost on the way.
            ("101 Switching Protocols", NetworkFault::SocketRefused),
            ("302 Found", NetworkFault::Foreign),
        ] {
            let told = (Farewell::Unsaid, Some(fault));
            assert_eq!(ending_after(answer).await, told, "{answer}");
        }
    }

    #[tokio::test]
    async fn a_busy_clinic_is_come_back_to_at_a_random_moment() {
        for answer in [
            "408 Request Timeout",
            "429 Too Many Requests",
            "500 Internal Server Error",
            "503 Service Unavailable",
        ] {
            let told = (Farewell::ComeBackLater, None);
            assert_eq!(ending_after(answer).await, told, "{answer}");
        }
    }

    #[tokio::test]
    async fn dropping_it_closes_the_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/api/ws", listener.local_addr().unwrap());
        let (inputs, mut happened) = mpsc::channel(8);
        let link = Link::open(connector(), url, 3, inputs);
        let (stream, _) = listener.accept().await.unwrap();
        let mut server = tokio_tungstenite::accept_async(stream).await.unwrap();
        assert_eq!(happened.recv().await, Some(Input::LinkUp { connection: 3 }));
        drop(link);
        assert!(matches!(server.next().await, Some(Ok(Message::Close(_)))));
        assert_eq!(down(&mut happened).await, Farewell::Unsaid);
    }
}
