//! What pictures cost on their last stretch: from the bridge into the page of a WebKitGTK window.
//!
//! The page is the app's own on the screen of a call, in WebKit's own small browser, on a display
//! without a graphics card. Frames are encoded beforehand, so that nothing but carrying, decoding and
//! drawing is measured. Prints a table for `docs/benchmarks.md` and fails only where nothing is drawn.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a measurement ends by panicking"
)]

#[path = "../../../client/engine/tests/it/netns.rs"]
#[allow(dead_code, reason = "tests use it")]
mod netns;
#[path = "../../../client/engine/tests/it/sound_server/mod.rs"]
#[allow(dead_code, reason = "tests use the rest of it")]
mod sound_server;
#[path = "../../tests/it/stage/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod stage;
#[path = "../../../xtask/src/bench/tree.rs"]
#[expect(unused_imports, reason = "its tests run in the room it lives in")]
mod tree;

use bytes::Bytes;
use client_core::{Action, App, CallStage, CallView, VerificationView, ViewState};
use client_engine::FileCache;
use client_engine::bridge::{AllowedOrigins, Bridge};
use client_engine::media::units::Bitrate;
use client_engine::media::video::frame::Size;
use client_engine::media::video::test_source::pattern::Pattern;
use client_engine::media::video::vpx::{CLOCK_HZ, KeyFrame, Vp8Encoder};
use client_engine::media::{EncodedFrame, Stream, VideoFanout};
use serde_json::Value;
use shared::{CallId, CallKind, Timestamp};
use stage::desktop::Desktop;
use stage::window::Window;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::{MissedTickBehavior, interval, sleep};

const FRAMES_PER_SECOND: u32 = 30;
/// Frames of the clip, which begins with a key frame and starts over.
const CLIP: u32 = 150;
/// Until decoder and window run evenly.
const WARM: Duration = Duration::from_secs(4);

/// Notes when each frame was drawn, by the time stamp it carries.
const NOTE_DRAWING: &str = r#"
    window.drawn = [];
    const pen = CanvasRenderingContext2D.prototype;
    const draw = pen.drawImage;
    pen.drawImage = function (image, ...place) {
        draw.call(this, image, ...place);
        if (image instanceof VideoFrame) window.drawn.push([image.timestamp / 1000, performance.timeOrigin + performance.now()]);
    };
"#;

/// When each frame was handed to the bridge, milliseconds of the system's clock.
type Handed = Arc<Mutex<HashMap<u32, f64>>>;

#[expect(clippy::disallowed_methods, reason = "a bench stands at the edge, too")]
fn now_ms() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs_f64()
        * 1_000.0
}

/// The screen of a call, and nothing around it.
fn call_screen() -> ViewState {
    let mut view = App::new().view();
    let since = Timestamp(now_ms() as i64);
    view.call = Some(CallView {
        call_id: CallId(uuid::Uuid::from_u128(1)),
        kind: CallKind::Queue,
        outgoing: true,
        other_name: "A Patient".into(),
        stage: CallStage::Active { since },
        accept: Action::Busy,
        decline: Action::Busy,
        cancel: Action::Busy,
        end: Action::Allowed,
        microphone_on: true,
        camera_on: false,
        other_microphone_on: true,
        other_camera_on: true,
        device_trouble: None,
        quality: None,
        chat: None,
        rating: None,
        follow_up: None,
        invite_again: None,
        still_here: None,
        patient_id: None,
        next_patient: None,
        notes: None,
        direct: None,
        appointment_id: None,
        loud: false,
        verification: VerificationView::Pending,
        ring_again: Action::Busy,
    });
    view
}

fn encode(size: Size, kilobits: u32) -> Vec<(Bytes, bool)> {
    let pattern = Pattern::new(size, FRAMES_PER_SECOND);
    let mut encoder = Vp8Encoder::new(size, Bitrate::kbps(u64::from(kilobits))).unwrap();
    let step = i64::from(CLOCK_HZ / FRAMES_PER_SECOND);
    let frames = (0..CLIP).filter_map(|number| {
        let key = if number == 0 {
            KeyFrame::Forced
        } else {
            KeyFrame::AsNeeded
        };
        let frame = pattern.draw(number);
        let chunk = encoder
            .encode(&frame, i64::from(number) * step, key)
            .unwrap()?;
        Some((Bytes::from(chunk.data), chunk.is_key))
    });
    frames.collect()
}

