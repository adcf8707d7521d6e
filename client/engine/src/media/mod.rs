//! x
pub mod video;
