//! A sound server of the test's own. Its address is read from the environment of the process, so
//! whoever plays or listens does so in a child process: the test program, started again.

mod parts;
pub mod recording;
mod surroundings;
pub mod talking;

use parts::Part;
use std::process::Command;
pub use surroundings::{eventually, in_folder};

/// A sound server in a folder of its own: the programs that it is made of, in the order in which they
/// start.
pub struct SoundServer {
    pub folder: tempfile::TempDir,
    parts: Vec<Part>,
}

impl SoundServer {
    /// PulseAudio with one output that goes nowhere.
    pub fn start() -> Self {
        Self::with(&["module-null-sink sink_name=ring rate=48000 channels=2"])
    }

    /// PulseAudio with these modules, which are there again after it was killed.
    pub fn with(modules: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::of(folder, vec![Part::pulseaudio(modules)])
    }

    /// PipeWire with these outputs that go nowhere, and its Pulse part, by which it is spoken with.
    pub fn pipewire(sinks: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let parts = Part::pipewire(folder.path(), sinks);
        Self::of(folder, parts)
    }

    fn of(folder: tempfile::TempDir, parts: Vec<Part>) -> Self {
        let mut server = Self { folder, parts };
        server.revive();
        server
    }

    /// SIGKILL, all of it.
    pub fn kill(&mut self) {
        self.parts.iter_mut().rev().for_each(Part::kill);
    }

    /// SIGKILL, to the part that others speak with.
    #[allow(dead_code, reason = "e2e does")]
    pub fn kill_face(&mut self) {
        self.parts.last_mut().expect("there is one").kill();
    }

    /// Starts what was killed; back once it answers.
    pub fn revive(&mut self) {
        for part in &mut self.parts {
            part.start(self.folder.path());
        }
        eventually("the sound server comes up", || self.is_up());
    }

    /// It answers nobody any more, or does again.
    pub fn hang(&self, hangs: bool) {
        let signal = if hangs { "-STOP" } else { "-CONT" };
        for part in &self.parts {
            let process = part.process().expect("it runs").to_string();
            let status = Command::new("kill").args([signal, &process]).status();
            assert!(status.unwrap().success());
        }
    }

    /// Plugs in one more device; gives its number, by which it is pulled out.
    pub fn plug_in(&self, module: &str) -> String {
        self.pactl(&format!("load-module {module}"))
    }

    /// Pulls it out.
    #[allow(dead_code, reason = "e2e does")]
    pub fn pull_out(&self, number: &str) {
        self.pactl(&format!("unload-module {number}"));
    }

    /// What it says to this.
    pub fn pactl(&self, arguments: &str) -> String {
        let mut command = in_folder("pactl", self.folder.path());
        let answer = command.args(arguments.split(' ')).output().unwrap();
        assert!(answer.status.success(), "pactl {arguments}");
        String::from_utf8(answer.stdout).unwrap().trim().to_owned()
    }

    /// Whether the output of this name is in this state: `RUNNING`, `IDLE` or `SUSPENDED`.
    pub fn is_sink(&self, name: &str, state: &str) -> bool {
        let sinks = self.pactl("list short sinks");
        let mut rows = sinks
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        rows.any(|row| row.get(1) == Some(&name) && row.last() == Some(&state))
    }

    fn is_up(&self) -> bool {
        let mut command = in_folder("pactl", self.folder.path());
        let answer = command.args(["list", "short", "sinks"]).output();
        answer.is_ok_and(|answer| answer.status.success() && !answer.stdout.is_empty())
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.kill();
    }
}
