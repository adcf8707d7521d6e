//! The store, on both databases.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod appointments;
mod audit;
mod blocks;
mod calendar_feeds;
mod calls;
mod illegible;
mod long_lists;
mod mail_tokens;
mod retention;
mod store;
mod support;
mod writer;
