//! The speaker's end.

use super::host::{Direction, host};
use super::identity::{Picked, pick};
use super::stream::{
    Condition, Held, OPEN_DEADLINE, PLAYED_AT_ONCE, RING_SAMPLES, Settings, Traces, Watch,
};
use crate::media::audio::processing::is_headset;
use crate::media::audio::render::Speaker;
use crate::media::audio::{AudioFrame, FRAME_SAMPLES, SAMPLE_RATE};
use client_core::DeviceEntry;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{Device, FromSample, SampleFormat, SizedSample};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Samples that should wait for the speaker at first: 40 ms, so that a late wake-up is not heard.
const FIRST_FILL: usize = 4 * FRAME_SAMPLES;
/// The same on a machine whose wake-ups come very late.
const MAX_FILL: usize = 10 * FRAME_SAMPLES;
/// Without a gap for so long, a little less waits again.
const FILL_CALM: Duration = Duration::from_secs(30);
/// Moments that a stream keeps ahead of its device: two callbacks' worth.
const AHEAD: usize = 4 * FRAME_SAMPLES;

/// A speaker of the computer.
pub struct DeviceSpeaker {
    ring: Producer<f32>,
    /// What the device took, gaps included.
    taken: Consumer<f32>,
    gaps: Arc<AtomicU32>,
    fill: Fill,
    watch: Watch,
    headset: bool,
    entry: DeviceEntry,
    _stream: Held<cpal::Stream>,
}

impl DeviceSpeaker {
    /// Opens this speaker; the system's choice where none is wanted or that one is not plugged in;
    /// nothing where there is none. May take as long as a server that hangs.
    #[must_use]
    pub fn open(wanted: Option<&DeviceEntry>) -> Option<Self> {
        Self::open_picked(picked(wanted)?)
    }

    /// Opens the speaker that is to be used now; nothing where that is the `used` one.
    #[must_use]
    pub fn open_another(wanted: Option<&DeviceEntry>, used: &DeviceEntry) -> Option<Self> {
        let picked = picked(wanted).filter(|picked| picked.entry.id != used.id)?;
        Self::open_picked(picked)
    }

    fn open_picked(picked: Picked) -> Option<Self> {
        let device = picked.device;
        let format = device.default_output_config().ok()?;
        let settings = Settings::new(format.channels(), PLAYED_AT_ONCE);
        let (ring, sound) = RingBuffer::new(RING_SAMPLES);
        let (told, taken) = RingBuffer::new(RING_SAMPLES);
        let gaps = Arc::new(AtomicU32::new(0));
        let traces = Arc::new(Traces::default());
        let feed = Feed {
            sound,
            told,
            gaps: Arc::clone(&gaps),
            traces: Arc::clone(&traces),
        };
        let stream = match format.sample_format() {
            SampleFormat::I16 => speak::<i16>(&device, settings, feed),
            _ => speak::<f32>(&device, settings, feed),
        };
        let stream = Held::new(stream.ok()?);
        stream.get()?.play().ok()?;
        Some(Self {
            ring,
            taken,
            gaps,
            fill: Fill::default(),
            watch: Watch::new(traces, AHEAD, Instant::now()),
            headset: is_headset(&picked.entry.name),
            entry: picked.entry,
            _stream: stream,
        })
    }
}

fn picked(wanted: Option<&DeviceEntry>) -> Option<Picked> {
    pick(host()?.as_ref(), Direction::Out, wanted)
}

impl Speaker for DeviceSpeaker {
    fn needs_frame(&mut self, now: Instant) -> bool {
        let gaps = self.gaps.swap(0, Ordering::Relaxed);
        RING_SAMPLES - self.ring.slots() < self.fill.samples(gaps, now)
    }

    fn play(&mut self, frame: &AudioFrame) {
        for sample in frame {
            if self.ring.push(*sample).is_err() {
                return;
            }
        }
    }

