//! An end that is a headless Chromium with its own WebRTC. Its page lies on the home's loopback, so
//! that the link between the homes carries nothing but the call.

use crate::diary::{Diary, Report, Task, picture_path};
use crate::end::{PATIENCE, orders, tell};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use std::process::{Child, Command, Stdio};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

const PAGE: &str = include_str!("page.html");

/// What the page says besides what an end tells.
#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Said {
    Ready,
    Signal { signal: shared::Signal },
    Diary { diary: Diary },
    Failed { why: String },
}

/// Ends the browser with everything it started.
struct Chromium(Child);

impl Drop for Chromium {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Runs until told to finish.
#[tokio::main]
pub async fn run(task: Task) {
    let page = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let reports = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let profile = tempfile::tempdir().unwrap();
    let address = format!(
        "http://{}/?reports={}&width={}&height={}&frugal={}",
        page.local_addr().unwrap(),
        reports.local_addr().unwrap(),
        task.size.0,
        task.size.1,
        u8::from(task.is_frugal),
    );
    let chromium = Chromium(start(&task, profile.path(), &address));
    tokio::spawn(async move {
        // A browser opens connections that it may never use.
        while let Ok((stream, _)) = page.accept().await {
            tokio::spawn(serve_page(stream));
        }
    });
    let (stream, _) = timeout(PATIENCE, reports.accept()).await.unwrap().unwrap();
    let mut page = accept_async(stream).await.unwrap();
    let mut orders = orders();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => {
                    let text = serde_json::to_string(&order).unwrap();
                    page.send(Message::text(text)).await.unwrap();
                }
                None => return,
            },
            said = next(&mut page, &task) => match said {
                Said::Ready => tell(&Report::Ready { process: chromium.0.id() }),
                Said::Signal { signal } => tell(&Report::Signal { signal }),
                Said::Failed { why } => tell(&Report::Failed { why }),
                Said::Diary { diary } => {
                    diary.write(&task.folder);
                    tell(&Report::Done);
                }
            },
        }
    }
}

fn start(task: &Task, profile: &std::path::Path, address: &str) -> Child {
    let file = |switch: &str, path: &std::path::Path| format!("--{switch}={}", path.display());
    let mut command = Command::new("chromium");
    command
        .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
        .args(["--disable-dev-shm-usage", "--no-first-run"])
        .args([
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
        ])
        .arg(file("use-file-for-fake-video-capture", &task.clip))
        .arg(file("use-file-for-fake-audio-capture", &task.speech))
        .arg("--autoplay-policy=no-user-gesture-required")
        .arg(file("user-data-dir", profile))
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
        .spawn()
        .expect("chromium is needed; `cargo xtask bench call` installs it")
}

async fn serve_page(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = [0; 8 * 1024];
    let _ = stream.read(&mut head).await?;
    let length = PAGE.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{PAGE}"
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// What the page says next. Pictures and sound that it sends meanwhile are kept.
async fn next(page: &mut WebSocketStream<TcpStream>, task: &Task) -> Said {
    loop {
        match page.next().await.expect("the page is open").unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Binary(data) => keep(&data, task),
            _ => {}
        }
    }
}

/// A line of JSON says what the rest is.
fn keep(data: &[u8], task: &Task) {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Head {
        Picture {
            number: u32,
            at: f64,
            size: (u16, u16),
        },
        Sound {
            name: String,
        },
    }
    let end = data.iter().position(|byte| *byte == b'\n').unwrap();
    let (head, rest) = data.split_at(end);
    let path = match serde_json::from_slice(head).unwrap() {
        Head::Picture { number, at, size } => picture_path(&task.folder, number, at, size),
        Head::Sound { name } => task.folder.join(name),
    };
    std::fs::write(path, &rest[1..]).unwrap();
}
