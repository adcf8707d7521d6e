//! One page on the bridge.

use super::OnText;
use super::message::picture_message;
use crate::media::{PictureOutlet, PictureStream};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// Close code for a page that a newer one replaced.
pub const REPLACED: u16 = 4_001;
/// How long a page may take to hear that it is closed.
const GOODBYE_DEADLINE: Duration = Duration::from_millis(500);

type Socket = WebSocketStream<TcpStream>;

/// What a page is served with.
pub(super) struct Service {
    pub(super) pictures: PictureOutlet,
    pub(super) text: watch::Receiver<Option<String>>,
    pub(super) on_text: OnText,
    /// The number of the newest page.
    pub(super) newest: watch::Receiver<u64>,
    pub(super) own: u64,
}

impl Service {
    /// Serves until the page goes away or a newer one comes.
    pub(super) async fn run(mut self, socket: Socket) {
        let (mut to_page, from_page) = socket.split();
        let pictures = self.pictures.view();
        let own = self.own;
        let code = {
            let replaced = self.newest.wait_for(|newest| *newest != own);
            tokio::select! {
                _ = replaced => CloseCode::from(REPLACED),
                code = read(from_page, &self.on_text) => code,
                () = write(&mut to_page, pictures, self.text) => return,
            }
        };
        let frame = CloseFrame {
            code,
            reason: "".into(),
        };
        let goodbye = to_page.send(Message::Close(Some(frame)));
        let _ = timeout(GOODBYE_DEADLINE, goodbye).await;
    }
}

/// Passes texts on until the page closes.
async fn read(mut from_page: SplitStream<Socket>, on_text: &OnText) -> CloseCode {
    while let Some(Ok(message)) = from_page.next().await {
        match message {
            Message::Text(text) => on_text(text.to_string()),
            Message::Binary(_) => return CloseCode::Unsupported,
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => {}
        }
    }
    CloseCode::Normal
}

/// Sends pictures and the newest text until that fails. While the page is slow it waits here, and
/// the queue of pictures drops to the next key frame meanwhile.
async fn write(
    to_page: &mut SplitSink<Socket, Message>,
    mut pictures: PictureStream,
    mut text: watch::Receiver<Option<String>>,
) {
    text.mark_changed();
    loop {
        let message = tokio::select! {
            biased;
            Ok(()) = text.changed() => match text.borrow_and_update().clone() {
                Some(text) => Message::text(text),
                None => continue,
            },
            picture = pictures.next() => match picture {
                Some(picture) => Message::Binary(picture_message(&picture)),
                None => return,
            },
        };
        if to_page.send(message).await.is_err() {
            return;
        }
    }
}
