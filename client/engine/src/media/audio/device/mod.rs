//! The computer's sound card, through cpal.
//!
//! A device runs its own real-time thread; between it and the call's thread lies a lock-free ring.
//! The device's callbacks never allocate, lock or wait. Whatever asks the sound system may hang with
//! it, so a call, a ring and the app ask [`aside::Aside`].

pub mod aside;
pub mod channels;
pub mod host;
mod identity;
mod microphone;
mod opener;
mod speaker;
pub mod stream;

pub use identity::{Picked, list_microphones, list_speakers, pick, pick_exactly};
pub use microphone::DeviceMicrophone;
pub use opener::{Openable, Opener, Place};
pub use speaker::{DeviceSpeaker, NoSpeaker};
