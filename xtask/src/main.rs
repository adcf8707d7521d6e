//! `cargo xtask`: every command a person needs to run, test and keep MedConsult.
//!
//! It is the first thing that a fresh machine compiles, before any library is installed. So it
//! depends on little, and on nothing that wants a C library.

mod bench;
mod dev;
mod fuzz;
mod install;
mod package;
mod paths;
mod postgres;
mod process;
mod progress;
mod run;
mod test;
mod tidy;
mod types;
mod xcheck;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Runs, tests and keeps MedConsult")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a clinic with demo data: the server, a doctor's window and a patient's window
    Run(run::Args),
    /// Start the same with both pages in a browser, where changes of the page show at once
    Dev(dev::Args),
    /// Test everything; with FILTER, only the Rust tests whose names contain it
    Test(test::Args),
    /// Make the app's installers for this system
    Package(package::Args),
    /// Measure something, in a release build
    Bench {
        /// What
        #[arg(value_enum)]
        subject: bench::Subject,
        /// Only one of a call's links, by its name
        #[arg(long)]
        profile: Option<String>,
        /// A call without Chromium beside it
        #[arg(long)]
        alone: bool,
    },
    /// Look for input that breaks a promise, in a build made for that
    Fuzz(fuzz::Args),
    /// Check the house rules: who may import whom, and how files look
    Tidy(tidy::Args),
    /// Type-check the app for phones, macOS and Windows
    Xcheck(xcheck::Args),
    /// Write the TypeScript twins of the Rust types
    Types {
        /// Only compare, and fail where they differ
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Dev(args) => dev::dev(&args),
        Command::Test(args) => test::test(&args),
        Command::Package(args) => package::package(&args),
        Command::Bench {
            subject,
            profile,
            alone,
        } => bench::bench(subject, profile.as_deref(), alone),
        Command::Fuzz(args) => fuzz::fuzz(&args),
        Command::Tidy(args) => tidy::tidy(&args),
        Command::Xcheck(args) => xcheck::xcheck(&args),
        Command::Types { check: true } => types::check(),
        Command::Types { check: false } => types::write(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
