//! The microphone's end.

use super::channels::ChannelMix;
use super::host::{Direction, host};
use super::identity::{Picked, pick};
use super::stream::{
    Condition, HEARD_AT_ONCE, Held, OPEN_DEADLINE, RING_SAMPLES, Settings, Traces, Watch,
};
use crate::media::audio::capture::{Microphone, MicrophoneTrouble};
use crate::media::audio::{PIECE_SAMPLES, Piece};
use client_core::DeviceEntry;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{Device, ErrorKind, FromSample, SampleFormat, SizedSample};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// What [`DeviceMicrophone::dead_channels`] is while no voice was heard.
const UNJUDGED: u32 = u32::MAX;

/// A microphone of the computer.
pub struct DeviceMicrophone {
    ring: Consumer<f32>,
    watch: Watch,
    dead: Arc<AtomicU32>,
    entry: DeviceEntry,
    _stream: Held<cpal::Stream>,
}

impl DeviceMicrophone {
    /// Opens this microphone; the system's choice where none is wanted or that one is not plugged in.
    /// May take as long as a server that hangs.
    ///
    /// # Errors
    /// There is none, or it was refused.
    pub fn open(wanted: Option<&DeviceEntry>) -> Result<Self, MicrophoneTrouble> {
        Self::open_picked(picked(wanted).ok_or(MicrophoneTrouble::Missing)?)
    }

    /// Opens the microphone that is to be used now; nothing where that is the `used` one.
    #[must_use]
    pub fn open_another(wanted: Option<&DeviceEntry>, used: &DeviceEntry) -> Option<Self> {
        let picked = picked(wanted).filter(|picked| picked.entry.id != used.id)?;
        Self::open_picked(picked).ok()
    }

    fn open_picked(picked: Picked) -> Result<Self, MicrophoneTrouble> {
        let device = picked.device;
        let format = device.default_input_config().map_err(trouble)?;
        let settings = Settings::new(format.channels(), HEARD_AT_ONCE);
        let (producer, ring) = RingBuffer::new(RING_SAMPLES);
        let traces = Arc::new(Traces::default());
        let dead = Arc::new(AtomicU32::new(UNJUDGED));
        let ear = Ear {
            ring: producer,
            mix: ChannelMix::new(settings.channels),
            traces: Arc::clone(&traces),
            dead: Arc::clone(&dead),
        };
        let stream = match format.sample_format() {
            SampleFormat::I16 => listen::<i16>(&device, settings, ear),
            _ => listen::<f32>(&device, settings, ear),
        };
        let stream = Held::new(stream.map_err(trouble)?);
        if let Some(stream) = stream.get() {
            stream.play().map_err(trouble)?;
        }
        Ok(Self {
            ring,
            watch: Watch::new(traces, 0, Instant::now()),
            dead,
            entry: picked.entry,
            _stream: stream,
        })
    }
}

impl Microphone for DeviceMicrophone {
    fn hear(&mut self, now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        if self.watch.look(now) == Condition::Broken {
            return Err(MicrophoneTrouble::Missing);
        }
        let mut piece = [0.0; PIECE_SAMPLES];
        if self.ring.slots() < PIECE_SAMPLES {
            return Ok(None);
        }
        for (slot, sample) in piece
            .iter_mut()
            .zip(std::iter::from_fn(|| self.ring.pop().ok()))
        {
            *slot = sample;
        }
        Ok(Some(piece))
    }

    fn is_awake(&mut self, now: Instant) -> Result<bool, MicrophoneTrouble> {
        match self.watch.look(now) {
            Condition::Broken => Err(MicrophoneTrouble::Missing),
            Condition::Wakes => Ok(false),
            Condition::Runs | Condition::Pauses => Ok(true),
        }
    }

    fn entry(&self) -> Option<&DeviceEntry> {
        Some(&self.entry)
    }

    fn dead_channels(&self) -> Option<u32> {
        Some(self.dead.load(Ordering::Relaxed)).filter(|dead| *dead != UNJUDGED)
    }
}

fn picked(wanted: Option<&DeviceEntry>) -> Option<Picked> {
    pick(host()?.as_ref(), Direction::In, wanted)
}

/// The device's end of the ring.
struct Ear {
    ring: Producer<f32>,
    mix: ChannelMix,
    traces: Arc<Traces>,
    dead: Arc<AtomicU32>,
}

impl Ear {
    fn hear<T: SizedSample>(&mut self, samples: &[T], channels: usize)
    where
        f32: FromSample<T>,
    {
        let frames = || {
            let frames = samples.chunks_exact(channels);
            frames.map(|frame| frame.iter().map(|sample| f32::from_sample_(*sample)))
        };
        self.mix.listen(frames());
        for frame in frames() {
            // Where the call's thread is late, the newest sound is lost.
            let _ = self.ring.push(self.mix.mix(frame));
        }
        self.dead
            .store(self.mix.dead().unwrap_or(UNJUDGED), Ordering::Relaxed);
        self.traces.pass(samples.len() / channels);
    }
}

fn listen<T: SizedSample>(
    device: &Device,
    settings: Settings,
    mut ear: Ear,
) -> Result<cpal::Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let traces = Arc::clone(&ear.traces);
    device.build_input_stream(
        settings.stream,
        move |samples: &[T], _: &_| ear.hear(samples, settings.channels),
        move |error: cpal::Error| traces.report(&error),
        Some(OPEN_DEADLINE),
    )
}

fn trouble(error: cpal::Error) -> MicrophoneTrouble {
    match error.kind() {
        ErrorKind::PermissionDenied => MicrophoneTrouble::Refused,
        _ => MicrophoneTrouble::Missing,
    }
}
