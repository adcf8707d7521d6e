//! How the app below the window is put together on a desktop.

use crate::arguments::Arguments;
use client_engine::bridge::AllowedOrigins;
use client_engine::media::MediaConfig;
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretPlace};
use std::path::Path;

/// Where Tauri serves the page: by its own scheme, and by a reserved host on Windows and Android.
const PAGE_ORIGINS: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// Starts it.
pub fn start(arguments: &Arguments, profile: &Path) -> anyhow::Result<NativeApp> {
    NativeApp::start(NativeConfig {
        driver: DriverConfig {
            server_url: arguments.server.clone(),
            profile_dir: profile.to_owned(),
            secrets: match arguments.no_keyring {
                true => SecretPlace::File,
                false => SecretPlace::Keyring,
            },
            synthetic_media: arguments.synthetic,
            ring: RingConfig::Device(None),
            notifications: true,
        },
        media: match arguments.synthetic {
            true => MediaConfig::synthetic(),
            false => MediaConfig::own_devices(),
        },
        origins: AllowedOrigins::new(PAGE_ORIGINS),
        page: Page::InWindow,
    })
}
