//! Where things are: the checkout, what cargo builds into it, and what a run keeps.

use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout's top folder. Every path of this program starts here, so that it can be called
/// from any folder below.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent()
        .map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Where a run keeps its database, profiles and logs.
pub fn run_folder() -> PathBuf {
    root().join(".run")
}

/// Cargo, as a person would call it here.
///
/// `cargo run` hands down variables about this very package. Build scripts that watch them would
/// run again each time a person and this program take turns, so they are taken away.
pub fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let about_us = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if about_us {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Cargo's own account of the workspace, dependencies as declared.
pub fn metadata() -> anyhow::Result<serde_json::Value> {
    let said = cargo()
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()
        .context("`cargo metadata` did not start")?;
    anyhow::ensure!(
        said.status.success(),
        "`cargo metadata` failed:\n{}",
        String::from_utf8_lossy(&said.stderr)
    );
    serde_json::from_slice(&said.stdout).context("`cargo metadata` said something unreadable")
}

/// How cargo builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build.
    Debug,
    /// Quick to run.
    Release,
}

/// The same for the debug build that `run`, `dev` and `test` share: clippy's driver compiles the
/// workspace's own crates, so that lints cost no pass of their own and no second check of each
/// library. It leaves MIR unoptimised, so nothing that is released or measured is built by it.
pub fn linting_cargo() -> Command {
    let mut cargo = cargo();
    if has_program("clippy-driver") {
        cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    }
    cargo
}

/// Has cargo build these programs as it builds them for the tests: a choice of packages would choose
/// other features of the libraries below, and compile them once more.
pub fn build_programs(programs: &[&str], profile: Profile) -> Command {
    let mut cargo = match profile {
        Profile::Debug => linting_cargo(),
        Profile::Release => cargo(),
    };
    cargo.args(["build", "--workspace"]);
    cargo.args(programs.iter().flat_map(|program| ["--bin", program]));
    cargo.args((profile == Profile::Release).then_some("--release"));
    cargo
}

/// Where cargo puts all that it builds.
pub fn target_folder() -> anyhow::Result<PathBuf> {
    let metadata = metadata()?;
    let target = metadata
        .get("target_directory")
        .and_then(serde_json::Value::as_str)
        .context("`cargo metadata` names no target folder")?;
    Ok(PathBuf::from(target))
}

/// Where cargo puts a program that it built.
pub fn built(program: &str, profile: Profile) -> anyhow::Result<PathBuf> {
    let folder = match profile {
        Profile::Debug => "debug",
        Profile::Release => "release",
    };
    Ok(target_folder()?.join(folder).join(program))
}

/// Whether a program of that name is in the search path.
pub fn has_program(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}
