//! A sound server of the test's own. Its address is read from the environment of the process, so
//! whoever plays or listens does so in a child process: the test program, started again.

pub mod recording;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything of a sound server is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(5);

/// Looks again and again until it holds: sound servers, their devices and files tell nobody.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::sleep(LOOK);
    }
}

/// A sound server with one output that goes nowhere, in a folder of its own.
pub struct SoundServer {
    pub folder: tempfile::TempDir,
    daemon: Child,
}

impl SoundServer {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let daemon = in_folder("pulseaudio", folder.path())
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--disable-shm=yes",
            ])
            .args(["-L", "module-native-protocol-unix"])
            .args([
                "-L",
                "module-null-sink sink_name=ring rate=48000 channels=2",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is needed for this test");
        let server = Self { folder, daemon };
        eventually("the sound server comes up", || server.is_up());
        server
    }

    /// Plugs in one more device; gives its number, by which it is pulled out.
    pub fn plug_in(&self, module: &str) -> String {
        let mut command = in_folder("pactl", self.folder.path());
        command.arg("load-module").args(module.split(' '));
        let answer = command.output().unwrap();
        assert!(answer.status.success(), "pactl load-module {module}");
        String::from_utf8(answer.stdout).unwrap().trim().to_owned()
    }

    /// Pulls it out.
    #[allow(dead_code, reason = "e2e does")]
    pub fn pull_out(&self, number: &str) {
        let mut command = in_folder("pactl", self.folder.path());
        let status = command.args(["unload-module", number]).status();
        assert!(status.unwrap().success());
    }

    fn is_up(&self) -> bool {
        let answer = in_folder("pactl", self.folder.path()).arg("info").output();
        answer.is_ok_and(|answer| answer.status.success())
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

pub fn in_folder(program: &str, folder: &Path) -> Command {
    // Ahead of whatever else this machine is busy with, where that is permitted: a sound server that
    // gets no processor stutters, and it is not the sound server that is tested.
    let mut command = Command::new("nice");
    command
        .args(["-n", "-18", program])
        .env("XDG_RUNTIME_DIR", folder)
        .env("HOME", folder)
        .env_remove("PULSE_SERVER")
        .env_remove("PULSE_RUNTIME_PATH");
    command
}
