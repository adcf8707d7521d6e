//! An app with the page as its camera, microphone and speaker, drawn by a browser of a phone's size: as
//! on a phone, but for the phone.

use super::desktop::{Desktop, Ended};
use super::window::{Window, free_port};
use client_engine::bridge::AllowedOrigins;
use client_engine::media::{External, MediaConfig, PageDevices, Reach};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretBackend};
use serde_json::{Map, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::Path;
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

/// Where the page is that works over this bridge.
pub(super) fn page_address(port: u16, bridge: &str) -> String {
    let bridge = bridge.replace(':', "%3A").replace('/', "%2F");
    let bridge = bridge.replace('?', "%3F").replace('=', "%3D");
    format!("http://127.0.0.1:{port}/index.html?socket={bridge}")
}

/// Serves the built page from a port of its own.
pub(super) fn serve_page() -> (Ended, u16) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ui/dist");
    assert!(
        page.join("index.html").exists(),
        "the page is not built; `cargo xtask test` builds it"
    );
    let mut server = Command::new("python3")
        .args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"])
        .arg("--directory")
        .arg(page)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python3 is needed for this test");
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
    let first = said.next().expect("it serves").unwrap();
    let port = first
        .split_whitespace()
        .skip_while(|word| *word != "port")
        .nth(1)
        .unwrap_or_else(|| panic!("no port in {first}"));
    (Ended(server), port.parse().unwrap())
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
