//! The bridge to the page: a WebSocket on loopback that carries encoded pictures, and for a page
//! outside of the app's window also intents and views.
//!
//! Owns one listening socket on 127.0.0.1 and one page at a time; a newer page replaces the older
//! one. Refuses whoever comes without the token or from another origin. Never decodes pictures and
//! never reads what the texts say. The messages are described in `docs/bridge.md`.

mod client;
mod file_messages;
mod handshake;
mod page_messages;
mod video_messages;

pub use client::{MAX_TEXT_BYTES, OnText, REPLACED};
pub use handshake::AllowedOrigins;
pub use video_messages::{HEADER_BYTES, read_video_message, video_message};

#[cfg(feature = "fuzzing")]
pub(crate) use file_messages::read_file_message;
#[cfg(feature = "fuzzing")]
pub(crate) use page_messages::read_from_page;

use crate::files::FileCache;
use crate::media::{PageDevices, VideoFanout};
use client::Service;
use handshake::{HandshakeCheck, Token};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// Bytes in a message from a page that films: a key frame of a large picture.
pub const MAX_MEDIA_BYTES: usize = 512 * 1024;
/// Connections at a time, most of them still in their handshake.
const MAX_CONNECTIONS: usize = 16;
/// How long a handshake may take.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(3);
/// Bytes the system holds for a slow page. More would only be shown late.
const SEND_BUFFER_BYTES: u32 = 64 * 1024;

/// A running bridge; dropping it closes it.
pub struct Bridge {
    port: u16,
    url: String,
    text: watch::Sender<Option<String>>,
    running: JoinHandle<()>,
}

impl Bridge {
    /// Opens it on a free port, on the current tokio runtime. Where the page has `devices`, it films
    /// and listens over it; otherwise what it sends in binary ends the connection.
    ///
    /// # Errors
    /// Loopback can't be listened on.
    pub async fn start(
        origins: AllowedOrigins,
        fanout: VideoFanout,
        devices: Option<PageDevices>,
        files: FileCache,
        on_text: impl Fn(String) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        let listener = socket.listen(16)?;
        let port = listener.local_addr()?.port();
        let token = Token::random();
        let url = format!("ws://127.0.0.1:{port}/?token={}", token.text());
        let (text, texts) = watch::channel(None);
        let pages = Arc::new(PageListener {
            handshake: HandshakeCheck { token, origins },
            fanout,
            devices,
            files,
            texts,
            on_text: Arc::new(on_text),
            newest: watch::Sender::new(0),
        });
        let running = tokio::spawn(accept(listener, pages));
        Ok(Self {
            port,
            url,
            text,
            running,
        })
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address with the token; whoever has it may connect from an allowed origin.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a text to the page. Only the newest counts, and a new page gets it at once.
    pub fn send_text(&self, text: String) {
        self.text.send_replace(Some(text));
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.running.abort();
    }
}

struct PageListener {
    handshake: HandshakeCheck,
    fanout: VideoFanout,
    devices: Option<PageDevices>,
    files: FileCache,
    texts: watch::Receiver<Option<String>>,
    on_text: OnText,
    newest: watch::Sender<u64>,
}

async fn accept(listener: TcpListener, pages: Arc<PageListener>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    // Dropped together with this task, and every page with it.
    let mut serving = JoinSet::new();
    loop {
        // It is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: no reason to spin.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        while serving.try_join_next().is_some() {}
        let pages = Arc::clone(&pages);
        serving.spawn(async move {
            if let Some(socket) = pages.let_in(stream).await {
                pages.serve(socket).await;
            }
            drop(place);
        });
    }
}

impl PageListener {
    /// A page that films sends key frames, too.
    fn largest(&self) -> usize {
        match self.devices {
            Some(_) => MAX_MEDIA_BYTES,
            None => MAX_TEXT_BYTES,
        }
    }

    async fn let_in(&self, stream: TcpStream) -> Option<WebSocketStream<TcpStream>> {
        stream.set_nodelay(true).ok()?;
        let limits = WebSocketConfig::default()
            .max_message_size(Some(self.largest()))
            .max_frame_size(Some(self.largest()))
            .write_buffer_size(0);
        let handshake = accept_hdr_async_with_config(stream, &self.handshake, Some(limits));
        timeout(HANDSHAKE_DEADLINE, handshake).await.ok()?.ok()
    }

    async fn serve(&self, socket: WebSocketStream<TcpStream>) {
        let mut own = 0;
        self.newest.send_modify(|newest| {
            *newest += 1;
            own = *newest;
        });
        let service = Service {
            fanout: self.fanout.clone(),
            devices: self.devices.clone(),
            files: self.files.clone(),
            text: self.texts.clone(),
            on_text: Arc::clone(&self.on_text),
            newest: self.newest.subscribe(),
            own,
        };
        service.run(socket).await;
    }
}
