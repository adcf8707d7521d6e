//! `cargo xtask bench`: measurements, in release builds. They print Markdown for
//! docs/benchmarks.md and never fail for being slow.

mod app;
mod tree;

use crate::{install, paths, process};
use clap::ValueEnum;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// Memory, latency and throughput of the server, by everybody at once on this machine
    Server,
    /// What a call is like and what it costs, beside Chromium to Chromium on the same links
    Call,
    /// Pictures on their way into the page of a real window: how many are drawn, how late, at what cost
    Ui,
    /// What hostile accounts and strangers cost everybody else, beside a quiet run
    Abuse,
    /// The app's package: its size, how long it takes to the first screen, its memory when idle
    App,
}

/// Measures. A call is measured on one link only, where `profile` names it, and without Chromium
/// where it is to be `alone`.
pub fn bench(subject: Subject, profile: Option<&str>, alone: bool) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    anyhow::ensure!(
        subject == Subject::Call || (profile.is_none() && !alone),
        "--profile and --alone are for `bench call`"
    );
    match subject {
        Subject::Server => {
            install::ensure_packages(&[install::SERVER])?;
            let mut bench = paths::cargo();
            bench.args(["bench", "--package", "backend", "--bench", "server"]);
            process::run("The measurement", bench)
        }
        Subject::Call => {
            install::ensure_packages(&[install::APP, install::CALL_BENCH])?;
            install::install_python_tools()?;
            let mut bench = paths::cargo();
            bench.env("MEDCONSULT_PYTHON", install::python_tool("python"));
            bench.args(["bench", "--package", "client-engine", "--bench", "call"]);
            bench.arg("--");
            bench.args(profile.iter().flat_map(|name| ["--profile", name]));
            bench.args(alone.then_some("--alone"));
            process::run("The measurement", bench)
        }
        Subject::Ui => {
            install::ensure_packages(&[install::APP, install::WINDOW, install::TEST])?;
            install::build_ui()?;
            let mut bench = paths::cargo();
            // What is measured is the page's, whose engine comes compiled: a release build would only
            // take its time.
            bench.args(["bench", "--profile", "dev"]);
            bench.args(["--package", "client", "--bench", "page_transports"]);
            bench.args(["--package", "e2e", "--bench", "ui"]);
            process::run("The measurement", bench)
        }
        Subject::Abuse => {
            install::ensure_packages(&[install::SERVER, install::ABUSE_BENCH])?;
            install::install_python_tools()?;
            let mut bench = paths::cargo();
            // What counts is how a hostile run differs from a quiet one, and a slower server shows it
            // sooner.
            bench.env("MEDCONSULT_PYTHON", install::python_tool("python"));
            bench.args(["bench", "--profile", "dev"]);
            bench.args(["--package", "backend", "--bench", "abuse"]);
            process::run("The measurement", bench)
        }
        Subject::App => app::measure(paths::Profile::Release),
    }
}
