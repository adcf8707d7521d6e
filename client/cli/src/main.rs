//! The app with no screen: what a person wants comes as JSON lines, what there is to see goes out as
//! JSON lines.
//!
//! Owns the command line. Holds no rule: it runs the very core that the windows run.

mod lines;

use anyhow::Context;
use clap::Parser;
use client_engine::{Driver, DriverConfig, NoMedia, RingConfig};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::sync::mpsc;
use tracing_subscriber::EnvFilter;

/// Media events on their way; there are none without media.
const MEDIA_EVENTS_MAX: usize = 256;

/// Runs the app with no screen. Reads intents from stdin and writes views to stdout, one JSON object
/// per line; it ends when stdin does.
#[derive(Debug, Parser)]
#[command(name = "medconsult-cli", version)]
struct Arguments {
    /// The clinic's server, used where no session is stored.
    #[arg(
        long,
        env = "MEDCONSULT_SERVER",
        default_value = "http://127.0.0.1:8440"
    )]
    server: String,
    /// The folder that keeps the session.
    #[arg(long, env = "MEDCONSULT_PROFILE")]
    profile: PathBuf,
    /// Camera and microphone are synthetic.
    #[arg(long)]
    synthetic: bool,
    /// Make no sound; the server is told that nothing can be heard.
    #[arg(long)]
    silent: bool,
    /// Ring on the sound card of this name instead of the system's own choice.
    #[arg(long, conflicts_with = "silent")]
    ring_device: Option<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .init();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("medconsult-cli: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let ring = match arguments.silent {
        true => RingConfig::Silent,
        false => RingConfig::Device(arguments.ring_device),
    };
    let config = DriverConfig {
        server_url: arguments.server,
        profile_dir: arguments.profile,
        synthetic_media: arguments.synthetic,
        ring,
        notifications: false,
    };
    let (_no_events, media_events) = mpsc::channel(MEDIA_EVENTS_MAX);
    let app = Driver::start(config, Box::new(NoMedia), media_events).context("starting the app")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(async {
        let result = lines::converse(&app).await;
        app.stop().await;
        result
    });
    // A read of stdin that waits for ever must not keep the process.
    runtime.shutdown_background();
    result
}
