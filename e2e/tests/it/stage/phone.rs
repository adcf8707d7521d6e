//! An app with the page as its camera, microphone and speaker, drawn by a browser of a phone's size: as
//! on a phone, but for the phone.

use super::desktop::{Desktop, Ended};
use super::page::{page_address, serve_page};
use super::window::{Window, free_port};
use client_core::PlainHttp;
use client_engine::bridge::AllowedOrigins;
use client_engine::media::{External, MediaConfig, PageDevices, Reach};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretBackend};
use serde_json::{Map, json};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The screen of a small phone, in its own pixels.
const SCREEN: (u32, u32) = (390, 844);

pub struct Phone {
    pub screen: Window,
    _app: NativeApp,
    _profile: TempDir,
    _files: Ended,
}

impl Phone {
    /// Switches it on.
    pub async fn start(server: SocketAddr) -> Self {
        let (app, profile) = run_app(server);
        let (files, port) = serve_page();
        let screen = open_browser().await;
        screen.goes_to(&page_address(port, app.bridge_url())).await;
        Self {
            screen,
            _app: app,
            _profile: profile,
            _files: files,
        }
    }

    /// The same in WebKit, whose devices are pretended ones.
    pub async fn in_webkit(server: SocketAddr, desktop: &Desktop) -> Self {
        let (app, profile) = run_app(server);
        let devices = [
            "--enable-media-stream=true",
            "--enable-mock-capture-devices=true",
        ];
        let (screen, files) = Window::browse(desktop, app.bridge_url(), &devices).await;
        Self {
            screen,
            _app: app,
            _profile: profile,
            _files: files,
        }
    }
}

/// The app below the page, and the folder of its profile.
fn run_app(server: SocketAddr) -> (NativeApp, TempDir) {
    let profile = tempfile::tempdir().unwrap();
    let page = PageDevices::new();
    let media = MediaConfig {
        reach: Reach::Loopback,
        ..MediaConfig::external(&External::new(page.clone()))
    };
    let app = NativeApp::start(NativeConfig {
        driver: DriverConfig {
            server_url: format!("http://{server}"),
            plain_http: PlainHttp::OnThisDevice,
            profile_dir: profile.path().to_owned(),
            secrets: SecretBackend::File,
            synthetic_media: true,
            ring: RingConfig::Silent,
            downloads: None,
            notifications: false,
        },
        media,
        page_devices: Some(page),
        origins: AllowedOrigins::new(["http://127.0.0.1:*"]),
        page: Page::InBrowser,
    })
    .unwrap();
    (app, profile)
}

async fn open_browser() -> Window {
    let port = free_port();
    let home = tempfile::tempdir().unwrap();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        // The browser outlives its driver otherwise where a test fails.
        .process_group(0)
        .env("HOME", home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is needed; `cargo xtask test` installs it");
    let (width, height) = SCREEN;
    let options = json!({
        "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            "--autoplay-policy=no-user-gesture-required",
        ],
        "mobileEmulation": {
            "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2.0, "touch": true },
        },
    });
    let wanted = Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
    Window::connect(Ended(driver), port, wanted, home).await
}
