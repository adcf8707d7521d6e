//! The computer's sound card, through cpal.
//!
//! A device runs its own real-time thread; between it and the call's thread lies a lock-free ring.
//! The device's callbacks never allocate, lock or wait.

mod microphone;
mod speaker;
mod stream;

pub use microphone::DeviceMicrophone;
pub use speaker::DeviceSpeaker;

use client_core::DeviceEntry;
use cpal::Device;
use cpal::traits::{DeviceTrait, HostTrait};

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
