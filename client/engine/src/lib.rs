//! To be filled.

pub mod media;
