//! Everybody opens a socket and signs in at one moment.

use super::text;
use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use shared::{ClientFrame, Envelope, Pii, ServerFrame, paths};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Stream = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// How a device says whose it is.
#[derive(Clone, Copy, Debug)]
pub enum Introduction {
    /// In the header of its request.
    Header,
    /// In its first frame, as the app does.
    FirstFrame,
}

/// What became of them.
#[derive(Debug, Default)]
pub struct Rush {
    /// Who is in; they stay as long as this.
    pub inside: Vec<Stream>,
    /// How many were told what instead: a status of HTTP, or a close code, or 0 where nothing was said.
    pub told: BTreeMap<u16, usize>,
    /// Until the last one was in.
    pub took: Duration,
}

/// Has the bearers of these tokens come.
pub async fn rush(
    address: SocketAddr,
    tokens: impl IntoIterator<Item = Pii>,
    introduction: Introduction,
) -> Rush {
    let began = Instant::now();
    let coming = tokens
        .into_iter()
        .map(|token| come(address, token, introduction));
    let coming: Vec<_> = coming.map(tokio::spawn).collect();
    let mut rush = Rush::default();
    for outcome in join_all(coming).await {
        match outcome.unwrap() {
            Ok(stream) => rush.inside.push(stream),
            Err(code) => *rush.told.entry(code).or_default() += 1,
        }
    }
    rush.took = began.elapsed();
    rush
}

async fn come(address: SocketAddr, token: Pii, introduction: Introduction) -> Result<Stream, u16> {
    let url = format!("ws://{address}{}", paths::SOCKET);
    let mut request = url.into_client_request().unwrap();
    if let Introduction::Header = introduction {
        let value = format!("Bearer {}", token.reveal()).parse().unwrap();
        request.headers_mut().insert("Authorization", value);
    }
    let opened = connect_async(request).await;
    let (mut stream, _) = opened.map_err(|error| match error {
        Error::Http(answer) => answer.status().as_u16(),
        _ => 0,
    })?;
    if let Introduction::FirstFrame = introduction {
        let last_seq = None;
        let hello = ClientFrame::Authenticate { token, last_seq };
        stream.send(text(&hello)).await.map_err(|_| 0_u16)?;
    }
    loop {
        match stream.next().await {
            Some(Ok(Message::Text(said))) => {
                let said: Envelope = serde_json::from_str(&said).unwrap();
                if matches!(said.frame, ServerFrame::Authenticated { .. }) {
                    return Ok(stream);
                }
            }
            Some(Ok(Message::Close(why))) => return Err(why.map_or(0, |why| why.code.into())),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Err(0),
        }
    }
}
