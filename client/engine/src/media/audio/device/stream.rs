//! What the streams of microphones and speakers have in common.

use crate::media::audio::{PIECE_SAMPLES, SAMPLE_RATE};
use cpal::traits::DeviceTrait;
use cpal::{BufferSize, Device, StreamConfig};
use std::time::Duration;

/// Samples per callback of a microphone: 10 ms. The default would mean 2 s on PulseAudio.
pub const HEARD_AT_ONCE: u32 = 480;
/// Samples per callback of a speaker: 20 ms. With 10 ms, on a machine twice as busy as it can be, a
/// tone was clear in 0 to 17 of 20 pieces; with 20 ms in 17 to 19, and no later that one could measure.
pub const PLAYED_AT_ONCE: u32 = 960;
/// Samples between a device and the call's thread at most: 200 ms.
pub const RING_SAMPLES: usize = 10 * PIECE_SAMPLES;
/// How long a device may take to open.
pub const OPEN_DEADLINE: Duration = Duration::from_secs(3);

/// How a stream is opened.
#[derive(Clone, Copy)]
pub struct Settings {
    /// For cpal.
    pub stream: StreamConfig,
    /// Samples of one moment.
    pub channels: usize,
}

impl Settings {
    /// The device's own channel count, because PipeWire wants it, and the rate of the call.
    pub fn new(channels: u16, at_once: u32) -> Self {
        Self {
            stream: StreamConfig {
                channels,
                sample_rate: SAMPLE_RATE,
                buffer_size: BufferSize::Fixed(at_once),
            },
            channels: channels.max(1).into(),
        }
    }
}

/// The device of this name.
pub fn named(devices: Option<impl Iterator<Item = Device>>, name: &str) -> Option<Device> {
    let is_it = |device: &Device| {
        device
            .description()
            .is_ok_and(|description| description.name() == name)
    };
    devices?.find(is_it)
}
