//! `cargo xtask bench`: measurements, in release builds. They print Markdown for
//! docs/benchmarks.md and never fail for being slow.

use crate::{install, place, process};
use clap::ValueEnum;

/// What can be measured.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Subject {
    /// Memory, latency and throughput of the server, by everybody at once on this machine
    Server,
}

/// Measures.
pub fn bench(subject: Subject) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    let (packages, package, name) = match subject {
        Subject::Server => (&[install::SERVER], "backend", "server"),
    };
    install::ensure_packages(packages)?;
    let mut bench = place::cargo();
    bench.args(["bench", "--package", package, "--bench", name]);
    process::run("The measurement", bench)
}
