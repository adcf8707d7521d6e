//! The real app in a real window, driven as a person would: by what is on the screen.

use super::desktop::{Desktop, Ended};
use super::phone::{page_address, serve_page};
use super::terminal::program;
use super::{PATIENCE, eventually};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use tokio::time::timeout;

/// Comes with the library, for its developers.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const PROFILE: &str = "profile";

pub struct Window {
    page: Client,
    _driver: Ended,
    home: TempDir,
}

pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

impl Window {
    /// Opens the app on a desktop, at a place of the screen.
    pub async fn open(desktop: &Desktop, server: SocketAddr, place: &str) -> Self {
        let app = program("MEDCONSULT_APP_BIN");
        let home = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        desktop.adopt(&mut command);
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("MEDCONSULT_WINDOW", place)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let driver = Ended(
            command
                .spawn()
                .expect("WebKitWebDriver is needed; `cargo xtask test` installs it"),
        );
        let profile = home.path().join(PROFILE).display().to_string();
        let options = json!({
            "binary": app,
            "args": ["--server", format!("http://{server}"), "--profile", profile, "--synthetic", "--no-keyring"],
        });
        let wanted = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        Self::connect(driver, port, wanted, home).await
    }

    /// Opens the app's page in WebKit's own small browser, behind a bridge of the caller's. The files
    /// are served for as long as what comes beside the window lives.
    pub async fn browse(desktop: &Desktop, bridge: &str, settings: &[&str]) -> (Self, Ended) {
        let home = tempfile::tempdir().unwrap();
        let (files, page_port) = serve_page();
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        desktop.adopt(&mut command);
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        // A group of its own, so that all of its processes can be counted together.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let driver = Ended(command.spawn().expect("WebKitWebDriver is needed"));
        let arguments = [&["--automation"], settings].concat();
        let options = json!({ "binary": MINI_BROWSER, "args": arguments });
        let wanted = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        let window = Self::connect(driver, port, wanted, home).await;
        window.goes_to(&page_address(page_port, bridge)).await;
        (window, files)
    }

    /// The process whose group the window's processes are.
    #[allow(dead_code, reason = "a bench counts what they cost")]
    pub fn leader(&self) -> u32 {
        self._driver.0.id()
    }

    /// Has a driver on this port open a page as wanted.
    pub(super) async fn connect(
        driver: Ended,
        port: u16,
        wanted: serde_json::Map<String, Value>,
        home: TempDir,
    ) -> Self {
        let address = format!("http://127.0.0.1:{port}");
        let mut refusal = None;
        let page = eventually(async || {
            let mut builder = ClientBuilder::rustls().unwrap();
            builder.capabilities(wanted.clone());
            // An app that dies at its start would let this hang.
            let connected = timeout(PATIENCE, builder.connect(&address)).await;
            let connected = connected.expect("no window came up in time");
            connected.map_err(|error| refusal = Some(error)).ok()
        })
        .await;
        Self {
            page: page.unwrap_or_else(|| panic!("no window: {refusal:?}")),
            _driver: driver,
            home,
        }
    }

    /// Goes to an address.
    pub(super) async fn goes_to(&self, address: &str) {
        self.page.goto(address).await.unwrap();
    }

    /// The home of the person at this window.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The profile that the app runs with.
    pub fn profile(&self) -> PathBuf {
        self.home().join(PROFILE)
    }

    /// What the app answers to a command of the page: `{ "Ok": … }` or `{ "Err": … }`.
    pub async fn asks(&self, command: &str, arguments: Value) -> Value {
        let script = "const [command, words, done] = arguments;
            window.__TAURI__.core.invoke(command, words)
                .then((value) => done({ Ok: value }), (error) => done({ Err: error }))";
        let words = vec![json!(command), arguments];
        self.page.execute_async(script, words).await.unwrap()
    }

    /// One name, or several from the outside in: a screen may lie below a call and have the same.
    fn by_id(id: &str) -> String {
        let names: Vec<String> = id
            .split(' ')
            .map(|name| format!("[data-testid={name}]"))
            .collect();
        names.join(" ")
    }

    /// Waits until something is on the screen.
    pub async fn sees(&self, id: &str) -> Element {
        let css = Self::by_id(id);
        // It may not be there yet, or go stale while the page is drawn anew.
        let find = async || self.page.find(Locator::Css(&css)).await.ok();
        self.until(&format!("{id} never appeared"), find).await
    }

    /// Looks at the page until there is something; WebDriver has no events. Otherwise `failure` is
    /// what the test says, and what is on the screen instead.
    async fn until<T>(&self, failure: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
        match eventually(look).await {
            Some(found) => found,
            None => panic!("{failure}; the page said: {}", self.text().await),
        }
    }

    /// Waits until a script of the page says `true`.
    pub async fn holds(&self, failure: &str, script: &str, arguments: Vec<Value>) {
        let look = async || {
            let answer = self.run(script, arguments.clone()).await;
            (answer == json!(true)).then_some(())
        };
        self.until(failure, look).await;
    }

