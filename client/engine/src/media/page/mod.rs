//! The page as camera, microphone and speaker: for phones, where no library captures, and a way out
//! for desktops.
//!
//! Owns what passes between the page's socket and the threads of a call. The page films, encodes
//! pictures and cancels its own echo; playout, Opus, the peer connection and every decision stay here.
//! Every queue has a limit, and old media gives way to new.

mod audio;
mod camera;
mod devices;
mod external;
mod types;

pub use devices::PageDevices;
pub use types::{CaptureSettings, FromPage, PageFaults, PageVideoFrame};
