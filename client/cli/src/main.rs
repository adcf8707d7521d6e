//! The app with no screen: what a person wants comes as JSON lines, what there is to see goes out as
//! JSON lines.
//!
//! Owns the command line. Holds no rule: it runs the very core that the windows run.

mod chat;
mod devices;
mod lines;
mod selftest;
mod steps;
mod visit;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use client_core::{Loadable, Screen, ViewState};
use client_engine::Handle;
use devices::Devices;
use serde_json::json;
use shared::{QueueEntry, ScheduleId};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;
use steps::{Steps, say};
use tracing_subscriber::EnvFilter;
use visit::Which;

/// The app with no screen. Everything it says is one JSON object a line.
#[derive(Debug, Parser)]
#[command(name = "medconsult-cli", version)]
struct Arguments {
    #[command(flatten)]
    devices: Devices,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read intents from stdin and write views to stdout until stdin ends. The default.
    Lines,
    /// Sign in, and keep the session in the profile's folder.
    Login(Account),
    /// Show a session's queue as this person may see it, once.
    Queue {
        #[command(flatten)]
        account: Account,
        /// Which session; the first that is not over if not given.
        #[arg(long)]
        schedule: Option<ScheduleId>,
    },
    /// Play one side of a visit: the doctor invites whoever is ready next, the patient accepts.
    Visit {
        #[command(flatten)]
        account: Account,
        /// Which side.
        #[arg(long = "as")]
        role: Side,
        /// Which session; the first that is not over if not given.
        #[arg(long)]
        schedule: Option<ScheduleId>,
        /// Seconds that the doctor stays in the call.
        #[arg(long, default_value_t = 5)]
        stay_s: u64,
    },
    /// Play a whole synthetic visit against the server, both sides, and say each step's time.
    Selftest(selftest::Args),
}

/// Who signs in, where no session is stored.
#[derive(Debug, clap::Args)]
struct Account {
    /// The e-mail address.
    #[arg(long, default_value = "")]
    email: String,
    /// The password.
    #[arg(
        long,
        env = "MEDCONSULT_PASSWORD",
        hide_env_values = true,
        default_value = ""
    )]
    password: String,
    /// Seconds that one step may take.
    #[arg(long, default_value_t = 60)]
    patience_s: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Side {
    Doctor,
    Patient,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Patient => "patient",
        }
    }
}

fn main() -> ExitCode {
    client_engine::keep_files_private();
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(obey(arguments));
    // A read of stdin that waits for ever must not keep the process.
    runtime.shutdown_background();
    result
}

async fn obey(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { devices, command } = arguments;
    if let Some(Command::Selftest(args)) = command {
        return selftest::run(&devices.server, devices.plain_http(), args).await;
    }
    let running = devices.start().context("starting the app")?;
    let app = &running.app.handle;
    let result = match command {
        None | Some(Command::Lines | Command::Selftest(_)) => lines::converse(app).await,
        Some(Command::Login(account)) => account.sign_in(app, "login").await.map(drop),
        Some(Command::Queue { account, schedule }) => queue(app, &account, schedule).await,
        Some(Command::Visit {
            account,
            role,
            schedule,
            stay_s,
        }) => {
            let which = schedule.map_or(Which::First, Which::Id);
            let steps = account.sign_in(app, role.name()).await;
            match (steps, role) {
                (Err(error), _) => Err(error),
                (Ok(steps), Side::Doctor) => as_doctor(&steps, &which, stay_s).await,
                (Ok(steps), Side::Patient) => as_patient(&steps, &which).await,
            }
        }
    };
    app.stop().await;
    result
}

impl Account {
    async fn sign_in<'a>(&self, app: &'a Handle, who: &'static str) -> anyhow::Result<Steps<'a>> {
        let steps = Steps {
            app,
            who,
            patience: Duration::from_secs(self.patience_s),
        };
        steps.sign_in(&self.email, &self.password).await?;
        Ok(steps)
    }
}

async fn as_doctor(steps: &Steps<'_>, which: &Which, stay_s: u64) -> anyhow::Result<()> {
    steps.open_session(which).await?;
    steps.start_session().await?;
    steps.invite().await?;
    steps.connect().await?;
    steps.end(Duration::from_secs(stay_s)).await
}

async fn as_patient(steps: &Steps<'_>, which: &Which) -> anyhow::Result<()> {
    steps.open_session(which).await?;
    steps.wait_ready().await?;
    steps.accept().await?;
    steps.connect().await?;
    steps.ended().await
}

async fn queue(
    app: &Handle,
    account: &Account,
    schedule: Option<ScheduleId>,
) -> anyhow::Result<()> {
    let steps = account.sign_in(app, "queue").await?;
    let which = schedule.map_or(Which::First, Which::Id);
    steps.open_session(&which).await?;
    let shown = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => match &room.queue {
            Loadable::Loaded { value } => {
                let entries: Vec<&QueueEntry> = value.iter().map(|row| &row.entry).collect();
                Some(json!({ "schedule": room.schedule, "entries": entries }))
            }
            _ => None,
        },
        Screen::WaitingRoom(room) => match &room.place {
            Loadable::Loaded { value } => {
                Some(json!({ "schedule": room.schedule, "place": value, "waiting": room.waiting }))
            }
            _ => None,
        },
        _ => None,
    };
    say(&steps.see("queue", shown).await?)
}
