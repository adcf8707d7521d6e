//! Pictures: where they come from, how they are encoded, and where they are shown.
//!
//! Owns cameras and codecs. Knows nothing of calls and of the network.

pub mod barcode;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod camera;
pub mod frame;
pub mod outlet;
pub mod pattern;
pub mod quality;
pub mod scale;
pub mod source;
pub mod thread;
pub mod vpx;
pub mod y4m;

mod font;
