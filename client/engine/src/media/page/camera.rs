//! Passes on what the page films, and tells the page how large and how fine that is to be.

use super::PageDevices;
use crate::media::rtp::outbound::OutwardPicture;
use crate::media::video::adaptation::{Plan, Quality, enough_for};
use crate::media::video::fanout::Stream;
use crate::media::video::frame::Size;
use crate::media::video::source::CameraTrouble;
use crate::media::video::thread::CameraSetup;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long to wait for a picture before looking whether to stop.
const PATIENCE: Duration = Duration::from_millis(100);
/// What a page is asked for where nothing is known yet.
const USUAL: (u16, u16) = (640, 480);
/// The page hears of a new rate where it differs by one in so many.
const RATE_STEP: u32 = 20;

/// Has the page film, and releases its camera at the end.
struct Filming<'a>(&'a PageDevices);

impl<'a> Filming<'a> {
    fn begin(page: &'a PageDevices) -> Self {
        page.forgive(|faults| faults.camera = None);
        page.wish(|wish| {
            wish.camera_on = true;
            wish.key_frame = true;
            wish.size = USUAL;
            wish.kilobits = 500;
        });
        Self(page)
    }
}

impl Drop for Filming<'_> {
    fn drop(&mut self) {
        self.0.wish(|wish| {
            wish.camera_on = false;
            wish.kilobits = 0;
        });
    }
}

/// Runs until it is told to stop or the page's camera is gone.
///
/// # Errors
/// The page says that its camera is missing or was refused.
pub fn film_page(
    page: &PageDevices,
    setup: &CameraSetup,
    stop: &AtomicBool,
) -> Result<(), CameraTrouble> {
    let filming = Filming::begin(page);
    let mut quality = Quality::default();
    let (mut shown, mut waits_for_key, mut size) = (false, true, USUAL);
    while !stop.load(Ordering::Relaxed) {
        let now = Instant::now();
        let picture = page.next_picture(now + PATIENCE)?;
        let wishes = setup.outlet.wishes();
        if wishes.take_local_at_once() || wishes.take(Stream::Local) {
            filming.0.wish(|wish| wish.key_frame = true);
        }
        size = picture.as_ref().map_or(size, |picture| picture.size);
        // Without a picture, too: a page that was told to send none can only be told to begin again.
        steer(page, &mut quality, setup, size);
        let Some(picture) = picture else { continue };
        if !std::mem::replace(&mut shown, true) {
            (setup.report)(None);
        }
        waits_for_key &= !picture.is_key;
        if waits_for_key {
            filming.0.wish(|wish| wish.key_frame = true);
            continue;
        }
        let passed = now.saturating_duration_since(setup.since);
        let ticks = u64::try_from(passed.as_micros()).unwrap_or_default() * 9 / 100;
        let outward = OutwardPicture {
            at: u32::try_from(ticks & u64::from(u32::MAX)).unwrap_or_default(),
            data: picture.data,
        };
        if let Some(way) = &setup.outward {
            // The next ones would build on one that was never sent.
            waits_for_key = way.try_send(outward).is_err();
        }
    }
    Ok(())
}

/// Tells the page what the way carries.
fn steer(page: &PageDevices, quality: &mut Quality, setup: &CameraSetup, size: (u16, u16)) {
    let Some(largest) = Size::new(USUAL.0, USUAL.1) else {
        return;
    };
    setup.way.want_for_pictures(enough_for(largest));
    let known = setup.way.known();
    let plan = quality.plan(Instant::now(), largest, known.picture_rate(), known.wait);
    let (wanted, kilobits) = match plan {
        Plan::Encode { size, kilobits } => ((size.width(), size.height()), kilobits),
        Plan::Off => (size, 0),
        Plan::Skip => return,
    };
    setup.way.note(|known| {
        known.picture_off = kilobits == 0;
        known.sent_size = size;
    });
    page.wish(|wish| {
        wish.size = wanted;
        if kilobits == 0 || wish.kilobits.abs_diff(kilobits) > wish.kilobits / RATE_STEP {
            wish.kilobits = kilobits;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::CameraSource;
    use crate::media::page::{FromPage, PagePicture};
    use crate::media::rtp::path_state::Way;
    use crate::media::video::fanout::PictureOutlet;
    use bytes::Bytes;
    use std::sync::Arc;
    use std::thread;

    fn rate(way: &Way, kilobits: f64) {
        way.note(|known| (known.rate, known.sound) = (kilobits, 0.0));
    }

    /// The page films for as long as it may, until `done`.
    fn films_until(page: &PageDevices, done: impl Fn(u32) -> bool) {
        let wishes = page.wishes();
        let began = Instant::now();
        loop {
            let kilobits = wishes.borrow().kilobits;
            if done(kilobits) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{kilobits}");
            if kilobits > 0 {
                page.take(FromPage::Picture(PagePicture {
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
        let (page, way) = (PageDevices::new(), Arc::new(Way::default()));
        let setup = CameraSetup {
            source: CameraSource::Page(page.clone()),
            outlet: PictureOutlet::new(),
            outward: None,
            way: way.clone(),
            since: Instant::now(),
            report: Box::new(|_| {}),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let (filmed, told_to_stop) = (page.clone(), stop.clone());
        let filming = thread::spawn(move || film_page(&filmed, &setup, &told_to_stop));
        rate(&way, 500.0);
        films_until(&page, |kilobits| kilobits > 0);
        rate(&way, 0.0);
        films_until(&page, |kilobits| kilobits == 0);
        rate(&way, 500.0);
        films_until(&page, |kilobits| kilobits > 0);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(filming.join().expect("the thread"), Ok(()));
    }
}
