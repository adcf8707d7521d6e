//! How the app below the window is put together.

use crate::arguments::Arguments;
use client_engine::bridge::AllowedOrigins;
use client_engine::media::{External, MediaConfig, PageDevices};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretBackend};
use std::path::{Path, PathBuf};

/// Where Tauri serves the page: by its own scheme, and by a reserved host on Windows and Android.
const PAGE_ORIGINS: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// The media, and the page's devices where it uses them. Phones have no library that films, and their
/// webview's own echo canceller is the one to use.
fn media(arguments: &Arguments) -> (MediaConfig, Option<PageDevices>) {
    const PHONE: bool = cfg!(any(target_os = "android", target_os = "ios"));
    if arguments.synthetic {
        (MediaConfig::synthetic(), None)
    } else if PHONE || arguments.page_devices {
        let page = PageDevices::new();
        (
            MediaConfig::external(&External::new(page.clone())),
            Some(page),
        )
    } else {
        (MediaConfig::own_devices(), None)
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
    let (media, page_devices) = media(arguments);
    NativeApp::start(NativeConfig {
        driver: DriverConfig {
            server_url: arguments.server.clone(),
            plain_http: arguments.plain_http(),
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
        media,
        page_devices,
        origins: AllowedOrigins::new(PAGE_ORIGINS),
        page: Page::InWindow,
    })
}
