//! The ways on which pictures can get into the page, side by side in a real window of Tauri's.
//!
//! Each way carries the same clip at 30 frames a second: encoded, to be decoded by the page, and plain.
//! Frames are made beforehand, so that nothing but carrying, decoding and drawing is measured. Prints a
//! table for `docs/benchmarks.md`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    reason = "a measurement ends by panicking, and stands at the edge"
)]

#[path = "../../../xtask/src/bench/tree.rs"]
#[expect(unused_imports, reason = "its tests run in the room it lives in")]
mod tree;

use client_engine::media::units::Bitrate;
use client_engine::media::video::frame::Size;
use client_engine::media::video::test_source::pattern::Pattern;
use client_engine::media::video::vpx::{CLOCK_HZ, KeyFrame, Vp8Encoder};
use futures_util::SinkExt;
use std::collections::VecDeque;
use std::process::{Command, ExitCode};
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tauri::http::{Request, Response};
use tauri::ipc::{Channel, InvokeResponseBody, JavaScriptChannelId};
use tauri::{AppHandle, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Message;

const FRAMES_PER_SECOND: u32 = 30;
/// Frames of the clip, which begins with a key frame and starts over.
const CLIP: u32 = 90;
/// The page waits as long before it counts.
const WARM: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(60);
/// Set in the process that has the window.
const INSIDE: &str = "MEDCONSULT_WAYS_INSIDE";
const SIZES: [(u16, u16, u32); 2] = [(640, 480, 800), (1_280, 720, 1_500)];
const WAYS: [(&str, &str); 3] = [
    ("socket", "loopback WebSocket"),
    ("channel", "Tauri's channel"),
    ("scheme", "custom scheme"),
];
const KINDS: [(&str, &str); 2] = [
    ("encoded", "VP8, decoded by the page"),
    ("raw", "plain I420"),
];

/// What waits to be fetched, and where frames go otherwise.
#[derive(Default)]
struct Lines {
    queue: Mutex<VecDeque<Vec<u8>>>,
    more: Notify,
    /// Pages are numbered: what an earlier one still waits for must not be taken from a later.
    pages: AtomicU32,
    socket: Mutex<Option<mpsc::UnboundedSender<Message>>>,
    channel: Mutex<Option<Channel<InvokeResponseBody>>>,
}

/// The page's words: it is ready, or what it saw.
type Told = (String, String);

fn main() -> ExitCode {
    if std::env::var_os(INSIDE).is_some() {
        open();
        return ExitCode::SUCCESS;
    }
    // A display of its own, and a process group of its own whose processes are counted.
    let status = Command::new("xvfb-run")
        .args(["-a", "-s", "-screen 0 1400x900x24", "setsid", "-w"])
        .arg(std::env::current_exe().unwrap())
        .env(INSIDE, "1")
        .status()
        .unwrap();
    ExitCode::from(u8::from(!status.success()))
}

fn open() {
    let lines = Arc::new(Lines::default());
    let (tell, told) = channel();
    let serve = {
        let lines = lines.clone();
        move |request: Request<Vec<u8>>, responder: tauri::UriSchemeResponder| {
            answer(&lines, &tell, &request, responder);
        }
    };
    let serve = Mutex::new(serve);
    tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol("bench", move |_, request, responder| {
            serve.lock().unwrap()(request, responder);
        })
        .setup(move |app| {
            let url = WebviewUrl::CustomProtocol("bench://localhost/blank".parse()?);
            let window = WebviewWindowBuilder::new(app, "ways", url)
                .inner_size(1_320.0, 800.0)
                .build()?;
            let handle = app.handle().clone();
            thread::spawn(move || {
                let _leaving = Leaving(handle);
                measure_all(&window, &lines, &told);
            });
            Ok(())
        })
        .run(tauri::generate_context!())
        .unwrap();
}

/// Ends the program with its measurement, whichever way that ends.
struct Leaving(AppHandle);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.exit(i32::from(thread::panicking()));
    }
}

fn answer(
    lines: &Arc<Lines>,
    tell: &Sender<Told>,
    request: &Request<Vec<u8>>,
    responder: tauri::UriSchemeResponder,
) {
    let query = request.uri().query().unwrap_or_default().to_owned();
    match request.uri().path() {
        "/frame" => {
            let lines = lines.clone();
            let page: u32 = query.split('-').next().unwrap().parse().unwrap();
            tauri::async_runtime::spawn(async move {
                loop {
                    if page != lines.pages.load(Ordering::Relaxed) {
                        return responder.respond(Response::new(Vec::new()));
                    }
                    let next = lines.queue.lock().unwrap().pop_front();
                    if let Some(frame) = next {
                        return responder.respond(Response::new(frame));
                    }
                    lines.more.notified().await;
                }
            });
        }
        "/page" => responder.respond(
            Response::builder()
                .header("content-type", "text/html")
                .body(include_bytes!("page.html").to_vec())
                .unwrap(),
        ),
        path => {
            tell.send((path.to_owned(), query)).unwrap();
            responder.respond(Response::new(Vec::new()));
        }
    }
}

