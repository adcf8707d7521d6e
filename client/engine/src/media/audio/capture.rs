//! Where own sound comes from.

use super::{PIECE_SAMPLES, PIECE_TIME, Piece, SAMPLES_PER_SECOND};
use crate::media::unplug::UnplugSwitch;
use client_core::DeviceEntry;
use std::time::{Duration, Instant};

/// Why there is no own sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MicrophoneTrouble {
    /// There is none, it can't be opened, or it went away.
    #[error("no microphone")]
    Missing,
    /// The person or the system refused it.
    #[error("the microphone was refused")]
    Refused,
}

/// Gives sound at its own pace. Dropping it releases the device.
pub trait Microphone: Send {
    /// The next piece, or nothing where it is not there yet. Never waits.
    ///
    /// # Errors
    /// Says why no more sound comes.
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble>;

    /// Whether it gives samples; a real one may be open and sleep.
    ///
    /// # Errors
    /// Says why none will come.
    fn is_awake(&mut self, _now: Instant) -> Result<bool, MicrophoneTrouble> {
        Ok(true)
    }

    /// What it is called, where it is one of the computer's.
    fn entry(&self) -> Option<&DeviceEntry> {
        None
    }

    /// Which of its channels carry nothing while another one carries a voice, as bits from the lowest
    /// on; nothing as long as there was no voice.
    fn dead_channels(&self) -> Option<u32> {
        None
    }
}

/// Counts pieces or frames on the computer's clock, for sound that comes from no sound card. After a stall it
/// goes on from now instead of catching up.
#[derive(Debug)]
pub struct CaptureClock {
    due: Instant,
    time: Duration,
}

impl CaptureClock {
    /// One each `time`; the first is at once.
    #[must_use]
    pub const fn new(now: Instant, time: Duration) -> Self {
        Self { due: now, time }
    }

    /// Whether one is due; it counts as taken.
    pub fn take(&mut self, now: Instant) -> bool {
        const STALL: Duration = Duration::from_millis(200);
        if now < self.due {
            return false;
        }
        if now > self.due + STALL {
            self.due = now;
        }
        self.due += self.time;
        true
    }
}

/// Silence, for a call without microphone: its rare packets still prove that the way is open.
pub struct SilentSource {
    clock: CaptureClock,
}

impl SilentSource {
    /// Silence from now on.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            clock: CaptureClock::new(now, PIECE_TIME),
        }
    }
}

impl Microphone for SilentSource {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        Ok(self.clock.take(now).then_some([0.0; PIECE_SAMPLES]))
    }
}

/// A tone, for tests.
pub struct ToneSource {
    clock: CaptureClock,
    wave: Wave,
}

impl ToneSource {
    /// A tone from now on.
    #[must_use]
    pub fn new(hertz: f32, now: Instant) -> Self {
        Self {
            clock: CaptureClock::new(now, PIECE_TIME),
            wave: Wave::new(hertz),
        }
    }
}

impl Microphone for ToneSource {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        Ok(self.clock.take(now).then(|| self.wave.piece()))
    }
}

/// A microphone that can be pulled out.
pub struct Plugged<M> {
    microphone: M,
    plug: UnplugSwitch,
}

impl<M: Microphone> Plugged<M> {
    /// Through this plug.
    ///
    /// # Errors
    /// It is out.
    pub fn open(microphone: M, plug: &UnplugSwitch) -> Result<Self, MicrophoneTrouble> {
        let plug = plug.clone();
        if plug.is_out() {
            Err(MicrophoneTrouble::Missing)
        } else {
            Ok(Self { microphone, plug })
        }
    }
}

impl<M: Microphone> Microphone for Plugged<M> {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        if self.plug.is_out() {
            Err(MicrophoneTrouble::Missing)
        } else {
            self.microphone.hear(now)
        }
    }
}

/// A tone that swells four times a second, as syllables do: Opus takes a steady one for noise after
/// a second and stops to send it.
pub struct Wave {
    step: f32,
    phase: f32,
    swell: f32,
}

impl Wave {
    const SWELLS_PER_SECOND: f32 = 4.0;

    /// A tone of this pitch.
    #[must_use]
    pub fn new(hertz: f32) -> Self {
        Self {
            step: hertz / SAMPLES_PER_SECOND,
            phase: 0.0,
            swell: 0.0,
        }
    }

    /// Its next 20 ms, at most a quarter of full loudness.
    pub fn piece(&mut self) -> Piece {
        let turn = |phase: f32| (phase * std::f32::consts::TAU).sin();
        std::array::from_fn(|_| {
            self.phase = (self.phase + self.step).fract();
            self.swell = (self.swell + Self::SWELLS_PER_SECOND / SAMPLES_PER_SECOND).fract();
            turn(self.phase) * (0.55 + 0.45 * turn(self.swell)) * 0.25
        })
    }
}

/// Recorded sound, over and over.
pub struct LoopSource {
    clock: CaptureClock,
    sound: Vec<f32>,
    place: usize,
}

impl LoopSource {
    /// Plays `sound` from now on; nothing where there is none.
    #[must_use]
    pub fn new(sound: Vec<f32>, now: Instant) -> Option<Self> {
        (!sound.is_empty()).then(|| Self {
            clock: CaptureClock::new(now, PIECE_TIME),
            sound,
            place: 0,
        })
    }
}

impl Microphone for LoopSource {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        if !self.clock.take(now) {
            return Ok(None);
        }
        let mut piece = [0.0; PIECE_SAMPLES];
        let rest = self.sound.iter().cycle().skip(self.place);
        for (slot, sample) in piece.iter_mut().zip(rest) {
            *slot = *sample;
        }
        self.place = (self.place + PIECE_SAMPLES) % self.sound.len();
        Ok(Some(piece))
    }
}
