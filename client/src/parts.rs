//! How the app below the window is put together.

use crate::arguments::Arguments;
use client_engine::bridge::AllowedOrigins;
use client_engine::media::{MediaConfig, PageDevices};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretBackend};
use std::path::{Path, PathBuf};

/// Where Tauri serves the page: by its own scheme, and by a reserved host on Windows and Android.
const PAGE_ORIGINS: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// Phones have no library that films, and their webview's own echo canceller is the one to use.
fn media(arguments: &Arguments) -> MediaConfig {
    const PHONE: bool = cfg!(any(target_os = "android", target_os = "ios"));
    match arguments.synthetic {
        true => MediaConfig::synthetic(),
        false if PHONE || arguments.page_devices => MediaConfig::of_page(&PageDevices::new()),
        false => MediaConfig::own_devices(),
    }
}

/// Where people look for what they save.
#[cfg(desktop)]
fn downloads() -> Option<PathBuf> {
    dirs::download_dir().or_else(|| dirs::home_dir().map(|home| home.join("Downloads")))
}

/// An app on a phone has no such folder of its own accord.
#[cfg(mobile)]
const fn downloads() -> Option<PathBuf> {
    None
}

/// Starts it.
pub fn start(arguments: &Arguments, profile: &Path) -> anyhow::Result<NativeApp> {
    NativeApp::start(NativeConfig {
        driver: DriverConfig {
            server_url: arguments.server.clone(),
            profile_dir: profile.to_owned(),
            secrets: if arguments.no_keyring {
                SecretBackend::File
            } else {
                SecretBackend::Keyring
            },
            synthetic_media: arguments.synthetic,
            ring: RingConfig::Device(None),
            downloads: downloads(),
            notifications: true,
        },
        media: media(arguments),
        origins: AllowedOrigins::new(PAGE_ORIGINS),
        page: Page::InWindow,
    })
}
