//! Where own sound comes from.

use super::{PIECE_SAMPLES, PIECE_TIME, Piece, SAMPLE_RATE};
use std::time::Instant;

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
pub trait Microphone {
    /// The next piece, or nothing where it is not there yet. Never waits.
    ///
    /// # Errors
    /// Says why no more sound comes.
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble>;
}

/// Counts pieces on the computer's clock, for sound that comes from no sound card. After a stall it
/// goes on from now instead of catching up.
#[derive(Debug)]
pub struct Beat {
    due: Instant,
}

impl Beat {
    /// The first beat is at once.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { due: now }
    }

    /// Whether a piece is due; it counts as taken.
    pub fn take(&mut self, now: Instant) -> bool {
        const STALL: u32 = 10;
        if now < self.due {
            return false;
        }
        if now > self.due + PIECE_TIME * STALL {
            self.due = now;
        }
        self.due += PIECE_TIME;
        true
    }
}

/// Silence, for a call without microphone: its rare packets still prove that the way is open.
pub struct Silence {
    beat: Beat,
}

impl Silence {
    /// Silence from now on.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            beat: Beat::new(now),
        }
    }
}

impl Microphone for Silence {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        Ok(self.beat.take(now).then_some([0.0; PIECE_SAMPLES]))
    }
}

/// A steady tone, for tests.
pub struct Tone {
    beat: Beat,
    hertz: f32,
    phase: f32,
}

impl Tone {
    /// A tone from now on.
    #[must_use]
    pub fn new(hertz: f32, now: Instant) -> Self {
        Self {
            beat: Beat::new(now),
            hertz,
            phase: 0.0,
        }
    }
}

impl Microphone for Tone {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        Ok(self
            .beat
            .take(now)
            .then(|| tone_piece(self.hertz, &mut self.phase)))
    }
}

/// 20 ms of a tone at a quarter of full loudness; `phase` (turns) carries it on from piece to piece.
pub fn tone_piece(hertz: f32, phase: &mut f32) -> Piece {
    #[expect(clippy::as_conversions, reason = "48,000 is exact as f32")]
    let step = hertz / SAMPLE_RATE as f32;
    std::array::from_fn(|_| {
        *phase = (*phase + step).fract();
        (*phase * std::f32::consts::TAU).sin() * 0.25
    })
}

/// Recorded sound, over and over.
pub struct Loop {
    beat: Beat,
    sound: Vec<f32>,
    place: usize,
}

impl Loop {
    /// Plays `sound` from now on; nothing where there is none.
    #[must_use]
    pub fn new(sound: Vec<f32>, now: Instant) -> Option<Self> {
        (!sound.is_empty()).then(|| Self {
            beat: Beat::new(now),
            sound,
            place: 0,
        })
    }
}

impl Microphone for Loop {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        if !self.beat.take(now) {
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
