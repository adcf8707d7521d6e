//! How the app below the window is put together on a desktop.

use crate::arguments::Arguments;
use client_engine::bridge::AllowedOrigins;
use client_engine::media::video::frame::Size;
use client_engine::media::{CameraSource, MediaConfig, MicrophoneSource, Reach, SpeakerSink};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig};
use std::path::Path;

/// Where Tauri serves the page: by its own scheme, and by a reserved host on Windows and Android.
const PAGE_ORIGINS: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];
/// The synthetic camera's pictures per second.
const SYNTHETIC_FPS: u32 = 30;

/// Starts it.
pub fn start(arguments: &Arguments, profile: &Path) -> anyhow::Result<NativeApp> {
    NativeApp::start(NativeConfig {
        driver: DriverConfig {
            server_url: arguments.server.clone(),
            profile_dir: profile.to_owned(),
            synthetic_media: arguments.synthetic,
            ring: RingConfig::Device(None),
            notifications: true,
        },
        media: media(arguments.synthetic),
        origins: AllowedOrigins::new(PAGE_ORIGINS),
        page: Page::InWindow,
    })
}

fn media(synthetic: bool) -> MediaConfig {
    let (camera, microphone) = if synthetic {
        let camera = Size::new(640, 480).map_or(CameraSource::None, |size| CameraSource::Pattern {
            size,
            fps: SYNTHETIC_FPS,
        });
        (camera, MicrophoneSource::Silence)
    } else {
        // The engine opens no cameras yet; the screen tells the person that none was found.
        (CameraSource::None, MicrophoneSource::Device(None))
    };
    MediaConfig {
        camera,
        microphone,
        speaker: SpeakerSink::Device(None),
        reach: Reach::Everywhere,
    }
}
