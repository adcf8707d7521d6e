//! The page's microphone and speaker, as the sound thread knows such devices.

use super::devices::PageDevices;
use crate::media::audio::capture::{CaptureClock, Microphone, MicrophoneTrouble};
use crate::media::audio::render::Speaker;
use crate::media::audio::{AudioFrame, FRAME_TIME, Piece};
use std::time::{Duration, Instant};

/// Frames of 10 ms that the page should have ahead: its timers are coarse.
const AHEAD: u32 = 8;

/// The page's microphone; dropping it has the page release it.
pub struct PageMicrophone {
    page: PageDevices,
}

impl PageMicrophone {
    /// Has the page listen.
    #[must_use]
    pub fn open(page: &PageDevices) -> Self {
        let page = page.clone();
        // What went wrong the last time is told again where it still does.
        page.clear_fault(|faults| faults.microphone = None);
        page.set_capture(|settings| settings.microphone_on = true);
        Self { page }
    }
}

impl Drop for PageMicrophone {
    fn drop(&mut self) {
        self.page
            .set_capture(|settings| settings.microphone_on = false);
    }
}

impl Microphone for PageMicrophone {
    fn hear(&mut self, _now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        self.page.next_heard()
    }
}

/// The page's speaker. The page's own clock sets the pace, by what it says it played.
pub struct PageSpeaker {
    page: PageDevices,
    /// Keeps the playout going while no page listens.
    clock: CaptureClock,
}

impl PageSpeaker {
    /// From now on.
    #[must_use]
    pub fn open(page: &PageDevices, now: Instant) -> Self {
        Self {
            page: page.clone(),
            clock: CaptureClock::new(now, FRAME_TIME),
        }
    }
}

impl Speaker for PageSpeaker {
    fn needs_frame(&mut self, now: Instant) -> bool {
        match self.page.unplayed() {
            Some(unplayed) => unplayed < AHEAD,
            None => self.clock.take(now),
        }
    }

    fn play(&mut self, frame: &AudioFrame) {
        if self.page.unplayed().is_some() {
            self.page.play(frame);
        }
    }

    fn waiting(&self) -> Duration {
        FRAME_TIME * self.page.unplayed().unwrap_or_default().min(AHEAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::audio::FRAME_SAMPLES;
    use crate::media::page::{FromPage, PageFaults};

    #[test]
    fn the_page_sets_the_pace_and_silence_keeps_it_where_there_is_none() {
        let page = PageDevices::new();
        let start = Instant::now();
        let mut speaker = PageSpeaker::open(&page, start);
        let at = |millis| start + Duration::from_millis(millis);
        assert!(speaker.needs_frame(at(0)));
        assert!(!speaker.needs_frame(at(5)), "10 ms a frame");
        page.set_connected(true);
        let frame = [0.1; FRAME_SAMPLES];
        let fill = |speaker: &mut PageSpeaker| {
            let mut count = 0;
            while speaker.needs_frame(at(5)) {
                speaker.play(&frame);
                count += 1;
            }
            count
        };
        assert_eq!(fill(&mut speaker), AHEAD);
        let faults = PageFaults::default();
        page.take(FromPage::Report { faults, played: 3 });
        assert_eq!(speaker.waiting(), FRAME_TIME * 5);
        assert_eq!(fill(&mut speaker), 3);
    }

    #[test]
    fn a_page_that_fell_behind_is_heard_from_now_and_its_refusal_is_told() {
        let page = PageDevices::new();
        let mut settings = page.capture_settings();
        let mut microphone = PageMicrophone::open(&page);
        assert!(settings.borrow_and_update().microphone_on);
        for number in 0..30_u8 {
            let piece = [f32::from(number); crate::media::audio::PIECE_SAMPLES];
            page.take(FromPage::Audio(Box::new(piece)));
        }
        let now = Instant::now();
        let first = microphone.hear(now).unwrap().unwrap();
        assert_eq!(first[0], 20.0, "the newest 200 ms");
        let faults = PageFaults {
            microphone: Some(MicrophoneTrouble::Refused),
            ..PageFaults::default()
        };
        page.take(FromPage::Report { faults, played: 0 });
        assert_eq!(microphone.hear(now), Err(MicrophoneTrouble::Refused));
        drop(microphone);
        assert!(!settings.borrow_and_update().microphone_on);
    }
}
