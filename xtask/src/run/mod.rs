//! `cargo xtask run`: a clinic with demo data on this machine, ready to be tried.
//!
//! Everything it writes is below `.run/`, everything it opens is on loopback, and everything it
//! starts ends with it.

mod clinic;
pub mod display;
mod health;
mod windows;

use crate::place::{self, Profile};
use crate::process;
use crate::progress::{Progress, strong};
use crate::{install, run::clinic::Clinic};
use anyhow::Context;
use display::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use windows::Windows;

/// How to run it.
#[derive(clap::Args)]
pub struct Wishes {
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

impl Wishes {
    fn profile(&self) -> Profile {
        if self.release {
            Profile::Release
        } else {
            Profile::Debug
        }
    }
}

/// Builds, starts and watches, until Ctrl-C, the end of the time, or the last window's closing.
pub fn run(wishes: &Wishes) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    if wishes.port.is_some() {
        // A port that cannot be had is told before a long build, not after it.
        clinic::choose_port(wishes.port)?;
    }
    let mut progress = Progress::begin(if wishes.server { 3 } else { 6 });
    progress.step("Debian packages", || install_packages(wishes))?;
    if !wishes.server {
        progress.step("The UI's packages", install::install_ui_packages)?;
        progress.step("Building the UI", install::build_ui)?;
    }
    progress.step(build_title(wishes), || build(wishes))?;
    let mut clinic = progress.step("Starting the server with demo data", || {
        if wishes.fresh {
            forget_earlier_runs()?;
        }
        Clinic::open(clinic::choose_port(wishes.port)?, wishes.profile())
    })?;
    let mut windows = None;
    if !wishes.server {
        windows = Some(
            progress.step("Opening a doctor's and a patient's window", || {
                let display = Display::find_or_start(wishes.display.as_deref())?;
                Windows::open(clinic.url(), display, wishes.profile())
            })?,
        );
    }
    tell(&clinic, windows.as_ref());
    watch(&mut clinic, windows.as_mut(), wishes.seconds)?;
    if let (Some(file), Some(windows)) = (&wishes.screenshot, &windows) {
        windows.take_picture(file)?;
    }
    println!("Stopping.");
    // The windows first, so that they do not see the server go.
    drop(windows);
    drop(clinic);
    println!("All stopped. The demo's data is kept in .run/; --fresh forgets it.");
    Ok(())
}

fn install_packages(wishes: &Wishes) -> anyhow::Result<()> {
    let mut lists = vec![install::SERVER];
    if !wishes.server {
        lists.extend([install::APP, install::WINDOW]);
    }
    if wishes.screenshot.is_some() {
        lists.push(install::SCREENSHOT);
    }
    install::ensure_packages(&lists)
}

fn build_title(wishes: &Wishes) -> &'static str {
    if wishes.server {
        "Building the server (minutes the first time)"
    } else {
        "Building the server and the app (minutes the first time)"
    }
}

fn build(wishes: &Wishes) -> anyhow::Result<()> {
    let mut cargo = place::cargo();
    cargo.args([
        "build",
        "--package",
        "backend",
        "--bin",
        "medconsult-server",
    ]);
    if !wishes.server {
        cargo.args(["--package", "client", "--bin", "medconsult"]);
    }
    if wishes.profile() == Profile::Release {
        cargo.arg("--release");
    }
    process::run("The build", cargo)
}

fn forget_earlier_runs() -> anyhow::Result<()> {
    let folder = place::run_folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} stays", folder.display()))?;
    }
    Ok(())
}

fn tell(clinic: &Clinic, windows: Option<&Windows>) {
    println!();
    println!("{}", strong(&format!("MedConsult is at {}", clinic.url())));
    println!("  doctor    doctor@clinic.com   doctor123");
    println!("  patient   john@email.com      patient123");
    if let Some(windows) = windows {
        println!("  {}", windows.describe());
    }
    println!("Logs are in .run/logs. Stop it with Ctrl-C.");
}

fn watch(
    clinic: &mut Clinic,
    mut windows: Option<&mut Windows>,
    seconds: Option<u64>,
) -> anyhow::Result<()> {
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while !process::is_interrupted() && until.is_none_or(|until| Instant::now() < until) {
        clinic.ensure_open()?;
        if let Some(windows) = windows.as_deref_mut()
            && windows.are_all_closed()?
        {
            println!("Both windows are closed.");
            break;
        }
        thread::sleep(process::GLANCE);
    }
    Ok(())
}

/// The last lines of a log, to go with an error.
fn end_of(log: &Path) -> String {
    const LINES: usize = 20;
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    let from = lines.len().saturating_sub(LINES);
    let end = lines.get(from..).unwrap_or_default().join("\n");
    format!("the end of {}:\n{end}", log.display())
}
