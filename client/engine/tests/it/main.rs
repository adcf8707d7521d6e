//! The engine: calls between two devices, sound, pictures, files and secrets, in real time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking"
)]

mod again;
mod driver;
mod emulated_link;
mod emulated_network;
mod files;
#[cfg(target_os = "linux")]
mod keyring;
mod media_adapt;
mod media_bridge;
mod media_call;
mod media_device;
mod media_equipment;
mod media_loss;
#[cfg(target_os = "linux")]
mod media_offline;
mod media_page;
mod media_playout;
mod media_relay;
#[cfg(target_os = "linux")]
mod media_release;
mod media_renew;
mod media_restart;
mod media_video;
mod media_voice;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "a bench and e2e use the rest of it")]
mod netns;
mod ring;
mod room;
mod sound_server;
mod two_devices;
