//! The page's devices as the engine knows them: what the page sent and nobody took yet, what it is to
//! play, and how it is to film and listen.

use super::types::{CaptureSettings, FromPage, PageFaults, PageVideoFrame};
use crate::media::audio::capture::MicrophoneTrouble;
use crate::media::audio::{AudioFrame, Piece};
use crate::media::video::source::CameraTrouble;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Encoded pictures of the page that wait to be sent: half a second.
const MAX_PICTURES: usize = 15;
/// Pieces of 20 ms that the page's microphone heard and nobody took yet: 200 ms.
const MAX_HEARD: usize = 10;
/// Frames of 10 ms on their way to the page: 200 ms.
const MAX_TO_PLAY: usize = 20;

/// The page's devices. Clones are the same page.
#[derive(Clone, Debug, Default)]
pub struct PageDevices {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<State>,
    frame_came: Condvar,
    capture: watch::Sender<CaptureSettings>,
    /// Counts what waits to be played, so that the page's socket wakes up.
    to_play: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    pictures: VecDeque<PageVideoFrame>,
    heard: VecDeque<Piece>,
    to_play: VecDeque<AudioFrame>,
    /// Frames of 10 ms: handed over, and played as the page says.
    sent: u32,
    played: u32,
    faults: PageFaults,
    connected: bool,
}

impl PageDevices {
    /// A page that is not there yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what the page sent.
    pub fn take(&self, message: FromPage) {
        let mut state = self.locked();
        match message {
            FromPage::Video(picture) => {
                if state.pictures.len() >= MAX_PICTURES {
                    // What follows can't be decoded without it.
                    state.pictures.clear();
                    self.inner
                        .capture
                        .send_modify(|capture| capture.key_frame = true);
                }
                state.pictures.push_back(picture);
                self.inner.frame_came.notify_one();
            }
            FromPage::Audio(piece) => {
                if state.heard.len() >= MAX_HEARD {
                    state.heard.pop_front();
                }
                state.heard.push_back(*piece);
            }
            FromPage::Report { faults, played } => {
                state.faults = faults;
                state.played = played;
                self.inner.frame_came.notify_one();
            }
        }
    }

    /// A page is there, or it went away, and nothing is left of what it sent.
    pub fn set_connected(&self, connected: bool) {
        let mut state = self.locked();
        *state = State {
            connected,
            ..State::default()
        };
        self.inner.frame_came.notify_one();
        // A page that comes back is told again.
        self.inner.capture.send_modify(|_| {});
    }

    /// What the page is to do; each change is news.
    #[must_use]
    pub fn capture_settings(&self) -> watch::Receiver<CaptureSettings> {
        self.inner.capture.subscribe()
    }

    /// A key frame was asked of the page.
    pub fn key_frame_asked(&self) {
        self.inner.capture.send_if_modified(|capture| {
            capture.key_frame = false;
            false
        });
    }

    /// Counts frames to play; each change is news.
    #[must_use]
    pub fn playing(&self) -> watch::Receiver<u64> {
        self.inner.to_play.subscribe()
    }

    /// The next 10 ms for the page's speaker.
    #[must_use]
    pub fn next_to_play(&self) -> Option<AudioFrame> {
        self.locked().to_play.pop_front()
    }

    pub(super) fn clear_fault(&self, change: impl FnOnce(&mut PageFaults)) {
        change(&mut self.locked().faults);
    }

    pub(super) fn set_capture(&self, change: impl FnOnce(&mut CaptureSettings)) {
        self.inner.capture.send_if_modified(|capture| {
            let before = *capture;
            change(capture);
            before != *capture
        });
    }

    /// Waits for a picture, at most until `deadline`.
    pub(super) fn next_frame(
        &self,
        deadline: Instant,
    ) -> Result<Option<PageVideoFrame>, CameraTrouble> {
        let mut state = self.locked();
        loop {
            if let Some(trouble) = state.faults.camera {
                return Err(trouble);
            }
            if let Some(picture) = state.pictures.pop_front() {
                return Ok(Some(picture));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left == Duration::ZERO {
                return Ok(None);
            }
            let waited = self.inner.frame_came.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub(super) fn next_heard(&self) -> Result<Option<Piece>, MicrophoneTrouble> {
        let mut state = self.locked();
        match state.faults.microphone {
            Some(trouble) => Err(trouble),
            None => Ok(state.heard.pop_front()),
        }
    }

    /// Frames of 10 ms that the page has and did not play yet; nothing where no page listens.
    pub(super) fn unplayed(&self) -> Option<u32> {
        let state = self.locked();
        let waiting = state.sent.wrapping_sub(state.played);
        state.connected.then_some(waiting)
    }

    pub(super) fn play(&self, frame: &AudioFrame) {
        let mut state = self.locked();
        if state.to_play.len() >= MAX_TO_PLAY {
            state.to_play.pop_front();
        }
        state.to_play.push_back(*frame);
        state.sent = state.sent.wrapping_add(1);
        drop(state);
        self.inner.to_play.send_modify(|count| *count += 1);
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
