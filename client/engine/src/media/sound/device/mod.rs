//! The computer's sound card, through cpal.
//!
//! A device runs its own real-time thread; between it and the call's thread lies a lock-free ring.
//! The device's callbacks never allocate, lock or wait.

mod microphone;
mod speaker;

pub use microphone::DeviceMicrophone;
pub use speaker::DeviceSpeaker;

use super::{PIECE_SAMPLES, SAMPLE_RATE};
use cpal::traits::DeviceTrait;
use cpal::{BufferSize, Device, StreamConfig};
use std::time::Duration;

/// Samples per callback: 10 ms. The default would mean 2 s on PulseAudio.
const CALLBACK_SAMPLES: u32 = 480;
/// Samples between a device and the call's thread at most: 200 ms.
const RING_SAMPLES: usize = 10 * PIECE_SAMPLES;
/// How long a device may take to open.
const OPEN_DEADLINE: Duration = Duration::from_secs(3);

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

fn named(devices: Option<impl Iterator<Item = Device>>, name: &str) -> Option<Device> {
    let is_it = |device: &Device| {
        device
            .description()
            .is_ok_and(|description| description.name() == name)
    };
    devices?.find(is_it)
}