/// Hands frames over at their pace; from the first again where a key frame is wished.
async fn play(outlet: VideoFanout, size: (u16, u16), clip: Vec<(Bytes, bool)>, handed: Handed) {
    let mut pace = interval(Duration::from_secs(1) / FRAMES_PER_SECOND);
    pace.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut at = 0;
    for number in 0_u32.. {
        pace.tick().await;
        if outlet.key_frames().take(Stream::Remote) {
            at = 0;
        }
        let (data, is_key) = clip[at % clip.len()].clone();
        at += 1;
        handed.lock().unwrap().insert(number, now_ms());
        outlet.show(&EncodedFrame {
            stream: Stream::Remote,
            is_key,
            width: size.0,
            height: size.1,
            timestamp_ms: number,
            data,
        });
    }
}

struct Line {
    shown: f64,
    cpu: f64,
    mebibytes: u64,
    delays: Vec<f64>,
}

/// A picture size and its encoded pictures, with whether each is a key frame.
type Clip = ((u16, u16), Vec<(Bytes, bool)>);

async fn measure(desktop: &Desktop, clip: Option<Clip>) -> Line {
    let outlet = VideoFanout::new();
    let origins = AllowedOrigins::new(["http://127.0.0.1:*"]);
    let bridge = Bridge::start(origins, outlet.clone(), None, FileCache::new(), |_| {});
    let bridge = bridge.await.unwrap();
    bridge.send_text(serde_json::to_string(&call_screen()).unwrap());
    let (window, _files) = Window::browse(desktop, bridge.url(), &[]).await;
    window.sees("call").await;
    window.run(NOTE_DRAWING, vec![]).await;
    let handed = Handed::default();
    let playing = clip.map(|(size, clip)| tokio::spawn(play(outlet, size, clip, handed.clone())));
    sleep(WARM).await;
    window
        .run(
            "window.drawn = []; window.began = performance.now()",
            vec![],
        )
        .await;
    let leader = window.leader();
    let taken = tokio::task::spawn_blocking(move || tree::measure(leader)).await;
    let taken = taken.unwrap().unwrap();
    let noted = "return [window.drawn, performance.now() - window.began]";
    let noted = window.run(noted, vec![]).await;
    if let Some(playing) = playing {
        playing.abort();
    }
    window.close().await;
    let handed = handed.lock().unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    let drawn = noted[0].as_array().unwrap();
    let mut delays: Vec<f64> = drawn
        .iter()
        .filter_map(|one| Some(number(&one[1]) - handed.get(&(number(&one[0]) as u32))?))
        .collect();
    delays.sort_by(f64::total_cmp);
    Line {
        shown: drawn.len() as f64 / (number(&noted[1]) / 1_000.0),
        cpu: taken.cpu_percent,
        mebibytes: taken.memory >> 20,
        delays,
    }
}

fn main() {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desktop = Desktop::start();
    println!(
        "| picture | frames a second drawn, of {FRAMES_PER_SECOND} | CPU, of a core | memory (PSS) | handed to the bridge -> drawn, p50, p95 |"
    );
    println!("|---|---|---|---|---|");
    let still = runtime.block_on(measure(&desktop, None));
    println!(
        "| none, the call's screen alone | | {:.0} % | {} MiB | |",
        still.cpu, still.mebibytes
    );
    for (across, down, kilobits) in [(640, 480, 800), (1_280, 720, 1_500)] {
        let clip = encode(Size::new(across, down).unwrap(), kilobits);
        let size = (across, down);
        let line = runtime.block_on(measure(&desktop, Some((size, clip))));
        assert!(!line.delays.is_empty(), "nothing was drawn");
        let share = |percent: usize| line.delays[(line.delays.len() - 1) * percent / 100];
        println!(
            "| {across}x{down}, {kilobits} kbit/s | {:.1} | {:.0} % | {} MiB | {:.0} ms, {:.0} ms |",
            line.shown,
            line.cpu,
            line.mebibytes,
            share(50),
            share(95)
        );
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "\nLoad of the machine: {}",
        load.split(' ').next().unwrap_or_default()
    );
}
