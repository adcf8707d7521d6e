//! The loud ring: plays the ringtone until it is told to stop or its deadline has passed.
//!
//! Owns the output stream while it rings. It says that it sounds only when the sound card takes
//! samples, keeps trying while there is none to take them, and stops by itself: neither a lost
//! network nor a stuck program must leave a ring sounding.

use crate::clock;
use crate::tone;
use client_core::Input;
use rodio::cpal;
use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Source};
use shared::{CallId, RingStall, Timestamp};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Samples between two calls of the sound card: 50 ms, of which two are kept ahead. A busy device must not make the ring stutter,
/// and silence needs no short buffer: closing the stream drops what waits in it.
const PERIOD_SAMPLES: u32 = 2_400;
/// How often a stream that should have started is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// A stream that takes no samples for so long does not sound.
const START_DEADLINE: Duration = Duration::from_millis(1_500);
/// Between two tries to open a device.
const TRY_EVERY: Duration = Duration::from_secs(1);
/// No ring lasts longer, whatever a clock says: the longest one there is lasts 30 s.
const LONGEST: Duration = Duration::from_secs(120);

/// On what it rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RingConfig {
    /// The sound card of this name; the system's own choice where absent.
    Device(Option<String>),
    /// On none, and says so.
    Silent,
}

/// Rings. At most one ring sounds.
pub struct Ringer {
    config: RingConfig,
    inputs: tokio::sync::mpsc::Sender<Input>,
    /// Dropping it silences the ring.
    sounding: Option<Sender<()>>,
}

impl Ringer {
    /// Reports to `inputs`.
    #[must_use]
    pub fn new(config: RingConfig, inputs: tokio::sync::mpsc::Sender<Input>) -> Self {
        if config != RingConfig::Silent {
            // Ahead of the first ring; where there is no thread for it, that ring makes it.
            let making = std::thread::Builder::new().name("ringtone".into());
            making.spawn(|| _ = samples()).ok();
        }
        Self {
            config,
            inputs,
            sounding: None,
        }
    }

    /// Starts to ring until `until` by this device's clock. Silences an earlier ring.
    pub fn start(&mut self, call_id: CallId, until: Timestamp) {
        self.stop();
        let device = match &self.config {
            RingConfig::Device(name) => name.clone(),
            RingConfig::Silent => return stalled(&self.inputs, call_id),
        };
        // Measured off the monotonic clock from here on: setting the clock must not prolong a ring.
        let ends_at = Instant::now() + clock::until(until).min(LONGEST);
        let (sounding, stop) = channel();
        let ring = Ring {
            call_id,
            device,
            ends_at,
            stop,
            inputs: self.inputs.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("ring".into())
            .spawn(move || ring.run());
        match thread {
            Ok(_) => self.sounding = Some(sounding),
            Err(error) => {
                tracing::error!(%error, "no thread for the ring");
                stalled(&self.inputs, call_id);
            }
        }
    }

    /// Silence, at once.
    pub fn stop(&mut self) {
        self.sounding = None;
    }
}

fn stalled(inputs: &tokio::sync::mpsc::Sender<Input>, call_id: CallId) {
    let stall = RingStall::NoSoundOutput;
    // A driver that is too busy for it has worse troubles; the ring itself must not wait.
    inputs.try_send(Input::RingStalled { call_id, stall }).ok();
}

/// One ring, on its own thread.
struct Ring {
    call_id: CallId,
    device: Option<String>,
    ends_at: Instant,
    stop: Receiver<()>,
    inputs: tokio::sync::mpsc::Sender<Input>,
}

impl Ring {
    fn run(self) {
        let mut told_stalled = false;
        while !self.pause(Duration::ZERO) {
            let broken = Arc::new(AtomicBool::new(false));
            let taken = Arc::new(AtomicBool::new(false));
            match open(self.device.as_deref(), broken.clone()) {
                Ok(sink) => {
                    sink.mixer().add(Loop::new(taken.clone()));
                    if self.sound(&taken, &broken) {
                        return;
                    }
                    told_stalled = false;
                }
                Err(error) => tracing::debug!(%error, "no sound card to ring on"),
            }
            if !told_stalled {
                told_stalled = true;
                stalled(&self.inputs, self.call_id);
            }
            if self.pause(TRY_EVERY) {
                return;
            }
        }
    }