    /// Waits until something is gone from the screen. The page itself is asked: a handle to what is
    /// about to go may already be stale.
    pub async fn no_longer_sees(&self, id: &str) {
        let gone = "return document.querySelector(arguments[0]) === null";
        let css = vec![json!(Self::by_id(id))];
        self.holds(&format!("{id} stayed"), gone, css).await;
    }

    async fn text(&self) -> String {
        let text = self.run("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.page.execute(script, arguments).await.unwrap()
    }

    /// Clicks with the mouse, once it can be clicked. Drivers scroll no further than to the edge of the
    /// window, where a phone has its bars, so this scrolls as a person would.
    pub async fn clicks(&self, id: &str) {
        let scroll = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center', behavior: 'instant' })";
        let click = async || {
            let element = self.sees(id).await;
            self.run(scroll, vec![json!(Self::by_id(id))]).await;
            let refused = element.attr("aria-disabled").await.ok().flatten();
            let enabled = element.is_enabled().await.unwrap_or(false);
            let may = enabled && refused.as_deref() != Some("true");
            (may && element.click().await.is_ok()).then_some(())
        };
        self.until(&format!("{id} can't be clicked"), click).await;
    }

    /// Types into a field until it holds the text: a page that is being drawn anew may take the
    /// field away under the fingers.
    pub async fn types(&self, id: &str, text: &str) {
        let type_it = async || self.try_type(id, text).await.then_some(());
        self.until(&format!("{id} takes no text"), type_it).await;
    }

    async fn try_type(&self, id: &str, text: &str) -> bool {
        let css = format!("{0} input, input{0}", Self::by_id(id));
        let Ok(field) = self.page.find(Locator::Css(&css)).await else {
            return false;
        };
        if field.clear().await.is_err() || field.send_keys(text).await.is_err() {
            return false;
        }
        let value = self.run(
            "return document.querySelector(arguments[0])?.value",
            vec![json!(css)],
        );
        value.await == json!(text)
    }

    pub async fn signs_in(&self, email: &str, password: &str) {
        self.types("email", email).await;
        self.types("password", password).await;
        self.clicks("sign-in").await;
    }

    /// Waits until a canvas has drawn `more` frames and shows something else than one colour.
    pub async fn plays(&self, canvas: &str, more: u64) {
        self.sees(canvas).await;
        let script = r#"
            const canvas = document.querySelector(`[data-testid=${arguments[0]}]`);
            const frames = Number(canvas?.dataset.frames ?? 0);
            if (!canvas || !canvas.width || !canvas.height) return [frames, 0];
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const seen = new Set();
            for (let i = 0; i < pixels.length; i += 4 * 97) seen.add(pixels[i] >> 4);
            return [frames, seen.size];
        "#;
        let (mut first, mut last) = (None, Value::Null);
        let played = eventually(async || {
            last = self.run(script, vec![json!(canvas)]).await;
            let (frames, shades) = (last[0].as_u64().unwrap(), last[1].as_u64().unwrap());
            let start = *first.get_or_insert(frames);
            (frames >= start + more && shades >= 4).then_some(())
        });
        if played.await.is_none() {
            let text = self.text().await;
            panic!("{canvas} drew {last} (frames, shades); the page said: {text}");
        }
    }

    /// Drops a file onto the open chat of a place, as a hand with a mouse would, and sends it.
    pub async fn drops(&self, place: &str, name: &str, media_type: &str, bytes: &[u8]) {
        let log = format!("{place} chat-log");
        self.sees(&log).await;
        let script = "const [css, name, type, bytes] = arguments;
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], name, { type }));
            const log = document.querySelector(css);
            const event = (kind) => new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files });
            log.dispatchEvent(event('dragover'));
            log.dispatchEvent(event('drop'));";
        let css = Self::by_id(&log);
        let words = vec![json!(css), json!(name), json!(media_type), json!(bytes)];
        self.run(script, words).await;
        self.sees(&format!("{place} attached-file")).await;
        self.clicks(&format!("{place} chat-send")).await;
    }

    /// Writes a message into the open chat of a place and sends it.
    pub async fn writes(&self, place: &str, text: &str) {
        let field = self.sees(&format!("{place} chat-text")).await;
        field.send_keys(text).await.unwrap();
        self.clicks(&format!("{place} chat-send")).await;
    }

    /// Waits until something on the screen says this.
    pub async fn reads(&self, id: &str, words: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])]
            .some((one) => one.textContent.includes(arguments[1]))";
        let arguments = vec![json!(Self::by_id(id)), json!(words)];
        let failure = format!("{id} never said {words:?}");
        self.holds(&failure, script, arguments).await;
    }

    /// Chooses a star, which is drawn above its radio button.
    pub async fn rates(&self, stars: u8) {
        self.clicks(&format!("star-{stars}")).await;
        self.clicks("rate-call").await;
        self.sees("thanks").await;
    }

    /// The picture of the whole page, as a PNG file.
    pub(super) async fn screenshot(&self) -> Vec<u8> {
        self.page.screenshot().await.unwrap()
    }

    pub async fn close(self) {
        self.page.close().await.ok();
    }
}
