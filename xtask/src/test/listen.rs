//! Runs a test runner, passes on what it prints, and counts along.

use super::tally::{Runner, Tally};
use crate::process::Running;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

type Shared = Arc<Mutex<Tally>>;

/// Runs it to its end. A runner that fails without naming a failed test fails as a whole.
pub fn count(name: &str, runner: Runner, command: Command) -> anyhow::Result<Tally> {
    count_marked(name, runner, command, "")
}

/// The same, with a mark before each line that it prints: what else is on the screen is another's.
pub fn count_marked(
    name: &str,
    runner: Runner,
    mut command: Command,
    mark: &'static str,
) -> anyhow::Result<Tally> {
    // The runners see a pipe and would do without colours, though a person may be looking.
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
        command.env("FORCE_COLOR", "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running::start(name, command)?;
    let tally = Shared::default();
    let listeners = [
        running
            .child()
            .stdout
            .take()
            .map(|said| listen(said, runner, &tally, mark)),
        running
            .child()
            .stderr
            .take()
            .map(|said| listen(said, runner, &tally, mark)),
    ];
    let status = running.wait();
    // Ends whatever the runner left behind, which would keep the pipes open.
    drop(running);
    for listener in listeners.into_iter().flatten() {
        // It only prints and counts; if that panicked, the count is lost and the status isn't.
        let _done = listener.join();
    }
    let status = status?;
    let tally = tally.lock().unwrap_or_else(PoisonError::into_inner).clone();
    anyhow::ensure!(
        status.success() || tally.failed > 0,
        "{name} failed ({status})"
    );
    Ok(tally)
}

fn listen(
    said: impl Read + Send + 'static,
    runner: Runner,
    tally: &Shared,
    mark: &'static str,
) -> JoinHandle<()> {
    let tally = Arc::clone(tally);
    thread::spawn(move || {
        let mut said = BufReader::new(said);
        let mut line = Vec::new();
        while matches!(said.read_until(b'\n', &mut line), Ok(1..)) {
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            println!("{mark}{text}");
            tally
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .read(runner, text);
            line.clear();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> anyhow::Result<Tally> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        count("The runner", Runner::Node, command)
    }

    #[test]
    fn both_pipes_are_heard() {
        let tally = shell("echo '# pass 2'; echo '# pass 3' >&2").unwrap();
        assert_eq!((tally.passed, tally.failed), (5, 0));
    }

    #[test]
    fn a_failure_is_never_lost() {
        let tally = shell("echo '# fail 1'; exit 1").unwrap();
        assert_eq!(tally.failed, 1);
        assert!(shell("echo '# pass 1'; exit 1").is_err());
    }
}
