use super::PATIENCE;
use super::desktop::Ended;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

const PAGE: &str = include_str!("browser.html");
/// Where the page is; everything else goes to the server, so that both have one origin.
const PATH: &str = "GET /page?";

/// A headless Chromium that is one side of a call, by its own WebRTC.
pub struct Browser {
    reports: WebSocketStream<TcpStream>,
    last: Value,
    _profile: tempfile::TempDir,
    _chromium: Ended,
}

impl Browser {
    /// Opens the page with these wishes (see there).
    pub async fn open(server: SocketAddr, wishes: &[(&str, &str)]) -> Self {
        let origin = serve_page(server).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let reports = format!("ws://{}", listener.local_addr().unwrap());
        let wishes: Vec<_> = wishes
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let profile = tempfile::tempdir().unwrap();
        let chromium = Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
            .args([
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
            ])
            .args([
                "--autoplay-policy=no-user-gesture-required",
                "--disable-dev-shm-usage",
            ])
            // Loopback is the only network that a test may count on.
            .arg("--allow-loopback-in-peer-connection")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!(
                "http://{origin}/page?reports={reports}&{}",
                wishes.join("&")
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium is needed; `cargo xtask test` installs it");
        let chromium = Ended(chromium);
        let (stream, _) = timeout(PATIENCE, listener.accept())
            .await
            .expect("the page opens")
            .unwrap();
        Self {
            reports: accept_async(stream).await.unwrap(),
            last: Value::Null,
            _profile: profile,
            _chromium: chromium,
        }
    }

    /// Asks the page for something.
    pub async fn wants(&mut self, wish: Value) {
        self.reports
            .send(Message::text(wish.to_string()))
            .await
            .unwrap();
    }

    /// Reads the page's reports until one fits.
    pub async fn tells(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let wait = async {
            loop {
                let message = self
                    .reports
                    .next()
                    .await
                    .expect("the page is open")
                    .unwrap();
                let Message::Text(text) = message else {
                    continue;
                };
                self.last = serde_json::from_str(&text).unwrap();
                assert_ne!(self.last["step"], "failed", "{}", self.last);
                if fits(&self.last) {
                    return self.last.clone();
                }
            }
        };
        match timeout(PATIENCE, wait).await {
            Ok(report) => report,
            Err(_) => panic!(
                "the browser never told {what}; its last report: {}",
                self.last
            ),
        }
    }
}

/// Serves the page in front of the server; the address of both.
async fn serve_page(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, server));
        }
    });
    address
}

async fn answer(mut stream: TcpStream, server: SocketAddr) -> std::io::Result<()> {
    let mut head = vec![0; 16 * 1024];
    let there = stream.read(&mut head).await?;
    if head.starts_with(PATH.as_bytes()) {
        let length = PAGE.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{PAGE}"
        );
        return stream.write_all(answer.as_bytes()).await;
    }
    let mut far = TcpStream::connect(server).await?;
    far.write_all(&head[..there]).await?;
    copy_bidirectional(&mut stream, &mut far).await?;
    Ok(())
}
