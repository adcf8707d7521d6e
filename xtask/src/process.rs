//! Other programs: started in a group of their own, watched, and always ended.
//!
//! Three things may end this program early: Ctrl-C or a terminate signal (noticed here, so that
//! guards are dropped in order), a panic (the same guards), and a kill that nobody can notice. For
//! the last, Linux is asked to end the children together with their parent.

use crate::paths;
use anyhow::Context;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

/// How often a waiting loop looks up.
pub const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How long a program may take to end by itself before it is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(8);

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static ASKING: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From here on Ctrl-C and terminate signals are noticed instead of ending this program at once.
/// A second one still does, for the impatient.
pub fn notice_interruptions() -> anyhow::Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_default(signal, Arc::clone(&ASKING))?;
        flag::register_conditional_shutdown(signal, 130, Arc::clone(&INTERRUPTED))?;
        flag::register(signal, Arc::clone(&INTERRUPTED))?;
    }
    Ok(())
}

/// Waits for a person's answer, during which Ctrl-C does what it always does.
pub fn read_answer() -> anyhow::Result<String> {
    let mut answer = String::new();
    ASKING.store(true, Ordering::Relaxed);
    let outcome = std::io::stdin().read_line(&mut answer);
    ASKING.store(false, Ordering::Relaxed);
    outcome?;
    Ok(answer.trim().to_owned())
}

/// Whether somebody asked this program to stop.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// A command whose program dies with this one, even if this one is killed.
pub fn killed_with_parent(program: impl AsRef<OsStr>) -> Command {
    // `setpriv` belongs to util-linux; where it is missing, the guards below still hold.
    if !paths::has_program("setpriv") {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    command
}

/// Without the right to raise a priority (capabilities(7)), which root has and browsers make use of.
const LOWERED: &[&str] = &["--bounding-set", "-sys_nice", "--"];

/// The same command at a low priority, with all that it starts (nice(1)): a tenth of what others get beside it.
/// With the lowest, whatever waits for a page would wait in vain on a machine that is full.
pub fn yielding(command: &Command) -> Command {
    let mut yielding = Command::new("nice");
    yielding.args(["-n", "10"]);
    // Only root may give rights up, and only root has this one.
    let lowered = Command::new("setpriv").args(LOWERED).arg("true").output();
    if lowered.is_ok_and(|tried| tried.status.success()) {
        yielding.arg("setpriv").args(LOWERED);
    }
    yielding.arg(command.get_program());
    yielding.args(command.get_args());
    for (variable, value) in command.get_envs() {
        match value {
            Some(value) => yielding.env(variable, value),
            None => yielding.env_remove(variable),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        yielding.current_dir(folder);
    }
    yielding
}

/// A started program with everything it started in turn. Dropping it ends them all.
pub struct Running {
    name: String,
    child: Child,
    stop_signal: &'static str,
}

impl Running {
    /// Starts `command` in a process group of its own, with nothing to read.
    pub fn start(name: &str, command: Command) -> anyhow::Result<Self> {
        Self::start_with(name, command, Stdio::null())
    }

    /// The same for a program that ends as soon as it has read everything: nothing comes, and the
    /// end of it neither.
    pub fn start_listening(name: &str, command: Command) -> anyhow::Result<Self> {
        Self::start_with(name, command, Stdio::piped())
    }

    fn start_with(name: &str, mut command: Command, input: Stdio) -> anyhow::Result<Self> {
        let child = command
            .stdin(input)
            .process_group(0)
            .spawn()
            .with_context(|| format!("{name} did not start: {command:?}"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            stop_signal: "TERM",
        })
    }

    /// Names another signal than TERM as the polite way to stop this program.
    pub fn stopped_by(mut self, signal: &'static str) -> Self {
        self.stop_signal = signal;
        self
    }

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The process that leads its group.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The child itself, to take its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits for its end, or for somebody who wants us to stop.
    pub fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            anyhow::ensure!(!is_interrupted(), "interrupted during {}", self.name);
            thread::sleep(POLL_INTERVAL);
        }
    }

    fn signal_group(&self, signal: &str) {
        let group = format!("-{}", self.child.id());
        // Fails where the whole group is gone already, and that is what was wanted.
        let _gone = Command::new("kill")
            .args(["-s", signal, "--", &group])
            .stderr(Stdio::null())
            .status();
    }

    fn has_ended_within(&mut self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        while Instant::now() < until {
            // An error here means that there is nothing to wait for any more.
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(POLL_INTERVAL);
        }
        false
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal_group(self.stop_signal);
            if !self.has_ended_within(STOP_TIMEOUT) {
                eprintln!("{} does not stop; it is killed.", self.name);
            }
        }
        // Whoever the leader left behind in its group.
        self.signal_group("KILL");
        let _ended = self.child.wait();
    }
}

/// Runs a command to its end, its output on our terminal.
pub fn run(name: &str, command: Command) -> anyhow::Result<()> {
    let status = Running::start(name, command)?.wait()?;
    anyhow::ensure!(status.success(), "{name} failed ({status})");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_alive(process: u32) -> bool {
        // A dead process stays in the list until its parent has taken note of it.
        std::fs::read_to_string(format!("/proc/{process}/stat"))
            .is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn a_dropped_program_is_gone_with_what_it_started() {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "sleep 600 & echo $!; wait"])
            .stdout(Stdio::piped());
        let mut running = Running::start("shell", shell).unwrap();
        let mut said = String::new();
        std::io::BufRead::read_line(
            &mut std::io::BufReader::new(running.child().stdout.take().unwrap()),
            &mut said,
        )
        .unwrap();
        let grandchild: u32 = said.trim().parse().unwrap();
        assert!(is_alive(grandchild));

        drop(running);

        let until = Instant::now() + Duration::from_secs(5);
        while is_alive(grandchild) && Instant::now() < until {
            thread::sleep(POLL_INTERVAL);
        }
        assert!(!is_alive(grandchild));
    }

    #[test]
    fn a_yielding_program_is_the_same_at_a_low_priority() {
        let mut shell = Command::new("sh");
        // Whatever it starts can't raise it again.
        shell.args(["-c", "nice -n -5 nice; pwd; echo $WORD"]);
        shell.env("WORD", "kept").current_dir("/");
        let output = yielding(&shell).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "10\n/\nkept\n");
    }

    #[test]
    fn a_failing_program_is_named() {
        let error = run("The check", Command::new("false")).unwrap_err();
        assert!(error.to_string().starts_with("The check failed"));
    }
}
