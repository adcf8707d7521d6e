//! Debian's package tools: what is installed, and installing more.

use crate::paths;
use anyhow::Context;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::process::Command;

/// The names of all installed packages.
pub struct Installed(BTreeSet<String>);

impl Installed {
    /// Reads lines of a name, a tab and a status. Half-removed packages don't count.
    pub fn read(listing: &str) -> Self {
        Self(
            listing
                .lines()
                .filter_map(|line| line.split_once('\t'))
                .filter(|(_, status)| *status == "installed")
                .map(|(name, _)| name.to_owned())
                .collect(),
        )
    }

    /// Whether the package is there.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Asks dpkg what is installed.
pub fn installed() -> anyhow::Result<Installed> {
    let listing = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package}\t${db:Status-Status}\n"])
        .output()
        .context("dpkg-query did not start")?;
    anyhow::ensure!(listing.status.success(), "dpkg-query failed");
    Ok(Installed::read(&String::from_utf8_lossy(&listing.stdout)))
}

/// Installs these packages, through sudo where we are not root.
pub fn install(names: &[&str]) -> anyhow::Result<()> {
    apt_get(&["update"])?;
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(names);
    apt_get(&arguments)
}

/// Runs in our own process group, because sudo may have to ask for a password.
fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = as_root("apt-get")?;
    command.args(arguments);
    println!("$ {command:?}");
    let status = command.status().context("apt-get did not start")?;
    anyhow::ensure!(
        status.success(),
        "apt-get {} failed ({status})",
        arguments.join(" ")
    );
    Ok(())
}

/// A command run by root: directly, or through sudo, or not at all with a message that says so.
fn as_root(program: &str) -> anyhow::Result<Command> {
    let no_questions = "DEBIAN_FRONTEND=noninteractive";
    let mut command = if is_root()? {
        Command::new("env")
    } else {
        anyhow::ensure!(
            paths::has_program("sudo"),
            "installing needs root, and there is no sudo. Run this once as root."
        );
        let mut sudo = Command::new("sudo");
        if !std::io::stdin().is_terminal() {
            // Nobody is there to type a password; better to fail than to hang.
            sudo.arg("-n");
        }
        sudo.arg("env");
        sudo
    };
    command.args([no_questions, program]);
    Ok(command)
}

/// Whether we are root.
pub fn is_root() -> anyhow::Result<bool> {
    let said = Command::new("id")
        .arg("-u")
        .output()
        .context("`id` did not start")?;
    Ok(said.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_packages_are_there() {
        let installed =
            Installed::read("nasm\tinstalled\nsox\tconfig-files\nlibpq5\tinstalled\nodd line\n");
        assert!(installed.has("nasm"));
        assert!(installed.has("libpq5"));
        assert!(!installed.has("sox"));
        assert!(!installed.has("cmake"));
    }
}
