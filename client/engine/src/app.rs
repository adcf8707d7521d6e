//! The whole app but for its screen: driver, native media engine and bridge, put together once for
//! the window, the command line and the tests.

use crate::bridge::{AllowedOrigins, Bridge};
use crate::driver::{Driver, DriverConfig, MediaEngine};
use crate::handle::Handle;
use crate::media::{MAX_WAITING_EVENTS, Media, MediaConfig, PageDevices, VideoFanout};
use anyhow::Context;
use client_core::{Intent, MediaCommand};
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// How the page speaks with the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The window hands views and intents over itself; the bridge carries pictures only.
    InWindow,
    /// The page has nothing but the bridge: a browser, for tests and for trying screens.
    InBrowser,
}

/// How to run an app.
pub struct NativeConfig {
    /// Server, profile, ring.
    pub driver: DriverConfig,
    /// Camera, microphone, speaker.
    pub media: MediaConfig,
    /// The page's devices, where `media` uses them.
    pub page_devices: Option<PageDevices>,
    /// Whose pages may open the bridge.
    pub origins: AllowedOrigins,
    /// How the page speaks with the app.
    pub page: Page,
}

/// A running app. Dropping it ends it without a farewell; [`Handle::stop`] says one.
pub struct NativeApp {
    /// Intents in, views out.
    pub handle: Handle,
    /// Encoded pictures of both sides.
    pub video: VideoFanout,
    bridge: Arc<Bridge>,
    runtime: Option<Runtime>,
}

/// Intents from a page that wait; a person is slower than that.
const MAX_WAITING_INTENTS: usize = 64;
/// Threads for media and bridge; encoding has threads of its own.
const WORKERS: usize = 2;

impl MediaEngine for Media {
    fn command(&mut self, command: MediaCommand) {
        Self::command(self, command);
    }
}

impl NativeApp {
    /// Starts it.
    ///
    /// # Errors
    /// The system gives no thread, or loopback can't be listened on.
    pub fn start(config: NativeConfig) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("media")
            .enable_all()
            .build()
            .context("no threads for media")?;
        let video = VideoFanout::new();
        let (events, media_events) = mpsc::channel(MAX_WAITING_EVENTS);
        let media = {
            let _entered = runtime.enter();
            Media::start(config.media, events, video.clone())
        };
        let handle = Driver::start(config.driver, Box::new(media), media_events)?;
        let (intents, wanted) = mpsc::channel(MAX_WAITING_INTENTS);
        let on_text = move |text: String| {
            // What is no intent changes nothing; only a page of our own gets this far.
            if config.page == Page::InBrowser
                && let Ok(intent) = serde_json::from_str::<Intent>(&text)
            {
                intents.try_send(intent).ok();
            }
        };
        // The address is asked for from a thread that is not the runtime's own.
        let (origins, devices) = (config.origins, config.page_devices);
        let (fanout, files) = (video.clone(), handle.files.clone());
        let opening = runtime.spawn(Bridge::start(origins, fanout, devices, files, on_text));
        let bridge = std::thread::scope(|scope| scope.spawn(|| runtime.block_on(opening)).join())
            .map_err(|_| anyhow::anyhow!("opening the bridge broke off"))???;
        let bridge = Arc::new(bridge);
        runtime.spawn(carry_intents(handle.clone(), wanted));
        runtime.spawn(announce(handle.clone(), bridge.clone(), config.page));
        Ok(Self {
            handle,
            video,
            bridge,
            runtime: Some(runtime),
        })
    }

    /// The bridge's address with its token.
    #[must_use]
    pub fn bridge_url(&self) -> &str {
        self.bridge.url()
    }
}

impl Drop for NativeApp {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for it is not allowed where async code drops the app.
            runtime.shutdown_background();
        }
    }
}

async fn carry_intents(handle: Handle, mut wanted: mpsc::Receiver<Intent>) {
    while let Some(intent) = wanted.recv().await {
        if handle.intent(intent).await.is_err() {
            return;
        }
    }
}

/// Tells the core where pictures come from and, where the page has nothing else, the page each view.
async fn announce(handle: Handle, bridge: Arc<Bridge>, page: Page) {
    if handle.bridge_opened(bridge.url().to_owned()).await.is_err() || page == Page::InWindow {
        return;
    }
    let mut views = handle.views.clone();
    loop {
        let view = serde_json::to_string(&*views.borrow_and_update());
        match view {
            Ok(text) => bridge.send_text(text),
            Err(error) => tracing::error!(%error, "a view can't be written"),
        }
        if views.changed().await.is_err() {
            return;
        }
    }
}
