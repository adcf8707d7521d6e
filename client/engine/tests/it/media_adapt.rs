//! A call over a network that becomes narrow and wide again.
//!
//! The limits here leave room for a machine that others use, too; the exact ones are held in the
//! simulations beside the estimator.

use crate::emulated_network::{EmulatedNetwork, pair_over};
use crate::two_devices::{Device, Options, both_receive, hears_tone, within};
use client_core::{CallFigures, PathEnd, QualityCause, QualityGrade, judge};
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{EncodedFrame, Stream, VideoStream};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// When each picture was taken or seen, by its number, and how wide it was.
type Diary = Arc<Mutex<Vec<(u32, Instant, u16)>>>;

/// Keeps a diary of what a device's viewer sees, until the device ends.
fn keep_diary(device: &Device, stream: Stream) -> Diary {
    let diary = Diary::default();
    let (mut pictures, noted): (VideoStream, _) = (device.outlet.view(), Arc::clone(&diary));
    tokio::spawn(async move {
        let mut decoder = Vp8Decoder::new().unwrap();
        while let Some(EncodedFrame { data, width, .. }) = pictures.next_of(stream).await {
            let seen = Instant::now();
            if let Some(frame) = decoder.decode(&data).ok().flatten()
                && let Some(number) = read_frame_number(&frame)
            {
                noted.lock().unwrap().push((number, seen, width));
            }
        }
    });
    diary
}

/// Two devices that see and hear each other.
struct Talk {
    network: EmulatedNetwork,
    caller: Device,
    callee: Device,
    /// The caller's pictures as the callee sees them: whoever looks at them makes them flow.
    seen: Diary,
}

impl Talk {
    async fn over(delay_ms: u64, kilobits: Option<u32>) -> Self {
        let network = EmulatedNetwork::default();
        network.delay(delay_ms);
        if let Some(kilobits) = kilobits {
            network.narrow(kilobits);
        }
        let (caller, callee) = pair_over(&network, Options::vga(440.0), Options::vga(880.0));
        let talk = Self {
            seen: keep_diary(&callee, Stream::Remote),
            network,
            caller,
            callee,
        };
        talk.caller.open();
        talk.callee.open();
        both_receive(&talk.caller, &talk.callee).await;
        talk
    }
}

/// What was seen between two moments.
#[derive(Debug)]
struct Watched {
    pictures: usize,
    p50: Duration,
    worst: Duration,
    longest_gap: Duration,
    last_width: u16,
}

fn watched(taken: &Diary, seen: &Diary, from: Instant, to: Instant) -> Watched {
    let taken: HashMap<u32, Instant> = taken
        .lock()
        .unwrap()
        .iter()
        .map(|(n, at, _)| (*n, *at))
        .collect();
    let seen: Vec<_> = seen.lock().unwrap().clone();
    let seen: Vec<_> = seen
        .into_iter()
        .filter(|(_, at, _)| (from..to).contains(at))
        .collect();
    let mut delays: Vec<_> = seen
        .iter()
        .filter_map(|(n, at, _)| Some(*at - *taken.get(n)?))
        .collect();
    delays.sort_unstable();
    let gaps = seen.windows(2).map(|w| w[1].1 - w[0].1);
    Watched {
        pictures: seen.len(),
        p50: delays[delays.len() / 2],
        worst: delays[delays.len() - 1],
        longest_gap: gaps.max().unwrap(),
        last_width: seen[seen.len() - 1].2,
    }
}

async fn pass(seconds: u32, device: &Device) {
    // The other side's sound comes in real time, and tells how much of it has passed.
    within("time", device.captured.hear(seconds)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_line_gets_small_pictures_in_time() {
    let Talk {
        caller,
        callee,
        seen,
        ..
    } = Talk::over(25, Some(300)).await;
    let taken = keep_diary(&caller, Stream::Local);
    pass(5, &callee).await;
    let from = Instant::now();
    pass(10, &callee).await;
    let watched = watched(&taken, &seen, from, Instant::now());
    eprintln!("300 kbit/s for 10 s: {watched:?}");
    assert!(watched.pictures > 120 && watched.last_width < 640);
    assert!(watched.p50 < Duration::from_millis(400));
    assert!(hears_tone(&callee, 440.0));
    let figures = caller.reported.borrow().figures.unwrap();
    eprintln!("{figures:?}");
    assert!(
        figures
            .estimate_kilobits
            .is_some_and(|rate| (100..400).contains(&rate))
    );
    assert!(figures.picture_out.0 < 640 && figures.picture_out.0 > 0);
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_follow_a_line_that_narrows_and_widens() {
    let Talk {
        network,
        caller,
        callee,
        seen,
    } = Talk::over(25, Some(2_000)).await;
    let taken = keep_diary(&caller, Stream::Local);
    pass(5, &callee).await;
    let narrowed = Instant::now();
    network.narrow(300);
    pass(10, &callee).await;
    assert!(hears_tone(&callee, 440.0));
    let widened = Instant::now();
    network.narrow(2_000);
    pass(11, &callee).await;
    let down = watched(&taken, &seen, narrowed, widened);
    let up = watched(&taken, &seen, widened, Instant::now());
    let wide = |(_, at, width): &&(u32, Instant, u16)| *at > widened && *width == 640;
    let back = seen
        .lock()
        .unwrap()
        .iter()
        .find(wide)
        .map(|(_, at, _)| *at - widened);
    eprintln!("2 Mbit/s -> 300 kbit/s: {down:?}");
    eprintln!("-> 2 Mbit/s: {up:?}, 640 wide again after {back:?}");
    assert!(down.longest_gap < Duration::from_secs(2));
    assert!(down.worst < Duration::from_secs(2));
    assert!(back.is_some_and(|back| back < Duration::from_secs(10)));
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_call_is_told_to_be_good_and_a_lossy_one_is_not() {
    let Talk {
        network,
        caller,
        callee,
        ..
    } = Talk::over(20, None).await;
    pass(3, &callee).await;
    let good = |figures: &CallFigures| judge(figures).grade == QualityGrade::Good;
    let seen = callee
        .until("a good second", |r| r.figures.as_ref().is_some_and(good))
        .await;
    let figures = seen.figures.unwrap();
    eprintln!("good: {figures:?}");
    assert!((35..150).contains(&figures.round_trip_ms.unwrap()));
    assert!((20..=40).contains(&figures.pictures_in) && (20..=40).contains(&figures.pictures_out));
    assert_eq!(
        (figures.picture_in, figures.picture_out),
        ((640, 480), (640, 480))
    );
    assert!(figures.kilobits_in > 100 && figures.kilobits_out > 100);
    // The callee only ever saw the network's address.
    assert_eq!(figures.local_end, Some(PathEnd::Host));
    network.lose(20);
    let lossy = |figures: &CallFigures| judge(figures).cause == Some(QualityCause::Loss);
    let seen = callee
        .until("a lossy second", |r| r.figures.as_ref().is_some_and(lossy))
        .await;
    eprintln!("lossy: {:?}", seen.figures.unwrap());
    network.lose(100);
    let dead = |figures: &CallFigures| judge(figures).cause == Some(QualityCause::NoPath);
    callee
        .until("no path", |r| r.figures.as_ref().is_some_and(dead))
        .await;
    caller.stop().await;
    callee.stop().await;
}
