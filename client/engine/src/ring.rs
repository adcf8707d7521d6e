//! The ring: plays the ringtone, or the doctors' chime, until it is told to stop or its deadline has
//! passed.
//!
//! Owns the output stream while it rings. It says that it sounds only when the sound card takes
//! samples, keeps trying while there is none to take them, and stops by itself: neither a lost
//! network nor a stuck program must leave a ring sounding.

use crate::clock;
use crate::tone;
use client_core::{Input, RingTone};
use rodio::cpal;
use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Source};
use shared::{CallId, RingStall, Timestamp};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    /// The sound card of this name; where absent, the one that a person chose in the app. The
    /// system's own choice rings as well where it is another one.
    Device(Option<String>),
    /// On none, and says so.
    Silent,
}

/// Why it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Call(CallId),
    Test,
}

/// Rings. At most one ring sounds, on up to two sound cards.
pub struct Ringer {
    config: RingConfig,
    /// Chosen in the app.
    chosen: Option<String>,
    inputs: tokio::sync::mpsc::Sender<Input>,
    /// Dropping the senders silences the ring.
    sounding: Option<(Reason, Vec<Sender<()>>)>,
}

impl Ringer {
    /// Reports to `inputs`.
    #[must_use]
    pub fn new(config: RingConfig, inputs: tokio::sync::mpsc::Sender<Input>) -> Self {
        if config != RingConfig::Silent {
            // Ahead of the first ring; where there is no thread for it, that ring makes it.
            let making = std::thread::Builder::new().name("ringtone".into());
            making.spawn(|| _ = samples(RingTone::Loud)).ok();
        }
        Self {
            config,
            chosen: None,
            inputs,
            sounding: None,
        }
    }

    /// A person chose a sound card; the next ring goes there.
    pub fn ring_on(&mut self, device: Option<String>) {
        self.chosen = device;
    }

    /// Starts to ring until `until` by this device's clock. Silences an earlier ring.
    pub fn start(&mut self, call_id: CallId, tone: RingTone, until: Timestamp) {
        self.ring(Reason::Call(call_id), tone, until);
    }

    /// Lets the same ring sound for a test; a call's ring is not disturbed.
    pub fn test(&mut self, until: Timestamp) {
        if !matches!(self.sounding, Some((Reason::Call(_), _))) {
            self.ring(Reason::Test, RingTone::Loud, until);
        }
    }

    /// Silence, at once.
    pub fn stop(&mut self) {
        self.sounding = None;
    }

    /// Silences a test, and no call.
    pub fn stop_test(&mut self) {
        if matches!(self.sounding, Some((Reason::Test, _))) {
            self.stop();
        }
    }

    fn ring(&mut self, reason: Reason, tone: RingTone, until: Timestamp) {
        self.stop();
        let devices = match &self.config {
            RingConfig::Device(named) => devices(named.as_ref().or(self.chosen.as_ref())),
            RingConfig::Silent => return Desk::new(reason, 1, self.inputs.clone()).stalled(),
        };
        // Measured off the monotonic clock from here on: setting the clock must not prolong a ring.
        let begun_at = Instant::now();
        let ends_at = begun_at + clock::until(until).min(LONGEST);
        let desk = Arc::new(Desk::new(reason, devices.len(), self.inputs.clone()));
        let rings = devices.into_iter().filter_map(|device| {
            let (sounding, stop) = channel();
            let ring = Ring {
                device,
                tone,
                begun_at,
                ends_at,
                stop,
                desk: Arc::clone(&desk),
            };
            let thread = std::thread::Builder::new().name("ring".into());
            if let Err(error) = thread.spawn(move || ring.run()) {
                tracing::error!(%error, "no thread for the ring");
                desk.stalled();
                return None;
            }
            Some(sounding)
        });
        self.sounding = Some((reason, rings.collect()));
    }
}

/// The chosen sound card, and the system's own choice where that is another one: somebody whose
/// headset lies in a drawer is to hear it as well.
fn devices(chosen: Option<&String>) -> Vec<Option<String>> {
    let Some(chosen) = chosen else {
        return vec![None];
    };
    let usual = cpal::default_host().default_output_device();
    let usual = usual.and_then(|device| Some(device.description().ok()?.name().to_owned()));
    if usual.as_ref() == Some(chosen) {
        vec![None]
    } else {
        vec![Some(chosen.clone()), None]
    }
}