    /// Waits; true where the ring is over.
    fn pause(&self, duration: Duration) -> bool {
        let left = self.ends_at.saturating_duration_since(Instant::now());
        match self.stop.recv_timeout(duration.min(left)) {
            Err(RecvTimeoutError::Timeout) => Instant::now() >= self.ends_at,
            Ok(()) | Err(RecvTimeoutError::Disconnected) => true,
        }
    }

    /// Watches over an open stream; true where the ring is over, false where the stream broke.
    fn sound(&self, taken: &AtomicBool, broken: &AtomicBool) -> bool {
        let opened_at = Instant::now();
        while !taken.load(Ordering::Acquire) {
            if self.pause(LOOK_EVERY) {
                return true;
            }
            if broken.load(Ordering::Acquire) || opened_at.elapsed() > START_DEADLINE {
                return false;
            }
        }
        let mut told = false;
        loop {
            // A driver that is busy for a moment hears it a moment later; the ring never waits.
            told = told
                || self.tell(Input::RingSounding {
                    call_id: self.call_id,
                });
            if self.pause(LOOK_EVERY) {
                return true;
            }
            if broken.load(Ordering::Acquire) {
                return false;
            }
        }
    }

    fn tell(&self, input: Input) -> bool {
        self.inputs.try_send(input).is_ok()
    }
}

fn open(name: Option<&str>, broken: Arc<AtomicBool>) -> anyhow::Result<MixerDeviceSink> {
    let builder = match name {
        None => DeviceSinkBuilder::from_default_device()?,
        Some(name) => DeviceSinkBuilder::from_device(find(name)?)?,
    };
    let builder = builder
        .with_buffer_size(cpal::BufferSize::Fixed(PERIOD_SAMPLES))
        .with_error_callback(move |error: cpal::Error| {
            tracing::debug!(%error, "the sound card reports");
            if matches!(
                error.kind(),
                cpal::ErrorKind::DeviceNotAvailable | cpal::ErrorKind::StreamInvalidated
            ) {
                broken.store(true, Ordering::Release);
            }
        });
    let mut sink = builder.open_sink_or_fallback()?;
    sink.log_on_drop(false);
    Ok(sink)
}

fn find(name: &str) -> anyhow::Result<cpal::Device> {
    let mut devices = cpal::default_host().output_devices()?;
    let named = |device: &cpal::Device| {
        device
            .description()
            .is_ok_and(|description| description.name() == name)
    };
    devices
        .find(named)
        .ok_or_else(|| anyhow::anyhow!("no sound card of this name"))
}

/// Made once: it takes some milliseconds, and the first ring must not wait for it twice.
fn samples() -> &'static [f32] {
    static SAMPLES: OnceLock<Vec<f32>> = OnceLock::new();
    SAMPLES.get_or_init(tone::ringtone)
}

/// The ringtone over and over.
struct Loop {
    samples: std::iter::Cycle<std::slice::Iter<'static, f32>>,
    /// Samples still to be faded in: the loop begins with the end of itself.
    fade_left: u16,
    taken: Arc<AtomicBool>,
}

/// 5 ms at 48 kHz.
const FADE_SAMPLES: u16 = 240;

impl Loop {
    fn new(taken: Arc<AtomicBool>) -> Self {
        Self {
            samples: samples().iter().cycle(),
            fade_left: FADE_SAMPLES,
            taken,
        }
    }
}

impl Iterator for Loop {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        let sample = self.samples.next().copied()?;
        if self.fade_left == 0 {
            return Some(sample);
        }
        self.fade_left -= 1;
        if self.fade_left == 0 {
            // The fade is behind, so what is taken from now on is loud.
            self.taken.store(true, Ordering::Release);
        }
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
