//! A tone over and over, as the sound card takes it.

use crate::media::audio::device::stream::Traces;
use crate::tone;
use client_core::RingTone;
use rodio::Source;
use std::num::NonZero;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Made once: it takes some milliseconds, and the first ring must not wait for it twice.
pub(super) fn samples(tone: RingTone) -> &'static [f32] {
    static LOUD: OnceLock<Vec<f32>> = OnceLock::new();
    static SOFT: OnceLock<Vec<f32>> = OnceLock::new();
    match tone {
        RingTone::Loud => LOUD.get_or_init(tone::ringtone),
        RingTone::Soft => SOFT.get_or_init(tone::chime),
    }
}

/// How the chime grows: by the same number of decibels in the same time.
struct Growth {
    level: f32,
    /// Samples until the level is worked out anew.
    left: u16,
    /// How many hundredths of a second the ring has lasted.
    age_cs: u16,
}

/// 10 ms at 48 kHz: steps of a hundredth of a decibel, which nobody hears.
const STEP_SAMPLES: u16 = 480;

impl Growth {
    /// Of a ring that has lasted for `age`, on whatever sound card.
    fn after(age: Duration) -> Self {
        Self {
            level: 0.0,
            left: 0,
            age_cs: u16::try_from(age.as_millis() / 10).unwrap_or(u16::MAX),
        }
    }

    fn next(&mut self) -> f32 {
        if self.left == 0 {
            let done = f32::from(self.age_cs) / f32::from(tone::CHIME_GROWS_S * 100);
            self.level = tone::CHIME_FIRST.powf((1.0 - done).max(0.0));
            self.age_cs = self.age_cs.saturating_add(1);
            self.left = STEP_SAMPLES;
        }
        self.left -= 1;
        self.level
    }
}

/// A tone over and over, until its time is over.
pub(super) struct Loop {
    samples: std::iter::Cycle<std::slice::Iter<'static, f32>>,
    /// Samples still to be faded in: the loop begins with the end of itself.
    fade_left: u16,
    /// Absent where it is loud from the start.
    growth: Option<Growth>,
    /// Samples that are left of the ring: it ends by itself, though everything else be stuck.
    left: u64,
    traces: Arc<Traces>,
}

/// 5 ms at 48 kHz.
const FADE_SAMPLES: u16 = 240;

impl Loop {
    /// Of a ring that has lasted for `age` and goes on for `left`; what the sound card takes leaves its
    /// traces.
    pub(super) fn new(tone: RingTone, age: Duration, left: Duration, traces: Arc<Traces>) -> Self {
        let growth = match tone {
            RingTone::Loud => None,
            RingTone::Soft => Some(Growth::after(age)),
        };
        Self {
            samples: samples(tone).iter().cycle(),
            fade_left: FADE_SAMPLES,
            growth,
            left: u64::try_from(left.as_millis()).unwrap_or_default()
                * u64::from(tone::RATE / 1_000),
            traces,
        }
    }
}

impl Iterator for Loop {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        self.left = self.left.checked_sub(1)?;
        let sample = self.samples.next().copied()?;
        let sample = sample * self.growth.as_mut().map_or(1.0, Growth::next);
        self.traces.pass(1);
        if self.fade_left == 0 {
            return Some(sample);
        }
        self.fade_left -= 1;
        let missing = f32::from(self.fade_left) / f32::from(FADE_SAMPLES);
        Some(sample * (1.0 - missing))
    }
}

impl Source for Loop {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> rodio::ChannelCount {
        const MONO: NonZero<u16> = NonZero::<u16>::MIN;
        MONO
    }

    fn sample_rate(&self) -> rodio::SampleRate {
        NonZero::new(tone::RATE).unwrap_or(NonZero::<u32>::MIN)
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}
