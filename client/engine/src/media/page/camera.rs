//! Passes on what the page films, and tells the page how large and how fine that is to be.

use super::devices::PageDevices;
use crate::media::rtp::outbound::OutboundVideo;
use crate::media::video::adaptation::{
    EncodeDecision, EncoderSettings, VideoAdaptation, enough_for,
};
use crate::media::video::fanout::Stream;
use crate::media::video::frame::Size;
use crate::media::video::sink::CameraSink;
use crate::media::video::source::CameraTrouble;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long to wait for a picture before looking whether to stop.
const PATIENCE: Duration = Duration::from_millis(100);
/// What a page is asked for where nothing is known yet.
const USUAL: (u16, u16) = (640, 480);
/// The page hears of a new rate where it differs by one in so many.
const RATE_STEP: u32 = 20;

/// Has the page film, and releases its camera at the end.
struct PageCamera<'a>(&'a PageDevices);

impl<'a> PageCamera<'a> {
    fn begin(page: &'a PageDevices) -> Self {
        page.clear_fault(|faults| faults.camera = None);
        page.set_capture(|settings| {
            settings.camera_on = true;
            settings.key_frame = true;
            settings.size = USUAL;
            settings.kilobits = 500;
        });
        Self(page)
    }
}

impl Drop for PageCamera<'_> {
    fn drop(&mut self) {
        self.0.set_capture(|settings| {
            settings.camera_on = false;
            settings.kilobits = 0;
        });
    }
}

/// Runs until it is told to stop or the page's camera is gone.
///
/// # Errors
/// The page says that its camera is missing or was refused.
pub fn run(page: &PageDevices, sink: &CameraSink, stop: &AtomicBool) -> Result<(), CameraTrouble> {
    let filming = PageCamera::begin(page);
    let mut adaptation = VideoAdaptation::default();
    let (mut shown, mut waits_for_key, mut size) = (false, true, USUAL);
    while !stop.load(Ordering::Relaxed) {
        let now = Instant::now();
        let picture = page.next_frame(now + PATIENCE)?;
        let wishes = sink.fanout.key_frames();
        if wishes.take_local_at_once() || wishes.take(Stream::Local) {
            filming.0.set_capture(|settings| settings.key_frame = true);
        }
        size = picture.as_ref().map_or(size, |picture| picture.size);
        // Without a picture, too: a page that was told to send none can only be told to begin again.
        steer(page, &mut adaptation, sink, size);
        let Some(picture) = picture else { continue };
        if !std::mem::replace(&mut shown, true) {
            (sink.report)(None);
        }
        waits_for_key &= !picture.is_key;
        if waits_for_key {
            filming.0.set_capture(|settings| settings.key_frame = true);
            continue;
        }
        let passed = now.saturating_duration_since(sink.since);
        let ticks = u64::try_from(passed.as_micros()).unwrap_or_default() * 9 / 100;
        let frame = OutboundVideo {
            at: u32::try_from(ticks & u64::from(u32::MAX)).unwrap_or_default(),
            data: picture.data,
        };
        if let Some(outbound) = &sink.outbound {
            // The next ones would build on one that was never sent.
            waits_for_key = outbound.try_send(frame).is_err();
        }
    }
    Ok(())
}

/// Tells the page what the path carries.
fn steer(
    page: &PageDevices,
    adaptation: &mut VideoAdaptation,
    sink: &CameraSink,
    size: (u16, u16),
) {
    let Some(largest) = Size::new(USUAL.0, USUAL.1) else {
        return;
    };
    sink.path.want_video_rate(enough_for(largest));
    let state = sink.path.state();
    let plan = adaptation.plan(Instant::now(), largest, state.video_rate(), state.wait);
    let (wanted, kilobits) = match plan {
        EncodeDecision::Encode(EncoderSettings { size, bitrate }) => {
            ((size.width(), size.height()), bitrate.as_kbps())
        }
        EncodeDecision::Off => (size, 0),
        EncodeDecision::Skip => return,
    };
    sink.path.update(|state| {
        state.video_off = kilobits == 0;
        state.sent_size = size;
    });
    page.set_capture(|settings| {
        settings.size = wanted;
        if kilobits == 0 || settings.kilobits.abs_diff(kilobits) > settings.kilobits / RATE_STEP {
            settings.kilobits = kilobits;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::page::{FromPage, PageVideoFrame};
    use crate::media::rtp::path_state::SharedPathState;
    use crate::media::units::Bitrate;
    use crate::media::video::fanout::VideoFanout;
    use bytes::Bytes;
    use std::sync::Arc;
    use std::thread;

    fn rate(path: &SharedPathState, kilobits: u64) {
        let rate = Bitrate::kbps(kilobits);
        path.update(|state| (state.target, state.audio) = (rate, Bitrate::ZERO));
    }

    /// The page films for as long as it may, until `done`.
    fn films_until(page: &PageDevices, done: impl Fn(u32) -> bool) {
        let wishes = page.capture_settings();
        let began = Instant::now();
        loop {
            let kilobits = wishes.borrow().kilobits;
            if done(kilobits) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{kilobits}");
            if kilobits > 0 {
                page.take(FromPage::Video(PageVideoFrame {
                    is_key: true,
                    size: USUAL,
                    data: Bytes::from_static(b"a picture"),
                }));
            }
            thread::sleep(Duration::from_millis(30));
        }
    }

    #[test]
    fn pictures_that_had_no_room_come_back_with_it() {
        let (page, path) = (PageDevices::new(), Arc::new(SharedPathState::default()));
        let sink = CameraSink {
            fanout: VideoFanout::new(),
            outbound: None,
            path: path.clone(),
            since: Instant::now(),
            report: Box::new(|_| {}),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let (filmed, told_to_stop) = (page.clone(), stop.clone());
        let filming = thread::spawn(move || run(&filmed, &sink, &told_to_stop));
        rate(&path, 500);
        films_until(&page, |kilobits| kilobits > 0);
        rate(&path, 0);
        films_until(&page, |kilobits| kilobits == 0);
        rate(&path, 500);
        films_until(&page, |kilobits| kilobits > 0);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(filming.join().expect("the thread"), Ok(()));
    }
}