/// Where the rings of one reason report: it sounds where any of them does, and stalls where all do.
struct Desk {
    reason: Reason,
    silent: AtomicUsize,
    rings: usize,
    inputs: tokio::sync::mpsc::Sender<Input>,
}

impl Desk {
    fn new(reason: Reason, rings: usize, inputs: tokio::sync::mpsc::Sender<Input>) -> Self {
        Self {
            reason,
            silent: AtomicUsize::new(0),
            rings,
            inputs,
        }
    }

    /// Whether it could be told.
    fn sounds(&self) -> bool {
        match self.reason {
            Reason::Call(call_id) => self
                .inputs
                .try_send(Input::RingSounding { call_id })
                .is_ok(),
            Reason::Test => true,
        }
    }

    /// One more ring makes no sound.
    fn stalled(&self) {
        if self.silent.fetch_add(1, Ordering::AcqRel) + 1 < self.rings {
            return;
        }
        let stall = RingStall::NoSoundOutput;
        let input = match self.reason {
            Reason::Call(call_id) => Input::RingStalled { call_id, stall },
            Reason::Test => Input::TestRingFailed,
        };
        // A driver that is too busy for it has worse troubles; the ring itself must not wait.
        self.inputs.try_send(input).ok();
    }

    /// A ring that made no sound does so now.
    fn recovered(&self) {
        self.silent.fetch_sub(1, Ordering::AcqRel);
    }
}

/// One ring on one sound card, on its own thread.
struct Ring {
    device: Option<String>,
    tone: RingTone,
    begun_at: Instant,
    ends_at: Instant,
    stop: Receiver<()>,
    desk: Arc<Desk>,
}

impl Ring {
    fn run(self) {
        let mut told_stalled = false;
        while !self.pause(Duration::ZERO) {
            let broken = Arc::new(AtomicBool::new(false));
            let taken = Arc::new(AtomicBool::new(false));
            match open(self.device.as_deref(), broken.clone()) {
                Ok(sink) => {
                    let age = self.begun_at.elapsed();
                    sink.mixer().add(Loop::new(self.tone, age, taken.clone()));
                    if self.sound(&taken, &broken, &mut told_stalled) {
                        return;
                    }
                }
                Err(error) => tracing::debug!(%error, "no sound card to ring on"),
            }
            if !told_stalled {
                told_stalled = true;
                self.desk.stalled();
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
    fn sound(&self, taken: &AtomicBool, broken: &AtomicBool, told_stalled: &mut bool) -> bool {
        let opened_at = Instant::now();
        while !taken.load(Ordering::Acquire) {
            if self.pause(LOOK_EVERY) {
                return true;
            }
            if broken.load(Ordering::Acquire) || opened_at.elapsed() > START_DEADLINE {
                return false;
            }
        }
        if std::mem::take(told_stalled) {
            self.desk.recovered();
        }
        let mut told = false;
        loop {
            // A driver that is busy for a moment hears it a moment later; the ring never waits.
            told = told || self.desk.sounds();
            if self.pause(LOOK_EVERY) {
                return true;
            }
            if broken.load(Ordering::Acquire) {
                return false;
            }
        }
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
fn samples(tone: RingTone) -> &'static [f32] {
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

/// A tone over and over.
struct Loop {
    samples: std::iter::Cycle<std::slice::Iter<'static, f32>>,
    /// Samples still to be faded in: the loop begins with the end of itself.
    fade_left: u16,
    /// Absent where it is loud from the start.
    growth: Option<Growth>,
    taken: Arc<AtomicBool>,
}

/// 5 ms at 48 kHz.
const FADE_SAMPLES: u16 = 240;

impl Loop {
    fn new(tone: RingTone, age: Duration, taken: Arc<AtomicBool>) -> Self {
        let growth = match tone {
            RingTone::Loud => None,
            RingTone::Soft => Some(Growth::after(age)),
        };
        Self {
            samples: samples(tone).iter().cycle(),
            fade_left: FADE_SAMPLES,
            growth,
            taken,
        }
    }
}

impl Iterator for Loop {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        let sample = self.samples.next().copied()?;
        let sample = sample * self.growth.as_mut().map_or(1.0, Growth::next);
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
