//! `cargo xtask bench`: measurements, in release builds. They print Markdown for
//! docs/benchmarks.md and never fail for being slow.

mod app;
mod tree;

use crate::{install, place, process};
use clap::ValueEnum;

/// What can be measured.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Subject {
    /// Memory, latency and throughput of the server, by everybody at once on this machine
    Server,
    /// The app's package: its size, how long it takes to the first screen, its memory when idle
    App,
}

/// Measures.
pub fn bench(subject: Subject) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    match subject {
        Subject::Server => {
            install::ensure_packages(&[install::SERVER])?;
            let mut bench = place::cargo();
            bench.args(["bench", "--package", "backend", "--bench", "server"]);
            process::run("The measurement", bench)
        }
        Subject::App => app::measure(place::Profile::Release),
    }
}
