//! `cargo xtask run`: a clinic with demo data on this machine, ready to be tried.
//!
//! Everything it writes is below `.run/`, everything it opens is on loopback, and everything it
//! starts ends with it.

pub mod clinic;
pub mod display;
mod health;
pub mod logs;
pub mod windows;

use crate::paths::{self, Profile};
use crate::process;
use crate::progress::{Progress, strong};
use crate::{install, run::clinic::Clinic};
use anyhow::Context;
use display::Display;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};
use windows::Windows;

/// The demo's people who are told to sign in: a doctor and a patient.
pub const ACCOUNTS: [&str; 2] = [
    "doctor    doctor@clinic.com   doctor123",
    "patient   john@email.com      patient123",
];

/// How to run it.
#[derive(clap::Args)]
pub struct Args {
    /// Start the server only, with no windows
    #[arg(long)]
    server: bool,
    /// The server's port on loopback [default: 8440, or a free one if that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// Show the windows on this X display, such as `:7`; one that is not there is started
    #[arg(long)]
    display: Option<String>,
    /// Forget what an earlier run left behind
    #[arg(long)]
    fresh: bool,
    /// Build for speed; takes longer the first time
    #[arg(long)]
    release: bool,
    /// End by itself after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Take a picture of the screen at the end of that time
    #[arg(
        long,
        value_name = "FILE",
        requires = "seconds",
        conflicts_with = "server"
    )]
    screenshot: Option<PathBuf>,
}

impl Args {
    fn profile(&self) -> Profile {
        if self.release {
            Profile::Release
        } else {
            Profile::Debug
        }
    }
}

/// Builds, starts and watches, until Ctrl-C, the end of the time, or the last window's closing.
pub fn run(args: &Args) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    if args.port.is_some() {
        // A port that cannot be had is told before a long build, not after it.
        clinic::choose_port(args.port)?;
    }
    let mut progress = Progress::begin(if args.server { 3 } else { 6 });
    progress.step("Debian packages", || install_packages(args))?;
    if !args.server {
        progress.step("The UI's packages", install::install_ui_packages)?;
        progress.step("Building the UI", install::build_ui)?;
    }
    progress.step(build_title(args), || build(args))?;
    let mut clinic = progress.step("Starting the server with demo data", || {
        if args.fresh {
            forget_earlier_runs()?;
        }
        Clinic::start(clinic::choose_port(args.port)?, args.profile())
    })?;
    let mut windows = None;
    if !args.server {
        windows = Some(
            progress.step("Opening a doctor's and a patient's window", || {
                let display = Display::find_or_start(args.display.as_deref())?;
                Windows::open(clinic.url(), display, args.profile())
            })?,
        );
    }
    print_addresses(&clinic, windows.as_ref());
    wait_until_over(&mut clinic, windows.as_mut(), args.seconds)?;
    if let (Some(file), Some(windows)) = (&args.screenshot, &windows) {
        windows.take_picture(file)?;
    }
    println!("Stopping.");
    // The windows first, so that they do not see the server go.
    drop(windows);
    drop(clinic);
    println!("All stopped. The demo's data is kept in .run/; --fresh forgets it.");
    Ok(())
}

fn install_packages(args: &Args) -> anyhow::Result<()> {
    let mut lists = vec![install::SERVER];
    if !args.server {
        lists.extend([install::APP, install::WINDOW]);
    }
    if args.screenshot.is_some() {
        lists.push(install::SCREENSHOT);
    }
    install::ensure_packages(&lists)
}

fn build_title(args: &Args) -> &'static str {
    if args.server {
        "Building the server (minutes the first time)"
    } else {
        "Building the server and the app (minutes the first time)"
    }
}

fn build(args: &Args) -> anyhow::Result<()> {
    let mut programs = vec!["medconsult-server"];
    programs.extend((!args.server).then_some("medconsult"));
    process::run(
        "The build",
        paths::build_programs(&programs, args.profile()),
    )
}

/// Takes away the demo's data, profiles and logs.
pub fn forget_earlier_runs() -> anyhow::Result<()> {
    let folder = paths::run_folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} stays", folder.display()))?;
    }
    Ok(())
}

fn print_addresses(clinic: &Clinic, windows: Option<&Windows>) {
    println!();
    println!("{}", strong(&format!("MedConsult is at {}", clinic.url())));
    for account in ACCOUNTS {
        println!("  {account}");
    }
    if let Some(windows) = windows {
        println!("  {}", windows.describe());
    }
    println!("Logs are in .run/logs. Stop it with Ctrl-C.");
}

fn wait_until_over(
    clinic: &mut Clinic,
    mut windows: Option<&mut Windows>,
    seconds: Option<u64>,
) -> anyhow::Result<()> {
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while !process::is_interrupted() && until.is_none_or(|until| Instant::now() < until) {
        clinic.ensure_running()?;
        if let Some(windows) = windows.as_deref_mut()
            && windows.are_all_closed()?
        {
            println!("Both windows are closed.");
            break;
        }
        thread::sleep(process::POLL_INTERVAL);
    }
    Ok(())
}
