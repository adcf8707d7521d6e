//! Audio: microphones, Opus, the jitter buffer, speakers, and the thread that runs them.
//!
//! Owns the sound devices of a call. All sound inside is mono, 48,000 samples per second, between
//! -1 and 1. Never keeps or writes what was said.

pub mod adaptation;
pub mod capture;
pub mod device;
pub mod input;
pub mod jitter_buffer;
pub mod opus;
pub mod output;
pub mod processing;
pub mod render;
pub mod thread;
pub mod wav;

use std::time::Duration;

/// Samples per second.
pub const SAMPLE_RATE: u32 = 48_000;
/// [`SAMPLE_RATE`] for reckoning with sound.
pub const SAMPLES_PER_SECOND: f32 = 48_000.0;
/// Samples in one piece: 20 ms.
pub const PIECE_SAMPLES: usize = 960;
/// [`PIECE_SAMPLES`] on RTP's clock.
pub const PIECE_TICKS: u32 = 960;
/// Length of one piece.
pub const PIECE_TIME: Duration = Duration::from_millis(20);

/// 20 ms of sound: what is encoded at a time.
pub type Piece = [f32; PIECE_SAMPLES];

/// Samples in one frame: 10 ms.
pub const FRAME_SAMPLES: usize = 480;
/// Length of one frame.
pub const FRAME_TIME: Duration = Duration::from_millis(10);

/// 10 ms of sound: what is cleaned and played at a time.
pub type AudioFrame = [f32; FRAME_SAMPLES];
