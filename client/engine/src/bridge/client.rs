//! One page on the bridge.

use super::message::{picture_message, read_key_frame_wish};
use super::{MAX_TEXT_BYTES, OnText};
use crate::files::{FileShelf, FromPage, PIECE_BYTES, file_message, read_file_message};
use crate::media::page::{PageWish, read_from_page, sound_message, wish_message};
use crate::media::{PageDevices, PictureOutlet, PictureStream};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use shared::FileId;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// Close code for a page that a newer one replaced.
pub const REPLACED: u16 = 4_001;
/// Files that a page may want at once.
const WISHES_MAX: usize = 64;
/// How long a page may take to hear that it is closed.
const GOODBYE_DEADLINE: Duration = Duration::from_millis(500);

type Socket = WebSocketStream<TcpStream>;

/// What a page is served with.
pub(super) struct Service {
    pub(super) pictures: PictureOutlet,
    /// The page's camera, microphone and speaker, where they are to be used.
    pub(super) devices: Option<PageDevices>,
    pub(super) files: FileShelf,
    pub(super) text: watch::Receiver<Option<String>>,
    pub(super) on_text: OnText,
    /// The number of the newest page.
    pub(super) newest: watch::Receiver<u64>,
    pub(super) own: u64,
}

impl Service {
    /// Serves until the page goes away or a newer one comes.
    pub(super) async fn run(self, socket: Socket) {
        let (mut to_page, from_page) = socket.split();
        let pictures = self.pictures.view();
        let own = self.own;
        let at_page = self.devices.as_ref().map(AtPage::arrived);
        let (wish, wishes) = mpsc::channel(WISHES_MAX);
        let leaving = Leaving {
            files: self.files.clone(),
            wishes,
            now: None,
        };
        let code = {
            let mut newest = self.newest.clone();
            let replaced = newest.wait_for(|newest| *newest != own);
            tokio::select! {
                _ = replaced => CloseCode::from(REPLACED),
                code = read(from_page, &self, &wish) => code,
                () = write(&mut to_page, pictures, self.text.clone(), at_page, leaving) => return,
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

/// The other half of a page's devices, while that page is there.
struct AtPage {
    devices: PageDevices,
    wishes: watch::Receiver<PageWish>,
    playing: watch::Receiver<u64>,
}

impl AtPage {
    fn arrived(devices: &PageDevices) -> Self {
        devices.set_connected(true);
        let mut wishes = devices.wishes();
        wishes.mark_changed();
        Self {
            devices: devices.clone(),
            wishes,
            playing: devices.playing(),
        }
    }

    /// The next thing to tell the page. May be cancelled at any time.
    async fn next(&mut self) -> Message {
        loop {
            if let Some(frame) = self.devices.next_to_play() {
                return Message::Binary(sound_message(&frame));
            }
            tokio::select! {
                Ok(()) = self.wishes.changed() => {
                    let wish = *self.wishes.borrow_and_update();
                    if wish.key_frame {
                        self.devices.key_frame_asked();
                    }
                    return Message::Binary(wish_message(&wish));
                }
                Ok(()) = self.playing.changed() => {}
            }
        }
    }
}

impl Drop for AtPage {
    fn drop(&mut self) {
        self.devices.set_connected(false);
    }
}

/// Files on their way to the page, one after the other.
struct Leaving {
    files: FileShelf,
    wishes: mpsc::Receiver<FileId>,
    /// The one that leaves now, and what is left of it.
    now: Option<(FileId, Bytes)>,
}

impl Leaving {
    /// The next piece to send. May be cancelled at any time.
    async fn next(&mut self) -> Bytes {
        loop {
            if let Some((file_id, rest)) = &mut self.now {
                let file_id = *file_id;
                let piece = rest.split_to(rest.len().min(PIECE_BYTES));
                let is_last = rest.is_empty();
                if is_last {
                    self.now = None;
                }
                return file_message(file_id, Some(&piece), is_last);
            }
            let Some(file_id) = self.wishes.recv().await else {
                return std::future::pending().await;
            };
            match self.files.get(file_id) {
                Some(bytes) => self.now = Some((file_id, bytes)),
                None => return file_message(file_id, None, true),
            }
        }
    }
}

async fn next_for(at_page: &mut Option<AtPage>) -> Message {
    match at_page {
        Some(at_page) => at_page.next().await,
        None => std::future::pending().await,
    }
}

/// Passes texts, media and files on until the page closes.
async fn read(
    mut from_page: SplitStream<Socket>,
    service: &Service,
    wish: &mpsc::Sender<FileId>,
) -> CloseCode {
    while let Some(Ok(message)) = from_page.next().await {
        match message {
            Message::Text(text) if text.len() > MAX_TEXT_BYTES => return CloseCode::Size,
            Message::Text(text) => (service.on_text)(text.to_string()),
            Message::Binary(data) if let Some(stream) = read_key_frame_wish(&data) => {
                service.pictures.wishes().ask(stream);
            }
            Message::Binary(data) => match read_file_message(&data) {
                Some(FromPage::Piece {
                    transfer,
                    bytes,
                    is_last,
                }) => service.files.hand_over(transfer, &bytes, is_last),
                // A page that wants more files at once than there are lines asks again.
                Some(FromPage::Wish(file_id)) => drop(wish.try_send(file_id)),
                None => match service.devices.as_ref().zip(read_from_page(&data)) {
                    Some((devices, media)) => devices.take(media),
                    None => return CloseCode::Unsupported,
                },
            },
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
    mut at_page: Option<AtPage>,
    mut leaving: Leaving,
) {
    text.mark_changed();
    loop {
        let message = tokio::select! {
            biased;
            message = next_for(&mut at_page) => message,
            Ok(()) = text.changed() => match text.borrow_and_update().clone() {
                Some(text) => Message::text(text),
                None => continue,
            },
            picture = pictures.next() => match picture {
                Some(picture) => Message::Binary(picture_message(&picture)),
                None => return,
            },
            // Last: a call goes before a file.
            piece = leaving.next() => Message::Binary(piece),
        };
        if to_page.send(message).await.is_err() {
            return;
        }
    }
}
