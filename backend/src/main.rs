//! `medconsult-server`: the clinic's server as a program.

use anyhow::Context;
use backend::{Running, Settings};
use clap::{Parser, Subcommand};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The clinic's server for online consultations.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop (SIGTERM or Ctrl-C).
    Serve {
        /// Where to listen.
        #[arg(long, env = "MEDCONSULT_LISTEN", default_value = "127.0.0.1:8440")]
        listen: SocketAddr,
        /// Folder for the SQLite database.
        #[arg(long, env = "MEDCONSULT_DATA", default_value = "data")]
        data: PathBuf,
        /// sqlite:PATH or postgres://…; a file in the data folder if not given.
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        database_url: Option<String>,
        /// Seed demo data with well-known passwords. Never for real patients.
        #[arg(long)]
        demo: bool,
    },
    /// Walk the audit chain and say whether it is whole.
    AuditVerify {
        /// sqlite:PATH or postgres://…
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        database_url: String,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match Arguments::parse().command {
        Command::Serve {
            listen,
            data,
            database_url,
            demo,
        } => {
            // Never an argument: those are readable by everybody on the machine.
            let secret = std::env::var("MEDCONSULT_SECRET").ok();
            serve(Settings::resolve(
                listen,
                &data,
                database_url.as_deref(),
                secret,
                demo,
            )?)
            .await
        }
        Command::AuditVerify { database_url } => verify_audit(&database_url),
    }
}

#[expect(
    clippy::print_stdout,
    reason = "whoever started the server reads its address here"
)]
async fn serve(settings: Settings) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let demo = settings.demo;
    let server = Running::start(settings).await?;
    println!("listening on http://{}", server.address);
    if demo {
        let (_, doctor, doctor_password) = backend::app::demo::DOCTOR;
        println!("demo doctor:  {doctor} / {doctor_password}");
        for ((_, patient, password), _, _) in backend::app::demo::PATIENTS {
            println!("demo patient: {patient} / {password}");
        }
    }
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted.context("Ctrl-C")?,
    }
    tracing::info!("stopping");
    server.stop().await
}

#[expect(
    clippy::print_stdout,
    reason = "the verdict is what the command is for"
)]
fn verify_audit(database_url: &str) -> anyhow::Result<()> {
    let store = store::Store::open(&store::Address::parse(database_url)?, Box::new(|_| {}))?;
    match store.read(|tx| tx.verify_audit())? {
        Ok(length) => {
            println!("the audit chain is whole: {length} entries");
            Ok(())
        }
        Err(broken) => anyhow::bail!("the audit chain breaks at entry {}", broken.seq),
    }
}
