//! `cargo xtask dev`: the demo clinic with both apps' pages in a browser, for work on the page.
//!
//! A server with demo data, a doctor's and a patient's app without windows, and vite, which serves
//! the page from its source: what is changed below `client-ui/src` shows at once.

mod engine;
mod page;

use crate::paths::{self, Profile};
use crate::progress::{Progress, strong};
use crate::run::clinic::{self, Clinic};
use crate::{install, process, run};
use engine::Engine;
use page::PageServer;
use std::thread;
use std::time::{Duration, Instant};

/// How to run it.
#[derive(clap::Args)]
pub struct Args {
    /// The server's port on loopback [default: 8440, or a free one if that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// Forget what an earlier run left behind
    #[arg(long)]
    fresh: bool,
    /// End by itself after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
}

/// Builds, starts, tells the addresses, and watches until Ctrl-C or the end of the time.
pub fn dev(args: &Args) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    let mut progress = Progress::begin(6);
    progress.step("Debian packages", || {
        install::ensure_packages(&[install::SERVER, install::APP])
    })?;
    progress.step("The UI's packages", install::install_ui_packages)?;
    progress.step(
        "Building the server and the app (minutes the first time)",
        || {
            let programs = ["medconsult-server", "medconsult-cli"];
            process::run(
                "The build",
                paths::build_programs(&programs, Profile::Debug),
            )
        },
    )?;
    let mut clinic = progress.step("Starting the server with demo data", || {
        if args.fresh {
            run::forget_earlier_runs()?;
        }
        Clinic::start(clinic::choose_port(args.port)?, Profile::Debug)
    })?;
    let mut page = progress.step("Starting vite", PageServer::start)?;
    let mut engines = progress.step("Starting a doctor's and a patient's app", || {
        let start = |who| Engine::start(who, clinic.url());
        Ok([start("doctor")?, start("patient")?])
    })?;
    print_addresses(&clinic, &page, &engines);
    let until = args
        .seconds
        .map(|seconds| Instant::now() + Duration::from_secs(seconds));
    while !process::is_interrupted() && until.is_none_or(|until| Instant::now() < until) {
        clinic.ensure_running()?;
        page.ensure_running()?;
        for engine in &mut engines {
            engine.ensure_running()?;
        }
        thread::sleep(process::POLL_INTERVAL);
    }
    println!("Stopping.");
    Ok(())
}

fn print_addresses(clinic: &Clinic, page: &PageServer, engines: &[Engine]) {
    println!();
    println!("{}", strong(&format!("MedConsult is at {}", clinic.url())));
    for (engine, account) in engines.iter().zip(run::ACCOUNTS) {
        println!("  {account}");
        println!("    {}", engine.page(page.url()));
    }
    println!("Open both in Chromium. What is changed below client-ui/src shows at once;");
    println!("a change of Rust wants a new start. Logs are in .run/logs. Stop it with Ctrl-C.");
}
