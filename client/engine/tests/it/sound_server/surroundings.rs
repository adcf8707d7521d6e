//! How the programs of a sound server are started and waited for, and those that speak with it.

use std::path::Path;
use std::process::Command;
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

/// A program to which the sound server of this folder is the only one.
pub fn in_folder(program: &str, folder: &Path) -> Command {
    // Ahead of whatever else this machine is busy with, where that is permitted: a sound server that
    // gets no processor stutters, and it is not the sound server that is tested.
    let mut command = Command::new("nice");
    command
        .args(["-n", "-18", program])
        .env("XDG_RUNTIME_DIR", folder)
        .env("HOME", folder)
        .env_remove("PULSE_SERVER")
        .env_remove("PULSE_RUNTIME_PATH")
        .env_remove("XDG_CONFIG_HOME");
    command
}
