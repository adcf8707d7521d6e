//! The parts that the window stands on: the core with its driver, calls, and the bridge.

use crate::arguments::Arguments;
use anyhow::Context;
use client_core::MediaCommand;
use client_engine::bridge::{AllowedOrigins, Bridge};
use client_engine::media::video::frame::Size;
use client_engine::media::{
    CameraSource, MAX_WAITING_EVENTS, Media, MediaConfig, MicrophoneSource, PictureOutlet, Reach,
    SpeakerSink,
};
use client_engine::{Driver, DriverConfig, Handle, MediaEngine, RingConfig};
use std::path::Path;
use tokio::sync::mpsc;

/// Where Tauri serves the page: by its own scheme, and by a reserved host on Windows and Android.
const PAGE_ORIGINS: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];
/// The synthetic camera's pictures per second.
const SYNTHETIC_FPS: u32 = 30;

/// Everything that runs beside the window.
pub struct Parts {
    /// The core.
    pub app: Handle,
    /// Open for as long as it is kept.
    _bridge: Bridge,
}

/// Works calls with this device's own camera, microphone and speaker.
struct Calls(Media);

impl MediaEngine for Calls {
    fn command(&mut self, command: MediaCommand) {
        self.0.command(command);
    }
}

/// Starts them on the current runtime, which must outlive them.
pub async fn start(arguments: &Arguments, profile: &Path) -> anyhow::Result<Parts> {
    let pictures = PictureOutlet::new();
    let (events, media_events) = mpsc::channel(MAX_WAITING_EVENTS);
    let media = Media::start(media_config(arguments.synthetic), events, pictures.clone());
    let config = DriverConfig {
        server_url: arguments.server.clone(),
        profile_dir: profile.to_owned(),
        synthetic_media: arguments.synthetic,
        ring: RingConfig::Device(None),
        notifications: true,
    };
    let app = Driver::start(config, Box::new(Calls(media)), media_events)
        .context("the app could not be started")?;
    // The page speaks by the window's own command and event, so what it says here is not heard.
    let bridge = Bridge::start(AllowedOrigins::new(PAGE_ORIGINS), pictures, |_text| {})
        .await
        .context("no way for pictures to the page")?;
    app.bridge_opened(bridge.url().to_owned()).await?;
    Ok(Parts {
        app,
        _bridge: bridge,
    })
}

fn media_config(synthetic: bool) -> MediaConfig {
    let (camera, microphone) = if synthetic {
        let camera = Size::new(640, 480).map_or(CameraSource::None, |size| CameraSource::Pattern {
            size,
            fps: SYNTHETIC_FPS,
        });
        (camera, MicrophoneSource::Silence)
    } else {
        (CameraSource::None, MicrophoneSource::Device(None))
    };
    MediaConfig {
        camera,
        microphone,
        speaker: SpeakerSink::Device(None),
        reach: Reach::Everywhere,
    }
}
