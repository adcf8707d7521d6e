//! Node and the UI's packages.

use super::apt;
use crate::{paths, process};
use anyhow::Context;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The oldest Node that the UI's bundler runs on.
const OLDEST: Version = Version {
    major: 20,
    minor: 19,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// Reads what `node --version` says: `v20.19.1`.
    fn read(said: &str) -> Option<Self> {
        let mut parts = said.trim().strip_prefix('v')?.split('.');
        Some(Self {
            major: parts.next()?.parse().ok()?,
            minor: parts.next()?.parse().ok()?,
        })
    }
}

/// Installs what `client-ui/package-lock.json` names, unless that is what is installed already.
pub fn install_ui_packages() -> anyhow::Result<()> {
    ensure_node()?;
    let ui = paths::root().join("client-ui");
    if is_up_to_date(&ui) {
        println!("The UI's packages are as package-lock.json names them.");
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.arg("ci").current_dir(&ui);
    process::run("npm ci", npm)
}

/// Builds the page, as the app takes it in.
pub fn build_ui() -> anyhow::Result<()> {
    process::run("npm run build", ui_script(&["run", "build"]))
}

/// npm in the UI's folder, with these words.
pub fn ui_script(words: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.args(words).current_dir(paths::root().join("client-ui"));
    npm
}

/// npm leaves its own lock file inside the folder when it has finished.
fn is_up_to_date(ui: &Path) -> bool {
    let changed = |path: &str| fs::metadata(ui.join(path)).and_then(|about| about.modified());
    match (
        changed("package-lock.json"),
        changed("node_modules/.package-lock.json"),
    ) {
        (Ok(wanted), Ok(installed)) => installed >= wanted,
        _ => false,
    }
}

fn ensure_node() -> anyhow::Result<()> {
    if found().is_none() && std::env::var_os(super::SKIP).is_none() && apt_offers_node() {
        println!("Node is missing.");
        if super::may_install("Install Debian's nodejs and npm now?")? {
            apt::install(&["nodejs"])?;
            // Some sources pack npm together with Node, and their package shuts out Debian's.
            if !paths::has_program("npm") {
                apt::install(&["npm"])?;
            }
        }
    }
    let found = found();
    anyhow::ensure!(
        found.is_some_and(|version| version >= OLDEST) && paths::has_program("npm"),
        "the UI needs Node {}.{} or newer, with npm; {}. See nodejs.org for a package.",
        OLDEST.major,
        OLDEST.minor,
        found.map_or_else(
            || "there is none here".to_owned(),
            |version| format!("here is {}.{}", version.major, version.minor)
        )
    );
    Ok(())
}

fn found() -> Option<Version> {
    let said = Command::new("node").arg("--version").output().ok()?;
    Version::read(&String::from_utf8_lossy(&said.stdout))
}

/// Debian 12's own Node is too old; a machine may have a newer source set up.
fn apt_offers_node() -> bool {
    Command::new("apt-cache")
        .args(["policy", "nodejs"])
        .output()
        .context("apt-cache")
        .ok()
        .and_then(|said| candidate(&String::from_utf8_lossy(&said.stdout)))
        .is_some_and(|version| version >= OLDEST)
}

fn candidate(policy: &str) -> Option<Version> {
    let line = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    Version::read(&format!("v{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        let read = |said| Version::read(said).unwrap();
        assert!(read("v20.19.0\n") >= OLDEST);
        assert!(read("v22.2.0") >= OLDEST);
        assert!(read("v20.9.0") < OLDEST);
        assert_eq!(Version::read("node"), None);
    }

    #[test]
    fn the_candidate_is_found() {
        let policy = "nodejs:\n  Installed: (none)\n  Candidate: 20.20.2-1\n";
        assert_eq!(
            candidate(policy),
            Some(Version {
                major: 20,
                minor: 20
            })
        );
        assert_eq!(candidate("nodejs:\n  Candidate: (none)\n"), None);
    }
}
