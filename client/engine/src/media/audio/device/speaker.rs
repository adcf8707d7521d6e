//! The speaker's end.

use super::stream::{OPEN_DEADLINE, PLAYED_AT_ONCE, RING_SAMPLES, Settings, named};
use crate::media::audio::processing::is_headset;
use crate::media::audio::render::Speaker;
use crate::media::audio::{AudioFrame, FRAME_SAMPLES, SAMPLE_RATE};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
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

/// A speaker of the computer.
pub struct DeviceSpeaker {
    ring: Producer<f32>,
    /// What the device took, gaps included.
    taken: Consumer<f32>,
    gaps: Arc<AtomicU32>,
    fill: Fill,
    headset: bool,
    _stream: cpal::Stream,
}

impl DeviceSpeaker {
    /// Opens the speaker of this name, or the system's choice; nothing where there is none.
    #[must_use]
    pub fn open(name: Option<&str>) -> Option<Self> {
        let host = cpal::default_host();
        let device = match name {
            None => host.default_output_device(),
            Some(name) => named(host.output_devices().ok(), name),
        }?;
        let format = device.default_output_config().ok()?;
        let settings = Settings::new(format.channels(), PLAYED_AT_ONCE);
        let (ring, sound) = RingBuffer::new(RING_SAMPLES);
        let (told, taken) = RingBuffer::new(RING_SAMPLES);
        let gaps = Arc::new(AtomicU32::new(0));
        let feed = Feed {
            sound,
            told,
            gaps: Arc::clone(&gaps),
        };
        let stream = match format.sample_format() {
            SampleFormat::I16 => speak::<i16>(&device, settings, feed),
            _ => speak::<f32>(&device, settings, feed),
        };
        let stream = stream.ok()?;
        stream.play().ok()?;
        let description = device.description();
        Some(Self {
            ring,
            taken,
            gaps,
            fill: Fill::default(),
            headset: description.is_ok_and(|about| is_headset(about.name())),
            _stream: stream,
        })
    }
}

impl DeviceSpeaker {
    /// The same; the system's choice where the named one is not plugged in.
    #[must_use]
    pub fn open_or_usual(name: Option<&str>) -> Option<Self> {
        Self::open(name).or_else(|| Self::open(None).filter(|_| name.is_some()))
    }
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
}

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
        },
        // A speaker that goes away is silent; the call goes on.
        |_| {},
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
