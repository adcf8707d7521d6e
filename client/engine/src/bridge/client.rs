//! One page on the bridge.

use super::file_messages::{FilesFromPage, PIECE_BYTES, file_message, read_file_message};
use super::page_messages::{audio_message, capture_message, read_from_page};
use super::video_messages::{read_key_frame_request, video_message};
use crate::files::FileCache;
use crate::media::page::CaptureSettings;
use crate::media::{PageDevices, VideoFanout, VideoStream};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use shared::FileId;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// Bytes in a text from the page; an intent is far smaller.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Close code for a page that a newer one replaced.
pub const REPLACED: u16 = 4_001;
/// Files that a page may want at once.
const MAX_FILE_REQUESTS: usize = 64;
/// How long a page may take to hear that it is closed.
const GOODBYE_DEADLINE: Duration = Duration::from_millis(500);

/// Hears the page's texts. It must not block.
pub type OnText = Arc<dyn Fn(String) + Send + Sync>;

type Socket = WebSocketStream<TcpStream>;

/// What a page is served with.
pub(super) struct Service {
    pub(super) fanout: VideoFanout,
    /// The page's camera, microphone and speaker, where they are to be used.
    pub(super) devices: Option<PageDevices>,
    pub(super) files: FileCache,
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
        let fanout = self.fanout.view();
        let own = self.own;
        let page = self.devices.as_ref().map(PageConnection::arrived);
        let (request_file, requests) = mpsc::channel(MAX_FILE_REQUESTS);
        let outgoing = OutgoingFiles {
            files: self.files.clone(),
            requests,
            now: None,
        };
        let code = {
            let mut newest = self.newest.clone();
            let replaced = newest.wait_for(|newest| *newest != own);
            tokio::select! {
                _ = replaced => CloseCode::from(REPLACED),
                code = read(from_page, &self, &request_file) => code,
                () = write(&mut to_page, fanout, self.text.clone(), page, outgoing) => return,
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
struct PageConnection {
    devices: PageDevices,
    settings: watch::Receiver<CaptureSettings>,
    playing: watch::Receiver<u64>,
}

impl PageConnection {
    fn arrived(devices: &PageDevices) -> Self {
        devices.set_connected(true);
        let mut settings = devices.capture_settings();
        settings.mark_changed();
        Self {
            devices: devices.clone(),
            settings,
            playing: devices.playing(),
        }
    }

    /// The next thing to tell the page. May be cancelled at any time.
    async fn next(&mut self) -> Message {
        loop {
            if let Some(frame) = self.devices.next_to_play() {
                return Message::Binary(audio_message(&frame));
            }
            tokio::select! {
                Ok(()) = self.settings.changed() => {
                    let settings = *self.settings.borrow_and_update();
                    if settings.key_frame {
                        self.devices.key_frame_asked();
                    }
                    return Message::Binary(capture_message(&settings));
                }
                Ok(()) = self.playing.changed() => {}
            }
        }
    }
}

impl Drop for PageConnection {
    fn drop(&mut self) {
        self.devices.set_connected(false);
    }
}

/// Files on their way to the page, one after the other.
struct OutgoingFiles {
    files: FileCache,
    requests: mpsc::Receiver<FileId>,
    /// The one that leaves now, and what is left of it.
    now: Option<(FileId, Bytes)>,
}

impl OutgoingFiles {
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
            let Some(file_id) = self.requests.recv().await else {
                return std::future::pending().await;
            };
            match self.files.get(file_id) {
                Some(bytes) => self.now = Some((file_id, bytes)),
                None => return file_message(file_id, None, true),
            }
        }
    }
}

async fn next_for(page: &mut Option<PageConnection>) -> Message {
    match page {
        Some(page) => page.next().await,
        None => std::future::pending().await,
    }
}

/// Passes texts, media and files on until the page closes.
async fn read(
    mut from_page: SplitStream<Socket>,
    service: &Service,
    request_file: &mpsc::Sender<FileId>,
) -> CloseCode {
    while let Some(Ok(message)) = from_page.next().await {
        match message {
            Message::Text(text) if text.len() > MAX_TEXT_BYTES => return CloseCode::Size,
            Message::Text(text) => (service.on_text)(text.to_string()),
            Message::Binary(data) if let Some(stream) = read_key_frame_request(&data) => {
                service.fanout.key_frames().ask(stream);
            }
            Message::Binary(data) => match read_file_message(&data) {
                Some(FilesFromPage::Piece {
                    transfer,
                    bytes,
                    is_last,
                }) => service.files.hand_over(transfer, &bytes, is_last),
                // A page that wants more files at once than there are lines asks again.
                Some(FilesFromPage::Request(file_id)) => drop(request_file.try_send(file_id)),
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
    mut fanout: VideoStream,
    mut text: watch::Receiver<Option<String>>,
    mut page: Option<PageConnection>,
    mut outgoing: OutgoingFiles,
) {
    text.mark_changed();
    loop {
        let message = tokio::select! {
            biased;
            message = next_for(&mut page) => message,
            Ok(()) = text.changed() => match text.borrow_and_update().clone() {
                Some(text) => Message::text(text),
                None => continue,
            },
            picture = fanout.next() => match picture {
                Some(picture) => Message::Binary(video_message(&picture)),
                None => return,
            },
            // Last: a call goes before a file.
            piece = outgoing.next() => Message::Binary(piece),
        };
        if to_page.send(message).await.is_err() {
            return;
        }
    }
}
