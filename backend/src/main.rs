//! `medconsult-server`: the clinic's server as a program.

mod cli;

use anyhow::Context;
use backend::{Config, ConfigFile, Demo, Running, Secrets};
use clap::{Args, Parser, Subcommand};
use shared::Pii;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The clinic's server for online consultations.
///
/// Secrets come from the environment only: the server's keys come from MEDCONSULT_SECRET (and from
/// MEDCONSULT_PREVIOUS_SECRET while it is being changed), MEDCONSULT_TURN_SECRET is shared with the relay.
///
/// Exit codes: 0 done, 1 failed or refused, 2 wrong use of the command line.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Common {
    /// A TOML file; what the command line or the environment says goes before it.
    #[arg(long, global = true, env = "MEDCONSULT_CONFIG")]
    config: Option<PathBuf>,
    /// Folder for the SQLite database and for files that people send each other.
    #[arg(long, global = true, env = "MEDCONSULT_DATA")]
    data: Option<PathBuf>,
    /// sqlite:PATH or postgres://…; a file in the data folder if not given.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Common {
    fn choices(self) -> anyhow::Result<ConfigFile> {
        let file = ConfigFile::read(self.config.as_deref())?;
        Ok(ConfigFile {
            data: self.data.or(file.data),
            database_url: self.database_url.map(Pii).or(file.database_url),
            ..file
        })
    }
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop (SIGTERM or Ctrl-C).
    Serve {
        /// Where to listen; 127.0.0.1:8440 if nothing says otherwise.
        #[arg(long, env = "MEDCONSULT_LISTEN")]
        listen: Option<SocketAddr>,
        /// Seed demo data with well-known passwords. Never for real patients.
        #[arg(long)]
        demo: bool,
        /// Let a demo listen to more than this machine: whoever reaches it can sign in, as its admin, too.
        #[arg(long, requires = "demo")]
        demo_open_to_network: bool,
    },
    /// Bring the database to this program's shape.
    Migrate,
    /// Admins, who are never made by registering.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Doctors.
    #[command(subcommand)]
    Doctor(DoctorCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The server's secret.
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Print the OpenAPI document.
    Openapi,
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an admin; the password is read from standard input.
    Create {
        /// As others see it.
        #[arg(long)]
        name: String,
        /// Signs in with it.
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
enum DoctorCommand {
    /// Let a registered doctor practise.
    Approve {
        /// The doctor's e-mail address.
        email: String,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Walk the chain and say whether it is whole, and what can't be known.
    Verify {
        /// A head that was kept elsewhere, or a file with heads, such as a log: what was cut off the end or
        /// written anew before the newest of them is found. May be given more than once.
        #[arg(long)]
        head: Vec<String>,
    },
    /// Print the audit's head: how long it is and how it ends, sealed, to be kept elsewhere.
    Head,
}

#[derive(Subcommand)]
enum SecretCommand {
    /// Print a new one of 256 random bits, for MEDCONSULT_SECRET.
    New,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say whether a server would start with it.
    Check,
}

/// Threads that a database or a disk holds up are left behind after this.
const LEFT_BEHIND: Duration = Duration::from_secs(2);

/// Whatever this program makes from now on (databases, logs, folders, sockets) is for its own user alone,
/// whatever the shell that started it has set (umask, POSIX.1-2024). Elsewhere than on Unix: nothing.
fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

fn main() -> anyhow::Result<()> {
    keep_files_private();
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(run());
    runtime.shutdown_timeout(LEFT_BEHIND);
    outcome
}

async fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    log.with_ansi(std::io::stderr().is_terminal()).init();
    let Arguments { common, command } = Arguments::parse();
    let choices = match &command {
        Command::Openapi => return cli::print(backend::openapi()?),
        Command::Secret(SecretCommand::New) => return cli::print(backend::new_secret().reveal()),
        _ => common.choices()?,
    };
    let secrets = Secrets::from_environment();
    match command {
        Command::Serve {
            listen,
            demo,
            demo_open_to_network,
        } => {
            let demo = match (demo, demo_open_to_network) {
                (false, _) => Demo::No,
                (true, false) => Demo::OnThisMachine,
                (true, true) => Demo::OpenToNetwork,
            };
            let choices = ConfigFile {
                listen: listen.or(choices.listen),
                ..choices
            };
            serve(choices.resolve(secrets, demo)?).await
        }
        Command::Migrate => cli::migrate(&choices),
        Command::Admin(AdminCommand::Create { name, email }) => {
            cli::create_admin(&cli::open(&choices, &secrets)?, &name, &email)
        }
        Command::Doctor(DoctorCommand::Approve { email }) => {
            cli::approve_doctor(&cli::open(&choices, &secrets)?, &email)
        }
        Command::Audit(command) => {
            let (store, keys) = (cli::open(&choices, &secrets)?, secrets.keys()?.of_audit()?);
            match command {
                AuditCommand::Verify { head } => cli::audit::verify(&store, &keys, &head),
                AuditCommand::Head => cli::audit::print_head(&store, &keys),
            }
        }
        Command::Openapi | Command::Secret(SecretCommand::New) => Ok(()),
        Command::Config(ConfigCommand::Check) => {
            let config = choices.resolve(secrets, Demo::No)?;
            if let Some(warning) = config.address_proof.warning() {
                cli::print(&format!("note: {warning}"))?;
            }
            cli::print("the configuration is complete")
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let demo = config.demo;
    let server = Running::start(config).await?;
    cli::print(&format!("listening on http://{}", server.address))?;
    if let Some(internal) = server.internal_address {
        cli::print(&format!("internal listener on http://{internal}"))?;
    }
    if demo {
        let (_, doctor, doctor_password) = backend::app::demo::DOCTOR;
        cli::print(&format!("demo doctor:  {doctor} / {doctor_password}"))?;
        for ((_, patient, password), _, _) in backend::app::demo::PATIENTS {
            cli::print(&format!("demo patient: {patient} / {password}"))?;
        }
    }
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted.context("Ctrl-C")?,
    }
    tracing::info!("stopping");
    server.stop().await
}
