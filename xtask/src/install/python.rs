//! Test tools that are written in Python, in a folder of their own under `target`.

use crate::{paths, process};
use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which tools, in which versions.
const WANTED: &str = "e2e/requirements.txt";
/// What the folder holds is noted here, so that a change of the list is noticed.
const NOTE: &str = "installed.txt";

/// Where a tool stands once [`install_python_tools`] has run.
pub fn python_tool(name: &str) -> PathBuf {
    folder().join("bin").join(name)
}

fn folder() -> PathBuf {
    paths::root().join("target/python")
}

/// Installs the tools, unless they are there in the wanted versions.
pub fn install_python_tools() -> anyhow::Result<()> {
    let wanted = paths::root().join(WANTED);
    let list = fs::read_to_string(&wanted).with_context(|| format!("{WANTED} can't be read"))?;
    // The tools know the folder they were installed in, so a checkout that was moved needs new ones.
    let list = format!("# {}\n{list}", folder().display());
    let note = folder().join(NOTE);
    if fs::read_to_string(&note).is_ok_and(|noted| noted == list) {
        println!("The tools of {WANTED} are there.");
        return Ok(());
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(folder());
    process::run("Making a folder for Python", make)?;
    process::run("Installing the Python tools", pip(&wanted))?;
    fs::write(note, list).context("the folder for Python can't be written to")
}

fn pip(wanted: &Path) -> Command {
    let mut pip = Command::new(python_tool("pip"));
    pip.args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    pip.arg(wanted);
    pip
}
