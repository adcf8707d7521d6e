//! The vocabulary as it stands on the wire.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod instants;
mod protocol;
mod wire;
