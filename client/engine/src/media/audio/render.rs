//! Where the other side's sound goes.

use super::capture::CaptureClock;
use super::{AudioFrame, FRAME_TIME, PIECE_SAMPLES, SAMPLE_RATE, SAMPLES_PER_SECOND};
use client_core::DeviceEntry;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Takes sound at its own pace. Dropping it releases the device.
pub trait Speaker: Send {
    /// Whether it needs a frame now. Never waits.
    fn needs_frame(&mut self, now: Instant) -> bool;
    /// Plays a frame; it was asked for.
    fn play(&mut self, frame: &AudioFrame);

    /// The next frame that the device took, exactly as it goes to the air, for the echo canceller.
    fn played(&mut self) -> Option<AudioFrame> {
        None
    }

    /// Whether a microphone may hear it.
    fn can_echo(&self) -> bool {
        false
    }

    /// How much sound waits for the device.
    fn waiting(&self) -> Duration {
        Duration::ZERO
    }

    /// Whether its device takes sound; a real one may be open and sleep.
    fn is_awake(&mut self, _now: Instant) -> bool {
        true
    }

    /// What it is called, where it is one of the computer's.
    fn entry(&self) -> Option<&DeviceEntry> {
        None
    }

    /// Whether it takes no sound any more and has to be opened again.
    fn is_lost(&mut self, _now: Instant) -> bool {
        false
    }
}

/// Takes sound and forgets it.
pub struct Discard {
    clock: CaptureClock,
}

impl Discard {
    /// From now on.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            clock: CaptureClock::new(now, FRAME_TIME),
        }
    }
}

impl Speaker for Discard {
    fn needs_frame(&mut self, now: Instant) -> bool {
        self.clock.take(now)
    }

    fn play(&mut self, _frame: &AudioFrame) {}
}

/// Keeps the last 30 seconds of what was played, for tests that listen.
#[derive(Clone, Debug)]
pub struct Captured {
    sound: Arc<Mutex<VecDeque<f32>>>,
    heard: watch::Sender<u64>,
}

impl Default for Captured {
    fn default() -> Self {
        Self {
            sound: Arc::default(),
            heard: watch::Sender::new(0),
        }
    }
}

impl Captured {
    const MAX_SAMPLES: usize = 30 * 48_000;

    /// The last `samples` samples, or fewer where fewer were played.
    #[must_use]
    pub fn last(&self, samples: usize) -> Vec<f32> {
        let sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        let skip = sound.len().saturating_sub(samples);
        sound.iter().skip(skip).copied().collect()
    }

    /// Samples played since the beginning.
    #[must_use]
    pub fn heard(&self) -> u64 {
        *self.heard.borrow()
    }

    /// Waits until `seconds` more have been played.
    pub async fn hear(&self, seconds: u32) {
        let mut heard = self.heard.subscribe();
        let goal = *heard.borrow() + u64::from(seconds * SAMPLE_RATE);
        // It ends only together with `self`.
        let _ = heard.wait_for(|heard| *heard >= goal).await;
    }
}

/// Plays into a [`Captured`].
pub struct Capture {
    clock: CaptureClock,
    captured: Captured,
}

impl Capture {
    /// From now on.
    #[must_use]
    pub fn new(captured: Captured, now: Instant) -> Self {
        Self {
            clock: CaptureClock::new(now, FRAME_TIME),
            captured,
        }
    }
}

impl Speaker for Capture {
    fn needs_frame(&mut self, now: Instant) -> bool {
        self.clock.take(now)
    }

    fn play(&mut self, played: &AudioFrame) {
        let sound = &self.captured.sound;
        let mut sound = sound.lock().unwrap_or_else(PoisonError::into_inner);
        sound.extend(played);
        let excess = sound.len().saturating_sub(Captured::MAX_SAMPLES);
        sound.drain(..excess);
        drop(sound);
        let more = u64::try_from(played.len()).unwrap_or_default();
        self.captured.heard.send_modify(|heard| *heard += more);
    }
}

/// How strongly a tone sounds in `sound` (Goertzel): about 1 for that tone alone, about 0 without.
#[must_use]
pub fn share_of_tone(sound: &[f32], hertz: f32) -> f32 {
    let step = std::f32::consts::TAU * hertz / SAMPLES_PER_SECOND;
    let coefficient = 2.0 * step.cos();
    let mut shares = Vec::new();
    for block in sound.chunks_exact(PIECE_SAMPLES * 2) {
        let (mut before, mut last, mut energy) = (0.0, 0.0, 0.0);
        for sample in block {
            let now = sample + coefficient * last - before;
            (before, last) = (last, now);
            energy += sample * sample;
        }
        let power = last * last + before * before - coefficient * last * before;
        if energy > 0.01 {
            shares.push(power * 2.0 / (energy * 1_920.0));
        } else {
            shares.push(0.0);
        }
    }
    #[expect(clippy::as_conversions, reason = "a small count")]
    let count = shares.len().max(1) as f32;
    shares.iter().sum::<f32>() / count
}

#[cfg(test)]
mod tests {
    use super::super::capture::Wave;
    use super::*;

    #[test]
    fn a_tone_is_told_from_another_and_from_silence() {
        let mut wave = Wave::new(440.0);
        let tone: Vec<f32> = (0..50).flat_map(|_| wave.piece()).collect();
        assert!(share_of_tone(&tone, 440.0) > 0.9);
        assert!(share_of_tone(&tone, 880.0) < 0.1);
        assert!(share_of_tone(&[0.0; 9_600], 440.0) < 0.1);
    }
}
