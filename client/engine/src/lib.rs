//! To be filled.

pub mod bridge;
pub mod media;