    fn played(&mut self) -> Option<AudioFrame> {
        if self.taken.slots() < FRAME_SAMPLES {
            return None;
        }
        let mut frame = [0.0; FRAME_SAMPLES];
        frame.fill_with(|| self.taken.pop().unwrap_or(0.0));
        Some(frame)
    }

    fn can_echo(&self) -> bool {
        !self.headset
    }

    fn waiting(&self) -> Duration {
        let samples = u32::try_from(RING_SAMPLES - self.ring.slots()).unwrap_or_default();
        Duration::from_secs(1) * samples / SAMPLE_RATE
    }

    fn is_lost(&mut self, now: Instant) -> bool {
        self.watch.look(now) == Condition::Broken
    }

    fn is_awake(&mut self, now: Instant) -> bool {
        matches!(self.watch.look(now), Condition::Runs | Condition::Pauses)
    }

    fn entry(&self) -> Option<&DeviceEntry> {
        Some(&self.entry)
    }
}

/// There is no speaker, or it does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSpeaker;

/// How much waits for the device: little where wake-ups are punctual, more after each gap.
#[derive(Debug)]
struct Fill {
    samples: usize,
    changed_at: Option<Instant>,
}

impl Default for Fill {
    fn default() -> Self {
        Self {
            samples: FIRST_FILL,
            changed_at: None,
        }
    }
}

impl Fill {
    fn samples(&mut self, gaps: u32, now: Instant) -> usize {
        let changed_at = *self.changed_at.get_or_insert(now);
        if gaps > 0 {
            self.samples = (self.samples + FRAME_SAMPLES).min(MAX_FILL);
            self.changed_at = Some(now);
        } else if self.samples > FIRST_FILL && now > changed_at + FILL_CALM {
            self.samples -= FRAME_SAMPLES;
            self.changed_at = Some(now);
        }
        self.samples
    }
}

/// The device's end of the rings.
struct Feed {
    sound: Consumer<f32>,
    told: Producer<f32>,
    gaps: Arc<AtomicU32>,
    traces: Arc<Traces>,
}

impl Feed {
    /// The next sample for the device; silence where the call's thread is late.
    fn next(&mut self, gap: &mut bool) -> f32 {
        let sample = self.sound.pop().unwrap_or_else(|_| {
            *gap = true;
            0.0
        });
        // Full only where nobody cares for echoes.
        let _ = self.told.push(sample);
        sample
    }
}

fn speak<T: SizedSample + FromSample<f32>>(
    device: &Device,
    settings: Settings,
    mut feed: Feed,
) -> Result<cpal::Stream, cpal::Error> {
    // Before the first sound there is nothing that could be late.
    let mut begun = false;
    let traces = Arc::clone(&feed.traces);
    device.build_output_stream(
        settings.stream,
        move |samples: &mut [T], _: &_| {
            begun |= !feed.sound.is_empty();
            let mut gap = false;
            for frame in samples.chunks_mut(settings.channels) {
                frame.fill(T::from_sample_(feed.next(&mut gap)));
            }
            if begun && gap {
                feed.gaps.fetch_add(1, Ordering::Relaxed);
            }
            feed.traces.pass(samples.len() / settings.channels);
        },
        move |error: cpal::Error| traces.report(&error),
        Some(OPEN_DEADLINE),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_raise_what_waits_and_calm_lowers_it() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut fill = Fill::default();
        assert_eq!(fill.samples(0, at(0)), 1_920);
        assert_eq!(fill.samples(3, at(1)), 2_400);
        assert_eq!(fill.samples(1, at(2)), 2_880);
        assert_eq!(fill.samples(0, at(31)), 2_880);
        assert_eq!(fill.samples(0, at(33)), 2_400);
        assert_eq!(fill.samples(0, at(64)), 1_920);
        assert_eq!(fill.samples(0, at(200)), 1_920);
        for second in 201..300 {
            fill.samples(1, at(second));
        }
        assert_eq!(fill.samples(0, at(300)), 4_800);
    }
}
