//! The app with no screen: what a person wants comes as JSON lines, what there is to see goes out as
//! JSON lines.
//!
//! Owns the command line. Holds no rule: it runs the very core that the windows run.

mod lines;

use anyhow::Context;
use clap::Parser;
use client_engine::bridge::AllowedOrigins;
use client_engine::media::sound::voice::{EchoControl, VoiceSettings};
use client_engine::media::{CameraSource, MediaConfig, MicrophoneSource};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Pages that may draw this app in a browser; the address with its token is in each view.
const BROWSER_ORIGINS: [&str; 2] = ["http://127.0.0.1:*", "http://localhost:*"];

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
    /// A drawn picture for a camera and silence for a microphone, where nothing else is named.
    #[arg(long)]
    synthetic: bool,
    /// A YUV4MPEG2 file as a camera, looped.
    #[arg(long)]
    camera: Option<PathBuf>,
    /// A WAV file of 16-bit PCM as a microphone, looped.
    #[arg(long)]
    microphone: Option<PathBuf>,
    /// The other side is heard through a headset, whatever its name: no echo is looked for.
    #[arg(long)]
    headset: bool,
    /// Make no ringing sound; the server is told that nothing can be heard.
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
    let devices = match arguments.synthetic {
        true => MediaConfig::synthetic(),
        false => MediaConfig::own_devices(),
    };
    let app = NativeApp::start(NativeConfig {
        driver: DriverConfig {
            server_url: arguments.server,
            profile_dir: arguments.profile,
            synthetic_media: arguments.synthetic,
            ring,
            notifications: false,
        },
        media: MediaConfig {
            camera: arguments.camera.map_or(devices.camera, CameraSource::Y4m),
            microphone: arguments
                .microphone
                .map_or(devices.microphone, MicrophoneSource::Wav),
            voice: VoiceSettings {
                echo: match arguments.headset {
                    true => EchoControl::Off,
                    false => devices.voice.echo,
                },
                ..devices.voice
            },
            ..devices
        },
        origins: AllowedOrigins::new(BROWSER_ORIGINS),
        page: Page::InBrowser,
    })
    .context("starting the app")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(async {
        let result = lines::converse(&app.handle).await;
        app.handle.stop().await;
        result
    });
    // A read of stdin that waits for ever must not keep the process.
    runtime.shutdown_background();
    result
}
