//! The microphone's end.

use super::stream::{HEARD_AT_ONCE, OPEN_DEADLINE, RING_SAMPLES, Settings, named};
use crate::media::audio::capture::{Microphone, MicrophoneTrouble};
use crate::media::audio::{PIECE_SAMPLES, Piece};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{Device, ErrorKind, FromSample, SampleFormat, SizedSample};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

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
        let settings = Settings::new(format.channels(), HEARD_AT_ONCE);
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
