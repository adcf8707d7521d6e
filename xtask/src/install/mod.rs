//! Installs what is missing: Debian packages, Rust components, Node and the UI's packages, and
//! test tools in Python.
//!
//! Says first what it is about to do. Asks only a person at a terminal; in CI and in scripts it
//! goes ahead. It never takes anything away.

mod apt;
mod node;
mod packages;
mod python;

pub use node::{build_ui, install_ui_packages, ui_script};
pub use packages::{
    ABUSE_BENCH, APP, CALL_BENCH, CROSS, Package, SCREENSHOT, SERVER, TEST, WINDOW,
};
pub use python::{install_python_tools, python_tool};

use crate::{paths, process};
use anyhow::Context;
use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

/// Set it to go on with what is there, for machines whose packages have other names.
const SKIP: &str = "MEDCONSULT_SKIP_INSTALL";

/// Sees to it that every package of these lists is there.
pub fn ensure_packages(lists: &[&[Package]]) -> anyhow::Result<()> {
    if std::env::var_os(SKIP).is_some() {
        println!("{SKIP} is set: installing nothing.");
        return Ok(());
    }
    let wanted = wanted(lists);
    if !paths::has_program("apt-get") || !paths::has_program("dpkg-query") {
        anyhow::bail!(
            "this is no Debian-like system, so nothing can be installed here by itself. \
             MedConsult needs what Debian 12 calls:\n{}\nInstall your system's counterparts, \
             then set {SKIP}=1 and start again.",
            in_lines(&wanted)
        );
    }
    let missing = missing(&wanted, &apt::installed()?);
    if missing.is_empty() {
        println!("All {} Debian packages are there.", wanted.len());
        return Ok(());
    }
    println!("Missing Debian packages:\n{}", in_lines(&missing));
    anyhow::ensure!(
        may_install("Install them now?")?,
        "nothing was installed. To do it by hand:\n  sudo apt-get install {}",
        names(&missing).join(" ")
    );
    apt::install(&names(&missing))
}

/// Sees to it that rustfmt and clippy are there.
pub fn ensure_rust_components() -> anyhow::Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !is_there(subcommand)? {
            let mut rustup = Command::new("rustup");
            rustup
                .args(["component", "add", component])
                .current_dir(paths::root());
            process::run(&format!("Installing {component}"), rustup)?;
        }
    }
    Ok(())
}

/// A program that cargo installs, and calls by a subcommand.
pub struct CargoTool {
    /// How it is called.
    pub subcommand: &'static str,
    /// The package that it comes in.
    pub package: &'static str,
    /// Which version of it.
    pub version: &'static str,
}

/// Sees to it that a tool is there.
pub fn ensure_cargo_tool(tool: &CargoTool) -> anyhow::Result<()> {
    if is_there(tool.subcommand)? {
        return Ok(());
    }
    let question = format!(
        "Install {} {} from crates.io now?",
        tool.package, tool.version
    );
    anyhow::ensure!(
        may_install(&question)?,
        "nothing was installed. To do it by hand:\n  cargo install --locked {}@{}",
        tool.package,
        tool.version
    );
    let mut install = paths::cargo();
    install.args([
        "install",
        "--locked",
        "--version",
        tool.version,
        tool.package,
    ]);
    process::run(&format!("Installing {}", tool.package), install)
}

/// Whether cargo has that subcommand.
fn is_there(subcommand: &str) -> anyhow::Result<bool> {
    let answered = paths::cargo()
        .args([subcommand, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("cargo did not start")?;
    Ok(answered.success())
}

/// Whether we may go ahead: a person at a terminal is asked, nobody else is.
fn may_install(question: &str) -> anyhow::Result<bool> {
    if std::env::var_os("CI").is_some() || !std::io::stdin().is_terminal() {
        return Ok(true);
    }
    print!("{question} [y/N] ");
    std::io::stdout().flush()?;
    let answer = process::read_answer()?;
    Ok(matches!(answer.as_str(), "y" | "Y" | "yes"))
}

fn wanted<'a>(lists: &[&'a [Package]]) -> Vec<&'a Package> {
    let mut wanted: Vec<&Package> = Vec::new();
    for package in lists.iter().copied().flatten() {
        if !wanted.iter().any(|known| known.name == package.name) {
            wanted.push(package);
        }
    }
    wanted
}

fn missing<'a>(wanted: &[&'a Package], installed: &apt::Installed) -> Vec<&'a Package> {
    wanted
        .iter()
        .copied()
        .filter(|package| !installed.has(package.name))
        .collect()
}

fn names(packages: &[&Package]) -> Vec<&'static str> {
    packages.iter().map(|package| package.name).collect()
}

fn in_lines(packages: &[&Package]) -> String {
    let lines: Vec<_> = packages
        .iter()
        .map(|package| format!("  {:<30} {}", package.name, package.reason))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_in_two_lists_is_wanted_once() {
        let wanted = wanted(&[TEST, SCREENSHOT]);
        assert_eq!(wanted.len(), TEST.len());
    }

    #[test]
    fn only_what_is_not_there_is_missing() {
        let installed = apt::Installed::read("imagemagick\tinstalled\n");
        assert!(missing(&wanted(&[SCREENSHOT]), &installed).is_empty());
        assert_eq!(
            names(&missing(&wanted(&[TEST]), &installed)).len(),
            TEST.len() - 1
        );
    }
}
