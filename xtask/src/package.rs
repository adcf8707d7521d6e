//! `cargo xtask package`: the app's installers for this system, made by Tauri's bundler.

use crate::paths::{self, Profile};
use crate::{install, process};
use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};

/// What to make.
#[derive(clap::Args)]
pub struct Args {
    /// Kinds of installers; the bundler names those of this system
    #[arg(long, value_delimiter = ',', default_value = "deb")]
    bundles: Vec<String>,
    /// Quicker to build, and slower to run
    #[arg(long)]
    debug: bool,
}

/// Makes them and says where they lie.
pub fn package(args: &Args) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    let profile = if args.debug {
        Profile::Debug
    } else {
        Profile::Release
    };
    for kind in &args.bundles {
        let folder = bundle(kind, profile)?;
        for file in installers(&folder, kind)? {
            println!("{}", file.display());
        }
    }
    Ok(())
}

/// Builds the app and a Debian package of it.
pub fn debian_package(profile: Profile) -> anyhow::Result<PathBuf> {
    let folder = bundle("deb", profile)?;
    let mut made = installers(&folder, "deb")?;
    made.pop().context("the bundler left no package")
}

/// Builds the app and one kind of installer; the folder that holds it.
fn bundle(kind: &str, profile: Profile) -> anyhow::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        install::ensure_packages(&[install::APP])?;
    }
    install::install_ui_packages()?;
    install::build_ui()?;
    let app = paths::built("medconsult", profile)?;
    let folder = app.with_file_name("bundle").join(kind);
    if folder.exists() {
        // An older version's file has another name and would stay.
        fs::remove_dir_all(&folder)?;
    }
    let mut build = paths::cargo();
    build.args(["build", "--package", "client", "--bin", "medconsult"]);
    build.args((profile == Profile::Release).then_some("--release"));
    process::run("The build", build)?;
    let mut bundler = install::ui_script(&["--prefix", "../client-ui", "exec", "--", "tauri"]);
    bundler
        .args(["bundle", "--ci", "--bundles", kind])
        .args((profile == Profile::Debug).then_some("--debug"))
        .current_dir(paths::root().join("client"));
    process::run("The bundler", bundler)?;
    Ok(folder)
}

fn installers(folder: &Path, kind: &str) -> anyhow::Result<Vec<PathBuf>> {
    let inside = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let ending = if kind == "nsis" { "exe" } else { kind };
    let mut files: Vec<_> = inside
        .filter_map(Result::ok)
        .map(|file| file.path())
        .filter(|file| file.extension().is_some_and(|is| is == ending))
        .collect();
    files.sort();
    Ok(files)
}
