//! Video: where pictures come from, how they are encoded, and where they are shown.
//!
//! Owns cameras and codecs. Knows nothing of calls and of the network.

pub mod adaptation;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod camera;
pub mod fanout;
pub mod frame;
pub mod playout_delay;
pub mod scale;
pub mod sink;
pub mod source;
pub mod test_source;
pub mod thread;
pub mod vpx;
