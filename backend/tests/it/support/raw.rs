//! A WebSocket made by hand, for frames that no library would send (RFC 6455).

use super::PATIENCE;
use shared::{ClientFrame, paths};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub const TEXT: u8 = 0x81;
pub const BINARY: u8 = 0x82;
pub const CLOSE: u8 = 0x88;
pub const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// A frame with a mask of zeros, which leaves the payload as it is.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = head(first, payload.len(), 0x80);
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

/// A frame without a mask, as only servers may send it.
pub fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    [head(first, payload.len(), 0), payload.to_vec()].concat()
}

fn head(first: u8, length: usize, mask: u8) -> Vec<u8> {
    let mut bytes = vec![first];
    match length {
        0..126 => bytes.push(mask | u8::try_from(length).unwrap()),
        126..65_536 => {
            bytes.push(mask | 126);
            bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            bytes.push(mask | 127);
            bytes.extend(u64::try_from(length).unwrap().to_be_bytes());
        }
    }
    bytes
}

/// A text message in fragments.
pub fn in_parts(parts: &[&[u8]]) -> Vec<u8> {
    let last = parts.len() - 1;
    let first_byte = |at| match (at == 0, at == last) {
        (true, true) => TEXT,
        (true, false) => 0x01,
        (false, false) => 0x00,
        (false, true) => 0x80,
    };
    let fragments = parts.iter().enumerate();
    fragments
        .flat_map(|(at, part)| frame(first_byte(at), part))
        .collect()
}

/// A connection that was upgraded.
pub struct RawSocket(TcpStream);

impl RawSocket {
    pub async fn open(address: SocketAddr, token: &str) -> Self {
        Self::upgrade(address, &format!("Authorization: Bearer {token}\r\n")).await
    }

    pub async fn open_unknown(address: SocketAddr) -> Self {
        Self::upgrade(address, "").await
    }

    async fn upgrade(address: SocketAddr, more: &str) -> Self {
        let (status, socket) = Self::knock(address, more).await;
        assert_eq!(status, 101);
        socket
    }

    /// Asks for a socket, with more headers; the status of the answer, and the connection.
    pub async fn knock(address: SocketAddr, more: &str) -> (u16, Self) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let path = paths::SOCKET;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        let status = answer.strip_prefix(b"HTTP/1.1 ").and_then(|it| it.get(..3));
        let status = std::str::from_utf8(status.unwrap()).unwrap();
        (status.parse().unwrap(), Self(stream))
    }

    pub async fn say(&mut self, said: &ClientFrame) {
        let text = serde_json::to_vec(said).unwrap();
        self.0.write_all(&frame(TEXT, &text)).await.unwrap();
    }

    /// Sends all of this, or as much as the server takes, and returns the code it closes with. The
    /// connection is gone afterwards.
    pub async fn abuse(&mut self, bytes: &[u8]) -> Option<u16> {
        let (mut read, mut write) = self.0.split();
        let send = async {
            write.write_all(bytes).await.ok();
        };
        let (closed, ()) = tokio::join!(timeout(PATIENCE, closed_with(&mut read)), send);
        closed.expect("the server closes")
    }

    /// Sends bytes.
    #[allow(dead_code, reason = "a bench says things by `say`")]
    pub async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.ok();
    }

    /// The code that the server has closed with by the time it would have answered a ping; none where
    /// it answers.
    #[allow(dead_code, reason = "a bench opens only what stays open")]
    pub async fn closes(&mut self) -> Option<u16> {
        self.send(&frame(PING, b"here")).await;
        let told = async {
            loop {
                match next(&mut self.0).await {
                    Some((CLOSE, payload)) => {
                        return payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                    }
                    Some((PONG, _)) | None => return None,
                    Some(_) => {}
                }
            }
        };
        timeout(PATIENCE, told).await.expect("the server answers")
    }

    /// A ping and its pong.
    pub async fn round_trip(&mut self) {
        self.0.write_all(&frame(PING, b"here")).await.unwrap();
        while next(&mut self.0).await.unwrap() != (PONG, b"here".to_vec()) {}
    }

    /// Leaves everything unread until the server has closed, then looks for the code.
    pub async fn unread_until_closed(&mut self) -> Option<u16> {
        // Its end of the connection is only ready to be read to the end once it has closed.
        let closed = async {
            loop {
                let mut all = vec![0; 4 * 1024 * 1024];
                let there = self.0.peek(&mut all).await.unwrap();
                if let Some(code) = find_close(&all[..there]) {
                    return Some(code);
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        timeout(2 * PATIENCE, closed)
            .await
            .expect("the server closes")
    }
}

async fn next(read: &mut (impl AsyncReadExt + Unpin)) -> Option<(u8, Vec<u8>)> {
    let first = read.read_u8().await.ok()?;
    let length = match read.read_u8().await.ok()? {
        126 => usize::from(read.read_u16().await.ok()?),
        127 => usize::try_from(read.read_u64().await.ok()?).ok()?,
        short => usize::from(short),
    };
    let mut payload = vec![0; length];
    read.read_exact(&mut payload).await.ok()?;
    Some((first, payload))
}

/// The code of the close frame; afterwards the connection has to end.
async fn closed_with(read: &mut (impl AsyncReadExt + Unpin)) -> Option<u16> {
    let mut code = None;
    while let Some((first, payload)) = next(read).await {
        if first == CLOSE {
            code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
        }
    }
    code
}

fn find_close(mut bytes: &[u8]) -> Option<u16> {
    loop {
        let (first, second) = (*bytes.first()?, *bytes.get(1)?);
        let (head, length) = match second {
            126 => (
                4,
                usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)),
            ),
            127 => {
                let length = u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
                (10, usize::try_from(length).ok()?)
            }
            short => (2, usize::from(short)),
        };
        let payload = bytes.get(head..head + length)?;
        if first == CLOSE {
            return payload.first_chunk().map(|code| u16::from_be_bytes(*code));
        }
        bytes = &bytes[head + length..];
    }
}
