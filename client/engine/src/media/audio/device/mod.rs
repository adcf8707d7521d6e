//! The computer's sound card, through cpal.
//!
//! A device runs its own real-time thread; between it and the call's thread lies a lock-free ring.
//! The device's callbacks never allocate, lock or wait.

mod microphone;
mod speaker;

pub use microphone::DeviceMicrophone;
pub use speaker::DeviceSpeaker;

use super::{PIECE_SAMPLES, SAMPLE_RATE};
use client_core::DeviceEntry;
use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{BufferSize, Device, StreamConfig};
use std::time::Duration;

/// Samples per callback of a microphone: 10 ms. The default would mean 2 s on PulseAudio.
const HEARD_AT_ONCE: u32 = 480;
/// Samples per callback of a speaker: 20 ms. With 10 ms, on a machine twice as busy as it can be, a
/// tone was clear in 0 to 17 of 20 pieces; with 20 ms in 17 to 19, and no later that one could measure.
const PLAYED_AT_ONCE: u32 = 960;
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
    fn new(channels: u16, at_once: u32) -> Self {
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

fn named(devices: Option<impl Iterator<Item = Device>>, name: &str) -> Option<Device> {
    let is_it = |device: &Device| {
        device
            .description()
            .is_ok_and(|description| description.name() == name)
    };
    devices?.find(is_it)
}

/// The microphones that are plugged in.
#[must_use]
pub fn list_microphones() -> Vec<DeviceEntry> {
    entries(cpal::default_host().input_devices().ok())
}

/// The speakers that are plugged in.
#[must_use]
pub fn list_speakers() -> Vec<DeviceEntry> {
    entries(cpal::default_host().output_devices().ok())
}

/// Sound devices go by their names, which outlive a reboot and a change of the socket.
fn entries(devices: Option<impl Iterator<Item = Device>>) -> Vec<DeviceEntry> {
    let name = |device: Device| Some(device.description().ok()?.name().to_owned());
    let entry = |name: String| DeviceEntry {
        id: name.clone(),
        name,
    };
    let mut found: Vec<DeviceEntry> = devices
        .into_iter()
        .flatten()
        .filter_map(name)
        .map(entry)
        .collect();
    found.dedup();
    found
}
