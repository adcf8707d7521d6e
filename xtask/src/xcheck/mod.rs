//! `cargo xtask xcheck`: type-checks the app for systems other than this one.
//!
//! A check never links, so no other system's compiler, headers or libraries are wanted: the standard
//! library is compiled from Debian's source of it, and what build scripts call a C compiler is a
//! script that only makes files. So this finds every Rust error of another system, and no error of a
//! linker or of C code.

mod stand_ins;
mod targets;

use crate::{install, paths, process};
use anyhow::Context;
use stand_ins::StandIns;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
pub use targets::Target;

/// Debian's compiler. rustup's own has no source of the standard library unless it is downloaded.
const RUSTC: &str = "/usr/bin/rustc";
const RUSTDOC: &str = "/usr/bin/rustdoc";
const ROOMS: [&str; 3] = ["client-core", "client-engine", "client"];

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Only these systems [default: all]
    #[arg(value_enum)]
    targets: Vec<Target>,
    /// How many compilers run at once [default: one for each processor]
    #[arg(long, short)]
    jobs: Option<u32>,
}

/// Checks one system after the other, and names all that failed.
pub fn xcheck(args: &Args) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    install::ensure_packages(&[install::APP, install::CROSS])?;
    ensure_source_fits()?;
    install::install_ui_packages()?;
    // The shell takes the built page in.
    install::build_ui()?;
    let folder = paths::target_folder()?.join("xcheck");
    let stand_ins = StandIns::write(&folder.join("stand-ins"))?;
    let targets = match args.targets.as_slice() {
        [] => Target::ALL,
        some => some,
    };
    let mut failed = Vec::new();
    for target in targets {
        let begun = Instant::now();
        println!("\nThe app on {}", target.triple());
        let check = check(*target, &folder, &stand_ins, args.jobs);
        match process::run(target.triple(), check) {
            Ok(()) => println!("{}: no error, {:.0?}", target.triple(), begun.elapsed()),
            Err(error) if process::is_interrupted() => return Err(error),
            Err(_) => failed.push(target.triple()),
        }
    }
    anyhow::ensure!(failed.is_empty(), "errors on {}", failed.join(", "));
    println!("\nNo errors on {} systems.", targets.len());
    Ok(())
}

fn check(target: Target, folder: &Path, stand_ins: &StandIns, jobs: Option<u32>) -> Command {
    let mut check = paths::cargo();
    check
        .args(["check", "-Zbuild-std=std,panic_abort", "--locked"])
        .args(["--target", target.triple()])
        .args(ROOMS.iter().flat_map(|room| ["--package", room]))
        .arg("--target-dir")
        .arg(folder)
        .env("RUSTC", RUSTC)
        .env("RUSTDOC", RUSTDOC)
        // Compiling the standard library is a choice of nightly compilers otherwise.
        .env("RUSTC_BOOTSTRAP", "1");
    if let Some(jobs) = jobs {
        check.arg("--jobs").arg(jobs.to_string());
    }
    stand_ins.apply_to(target, &mut check);
    check
}

/// Compiler and source have to be of one release.
fn ensure_source_fits() -> anyhow::Result<()> {
    let said = Command::new(RUSTC)
        .args(["--print", "sysroot"])
        .output()
        .with_context(|| format!("{RUSTC} does not start"))?;
    let root = PathBuf::from(String::from_utf8_lossy(&said.stdout).trim());
    let source = root.join("lib/rustlib/src/rust/library/Cargo.lock");
    anyhow::ensure!(
        source.is_file(),
        "{RUSTC} has no source of the standard library at {}; Debian's rustc-web and \
         rust-web-src bring both",
        source.display()
    );
    Ok(())
}
