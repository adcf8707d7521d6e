//! The computer's sound card, through cpal.
//!
//! A device runs its own real-time thread; between it and the call's thread lies a lock-free ring.
//! The device's callbacks never allocate, lock or wait.

use super::microphone::{Microphone, MicrophoneTrouble};
use super::speaker::Speaker;
use super::{PIECE_SAMPLES, Piece, SAMPLE_RATE};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, Device, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Samples per callback: 10 ms. The default would mean 2 s on PulseAudio.
const CALLBACK_SAMPLES: u32 = 480;
/// Samples between a device and the call's thread at most: 200 ms.
const RING_SAMPLES: usize = 10 * PIECE_SAMPLES;
/// Samples that should wait for the speaker: 40 ms, so that a late wake-up is not heard.
const SPEAKER_FILL: usize = 2 * PIECE_SAMPLES;
/// How long a device may take to open.
const OPEN_DEADLINE: Duration = Duration::from_secs(3);

/// A microphone of the computer.
pub struct DeviceMicrophone {
    ring: Consumer<f32>,
    failed: Arc<AtomicBool>,
    _stream: cpal::Stream,
}

impl DeviceMicrophone {
    /// Opens the microphone of this name, or the system's choice.
    ///
    /// # Errors
    /// There is none, or it was refused.
    pub fn open(name: Option<&str>) -> Result<Self, MicrophoneTrouble> {
        let host = cpal::default_host();
        let device = match name {
            None => host.default_input_device(),
            Some(name) => named(host.input_devices().ok(), name),
        };
        let device = device.ok_or(MicrophoneTrouble::Missing)?;
        let format = device.default_input_config().map_err(trouble)?;
        let settings = Settings::new(format.channels());
        let (producer, ring) = RingBuffer::new(RING_SAMPLES);
        let failed = Arc::new(AtomicBool::new(false));
        let stream = match format.sample_format() {
            SampleFormat::I16 => listen::<i16>(&device, settings, producer, &failed),
            _ => listen::<f32>(&device, settings, producer, &failed),
        };
        let stream = stream.map_err(trouble)?;
        stream.play().map_err(trouble)?;
        Ok(Self {
            ring,
            failed,
            _stream: stream,
        })
    }
}

impl Microphone for DeviceMicrophone {
    fn hear(&mut self, _now: Instant) -> Result<Option<Piece>, MicrophoneTrouble> {
        if self.failed.load(Ordering::Relaxed) {
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
}

/// A speaker of the computer.
pub struct DeviceSpeaker {
    ring: Producer<f32>,
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
        let settings = Settings::new(format.channels());
        let (ring, consumer) = RingBuffer::new(RING_SAMPLES);
        let stream = match format.sample_format() {
            SampleFormat::I16 => speak::<i16>(&device, settings, consumer),
            _ => speak::<f32>(&device, settings, consumer),
        };
        let stream = stream.ok()?;
        stream.play().ok()?;
        Some(Self {
            ring,
            _stream: stream,
        })
    }
}

impl Speaker for DeviceSpeaker {
    fn needs_piece(&mut self, _now: Instant) -> bool {
        RING_SAMPLES - self.ring.slots() < SPEAKER_FILL
    }

    fn play(&mut self, sound: &[f32]) {
        for sample in sound {
            if self.ring.push(*sample).is_err() {
                return;
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Settings {
    stream: StreamConfig,
    channels: usize,
}

impl Settings {
    /// The device's own channel count, because PipeWire wants it, and the rate of the call.
    fn new(channels: u16) -> Self {
        Self {
            stream: StreamConfig {
                channels,
                sample_rate: SAMPLE_RATE,
                buffer_size: BufferSize::Fixed(CALLBACK_SAMPLES),
            },
            channels: channels.max(1).into(),
        }
    }
}

fn listen<T: SizedSample>(
    device: &Device,
    settings: Settings,
    mut ring: Producer<f32>,
    failed: &Arc<AtomicBool>,
) -> Result<cpal::Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let failed = Arc::clone(failed);
    device.build_input_stream(
        settings.stream,
        move |samples: &[T], _: &_| {
            for frame in samples.chunks(settings.channels) {
                // The first channel; where the call's thread is late, the newest sound is lost.
                if let Some(sample) = frame.first() {
                    let _ = ring.push(f32::from_sample_(*sample));
                }
            }
        },
        move |error: cpal::Error| {
            if ends_stream(error.kind()) {
                failed.store(true, Ordering::Relaxed);
            }
        },
        Some(OPEN_DEADLINE),
    )
}

fn speak<T: SizedSample + FromSample<f32>>(
    device: &Device,
    settings: Settings,
    mut ring: Consumer<f32>,
) -> Result<cpal::Stream, cpal::Error> {
    device.build_output_stream(
        settings.stream,
        move |samples: &mut [T], _: &_| {
            for frame in samples.chunks_mut(settings.channels) {
                frame.fill(T::from_sample_(ring.pop().unwrap_or(0.0)));
            }
        },
        // A speaker that goes away is silent; the call goes on.
        |_| {},
        Some(OPEN_DEADLINE),
    )
}

fn named(devices: Option<impl Iterator<Item = Device>>, name: &str) -> Option<Device> {
    let is_it = |device: &Device| {
        device
            .description()
            .is_ok_and(|description| description.name() == name)
    };
    devices?.find(is_it)
}

fn ends_stream(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated | ErrorKind::HostUnavailable
    )
}

fn trouble(error: cpal::Error) -> MicrophoneTrouble {
    match error.kind() {
        ErrorKind::PermissionDenied => MicrophoneTrouble::Refused,
        _ => MicrophoneTrouble::Missing,
    }
}
