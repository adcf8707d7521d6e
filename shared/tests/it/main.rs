//! The vocabulary as it stands on the wire.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod protocol;
mod wire;