fn wait_for(told: &Receiver<Told>, path: &str) -> String {
    loop {
        let (found, query) = told.recv_timeout(PATIENCE).unwrap();
        if found == path {
            return query;
        }
    }
}

fn measure_all(window: &WebviewWindow, lines: &Arc<Lines>, told: &Receiver<Told>) {
    let socket = listen(lines.clone());
    println!(
        "| way | picture | frames a second drawn, of 30 | CPU, of a core | memory (PSS) | sent -> drawn, p50, p95 |"
    );
    println!("|---|---|---|---|---|---|");
    for (width, height, kilobits) in SIZES {
        for (kind, kind_name) in KINDS {
            let clip = clip(Size::new(width, height).unwrap(), kind, kilobits);
            for (way, way_name) in WAYS {
                let url = format!(
                    "bench://localhost/page?way={way}&kind={kind}&width={width}&height={height}&socket={socket}&page={}",
                    lines.pages.load(Ordering::Relaxed)
                );
                window.navigate(url.parse().unwrap()).unwrap();
                let id = wait_for(told, "/ready");
                *lines.channel.lock().unwrap() =
                    (way == "channel").then(|| channel_to(window, &id));
                let playing = play(lines.clone(), clip.clone(), way);
                thread::sleep(WARM);
                let taken = tree::measure(std::process::id()).unwrap();
                let seen = wait_for(told, "/report");
                drop(playing);
                lines.queue.lock().unwrap().clear();
                lines.pages.fetch_add(1, Ordering::Relaxed);
                lines.more.notify_waiters();
                let seen: Vec<f64> = seen
                    .split('&')
                    .map(|part| part.rsplit('=').next().unwrap().parse().unwrap())
                    .collect();
                println!(
                    "| {way_name}, {kind_name} | {width}x{height} | {:.1} | {:.0} % | {} MiB | {:.1} ms, {:.1} ms |",
                    seen[0],
                    taken.cpu_percent,
                    taken.memory >> 20,
                    seen[1],
                    seen[2]
                );
            }
        }
    }
}

fn channel_to(window: &WebviewWindow, id: &str) -> Channel<InvokeResponseBody> {
    let id = JavaScriptChannelId::from_str(&format!("__CHANNEL__:{id}")).unwrap();
    id.channel_on(window.as_ref().clone())
}

/// One page at a time reads here.
fn listen(lines: Arc<Lines>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    tauri::async_runtime::spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            let Ok(mut page) = tokio_tungstenite::accept_async(stream).await else {
                continue;
            };
            let (send, mut frames) = mpsc::unbounded_channel();
            *lines.socket.lock().unwrap() = Some(send);
            tauri::async_runtime::spawn(async move {
                while let Some(frame) = frames.recv().await {
                    if page.send(frame).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    format!("ws://{address}")
}

/// Frames as they cross, but for the time: whether each is a key frame, and its bytes.
type Clip = Arc<Vec<(bool, Vec<u8>)>>;

fn clip(size: Size, kind: &str, kilobits: u32) -> Clip {
    let pattern = Pattern::new(size, FRAMES_PER_SECOND);
    let frames = (0..CLIP).map(|number| pattern.draw(number));
    if kind == "raw" {
        let plain = frames.map(|frame| (true, frame.planes().map(|(plane, _)| plane).concat()));
        return Arc::new(plain.collect());
    }
    let mut encoder = Vp8Encoder::new(size, Bitrate::kbps(u64::from(kilobits))).unwrap();
    let step = i64::from(CLOCK_HZ / FRAMES_PER_SECOND);
    let encoded = (0_i64..).zip(frames).filter_map(|(number, frame)| {
        let key = match number {
            0 => KeyFrame::Forced,
            _ => KeyFrame::AsNeeded,
        };
        let chunk = encoder.encode(&frame, number * step, key).unwrap()?;
        Some((chunk.is_key, chunk.data))
    });
    Arc::new(encoded.collect())
}

/// Plays until it is dropped.
struct Playing(Arc<Mutex<bool>>);

impl Drop for Playing {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = false;
    }
}

fn play(lines: Arc<Lines>, clip: Clip, way: &'static str) -> Playing {
    let goes_on = Arc::new(Mutex::new(true));
    let playing = Playing(goes_on.clone());
    tauri::async_runtime::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_secs(1) / FRAMES_PER_SECOND);
        for (is_key, data) in clip.iter().cycle() {
            pace.tick().await;
            if !*goes_on.lock().unwrap() {
                return;
            }
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            let mut frame = (now.as_secs_f64() * 1_000.0).to_le_bytes().to_vec();
            frame.push(u8::from(*is_key));
            frame.extend_from_slice(data);
            match way {
                "socket" => {
                    let line = lines.socket.lock().unwrap();
                    line.as_ref().unwrap().send(Message::binary(frame)).ok();
                }
                "channel" => {
                    let line = lines.channel.lock().unwrap();
                    line.as_ref()
                        .unwrap()
                        .send(InvokeResponseBody::Raw(frame))
                        .ok();
                }
                _ => {
                    lines.queue.lock().unwrap().push_back(frame);
                    lines.more.notify_one();
                }
            }
        }
    });
    playing
}
