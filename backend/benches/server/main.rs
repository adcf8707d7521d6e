//! What the server costs and how fast it is: `cargo xtask bench server`.
//!
//! The server is its own process on a SQLite file; this program is everybody else. Both share the
//! machine, so times are upper bounds. Prints Markdown.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a measurement fails by panicking"
)]

mod crowd;
mod figures;
mod queue;
mod relay;
mod storm;
#[path = "../../tests/it/support/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod support;

use crowd::Crowd;
use support::program::Program;

/// Idle sockets whose memory is measured.
const IDLE: usize = 5_000;

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let crowd = Crowd::register(data.path(), 1_000);
    let program = Program::launch(&mut crowd.server(data.path()));
    println!("| what | measured |\n|---|---|");
    let crowd = storm::sign_in(&program, crowd).await;
    storm::at_one_moment(&program, &crowd).await;
    storm::idle(&program, &crowd, IDLE).await;
    for patients in [100, 1_000] {
        queue::measure(&program, &crowd, patients).await;
    }
    relay::measure(&program, &crowd).await;
}
