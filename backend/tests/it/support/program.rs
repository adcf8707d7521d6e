//! The server as its own process, as an admin runs it.

use super::{Door, PATIENCE};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// A running `medconsult-server`; killed when dropped.
pub struct Program {
    pub door: Door,
    child: Child,
    /// Open as long as the program runs: it prints more than is read here.
    _output: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it with demo data in this folder and waits until it listens.
    pub fn start(data: &Path) -> Self {
        Self::launch(serve(data).arg("--demo").env("RUST_LOG", "warn"))
    }

    /// Starts it and waits until it listens.
    pub fn launch(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "it did not start");
            if let Some(address) = line.strip_prefix("listening on http://") {
                break address.trim().parse().unwrap();
            }
        };
        Self {
            door: Door::of(address),
            child,
            _output: output,
        }
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// SIGKILL: nothing is finished, nobody is told.
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// Waits until it has stopped.
    pub async fn stopped(mut self) -> ExitStatus {
        let wait = tokio::task::spawn_blocking(move || self.child.wait().unwrap());
        tokio::time::timeout(PATIENCE, wait)
            .await
            .expect("it stops")
            .unwrap()
    }

    /// The process' number.
    #[allow(dead_code, reason = "a bench counts what the process costs")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Memory in use that is the program's own, in KiB (proc_pid_status(5): RssAnon).
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:"));
        let number = line.unwrap().split_whitespace().nth(1).unwrap();
        number.parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program on this folder, with nothing of the test's own environment.
pub fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medconsult-server"));
    for name in [
        "DATABASE_URL",
        "MEDCONSULT_CONFIG",
        "MEDCONSULT_SECRET",
        "MEDCONSULT_PREVIOUS_SECRET",
        "MEDCONSULT_LISTEN",
    ] {
        command.env_remove(name);
    }
    command.arg("--data").arg(data);
    command
}

/// The program serving on a free port.
pub fn serve(data: &Path) -> Command {
    let mut command = command(data);
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    command
}
