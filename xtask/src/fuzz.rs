//! `cargo xtask fuzz`: every target of `fuzz/` in turn, each for its share of the time.
//!
//! What is found by chance stays in the target folder; what is worth keeping is put into `fuzz/corpus`
//! by hand, and small. The tests replay that corpus without any of this.

use crate::{install, paths, process};
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The tool that builds the targets.
const TOOL: install::CargoTool = install::CargoTool {
    subcommand: "fuzz",
    package: "cargo-fuzz",
    version: "0.13.2",
};
/// Longest that one input may take, in seconds.
const TIMEOUT_S: u32 = 10;
/// Largest input, in bytes: any larger one is only slower.
const MAX_BYTES: u32 = 16 * 1024;
/// Most memory, in MiB.
const MEMORY_MIB: u32 = 2_048;

/// What to fuzz, and for how long.
#[derive(clap::Args)]
pub struct Args {
    /// How long in all, shared among the targets: `90s`, `10m`, `2h`
    #[arg(long = "for", value_parser = span, default_value = "10m")]
    time: Duration,
    /// Only these targets [default: all]
    targets: Vec<String>,
}

/// Runs them, and names all that failed.
pub fn fuzz(args: &Args) -> anyhow::Result<()> {
    process::notice_interruptions()?;
    install::ensure_packages(&[install::SERVER, install::APP])?;
    install::ensure_cargo_tool(&TOOL)?;
    let all = targets()?;
    let unknown = args.targets.iter().find(|target| !all.contains(target));
    anyhow::ensure!(
        unknown.is_none(),
        "there is no target {:?}; there are {}",
        unknown.map_or("", String::as_str),
        all.join(", ")
    );
    let chosen = if args.targets.is_empty() {
        &all
    } else {
        &args.targets
    };
    lend_lock_file()?;
    process::run("Building the targets", build(&rooms_of(chosen)?))?;
    let seconds = args.time.as_secs() / u64::try_from(chosen.len().max(1))?;
    let mut failed = Vec::new();
    for target in chosen {
        match process::run(target, run(target, seconds.max(1))?) {
            Ok(()) => {}
            Err(error) if process::is_interrupted() => return Err(error),
            Err(_) => failed.push(format!("{target} (see {})", artifacts(target).display())),
        }
    }
    anyhow::ensure!(failed.is_empty(), "inputs that break {}", failed.join(", "));
    println!(
        "\nNothing was found in {seconds} s of each of {} targets.",
        chosen.len()
    );
    Ok(())
}

fn folder() -> PathBuf {
    paths::root().join("fuzz")
}

/// The system whose code is built: this one.
fn triple() -> String {
    format!("{}-unknown-linux-gnu", std::env::consts::ARCH)
}

fn artifacts(target: &str) -> PathBuf {
    folder().join("artifacts").join(target)
}

fn targets() -> anyhow::Result<Vec<String>> {
    let folder = folder().join("fuzz_targets");
    let files = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let names = files.filter_map(|file| {
        let name = file.ok()?.file_name().into_string().ok()?;
        Some(name.strip_suffix(".rs")?.to_owned())
    });
    let mut names: Vec<_> = names.collect();
    names.sort();
    Ok(names)
}

/// The targets are built with the product's own versions.
fn lend_lock_file() -> anyhow::Result<()> {
    let (own, lent) = (
        paths::root().join("Cargo.lock"),
        folder().join("Cargo.lock"),
    );
    let changed_at = |path: &Path| fs::metadata(path).and_then(|about| about.modified());
    let is_fresh =
        changed_at(&lent).is_ok_and(|lent| changed_at(&own).is_ok_and(|own| own <= lent));
    if !is_fresh {
        fs::copy(own, lent).context("the lock file could not be copied")?;
    }
    Ok(())
}

/// The rooms whose bodies these targets call: no other one has to be built.
fn rooms_of(targets: &[String]) -> anyhow::Result<BTreeSet<String>> {
    let room_of = |target: &String| {
        let path = folder()
            .join("fuzz_targets")
            .join(target)
            .with_extension("rs");
        let text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
        let before = text.split("::fuzzing::").next().unwrap_or_default();
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_');
        let room = before.get(start.map_or(0, |start| start + 1)..);
        Ok(room.unwrap_or_default().replace('_', "-"))
    };
    targets.iter().map(room_of).collect()
}

fn build(rooms: &BTreeSet<String>) -> Command {
    let mut build = paths::cargo();
    build
        .args(["fuzz", "build", "--target", &triple()])
        .args(["--no-default-features", "--features"])
        .arg(Vec::from_iter(rooms.iter().map(String::as_str)).join(","))
        // Instrumenting is a choice of nightly compilers otherwise.
        .env("RUSTC_BOOTSTRAP", "1");
    build
}

fn run(target: &str, seconds: u64) -> anyhow::Result<Command> {
    let built = folder().join("target").join(triple()).join("release");
    let found = folder().join("target/corpus").join(target);
    for needed in [&found, &artifacts(target)] {
        fs::create_dir_all(needed).with_context(|| format!("no folder {}", needed.display()))?;
    }
    let mut run = process::killed_with_parent(built.join(target));
    // SQLite's one file has two static arrays of one name, which the sanitizer takes for one that is there twice.
    run.env("ASAN_OPTIONS", "detect_odr_violation=0");
    run.current_dir(folder())
        .arg(&found)
        .arg(folder().join("corpus").join(target))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={TIMEOUT_S}"))
        .arg(format!("-max_len={MAX_BYTES}"))
        .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
        .arg(format!("-artifact_prefix={}/", artifacts(target).display()))
        .args(["-print_final_stats=1", "-verbosity=0"]);
    Ok(run)
}

fn span(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time such as 90s, 10m or 2h");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return Err(wrong()),
    };
    let number: u64 = text.trim_end_matches(unit).parse().map_err(|_| wrong())?;
    let whole = number.checked_mul(seconds).ok_or_else(wrong)?;
    Ok(Duration::from_secs(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        let seconds = |text| span(text).map(|time| time.as_secs());
        assert_eq!(
            [seconds("90s"), seconds("10m"), seconds("2h")],
            [Ok(90), Ok(600), Ok(7_200)]
        );
        for odd in ["", "10", "m", "-1m", "10d", "99999999999999999999h"] {
            assert!(span(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_targets_are_there() {
        let targets = targets().unwrap();
        assert!(targets.iter().any(|name| name == "sdp"), "{targets:?}");
        let rooms = rooms_of(&targets).unwrap();
        assert_eq!(
            Vec::from_iter(rooms),
            ["backend", "client-core", "client-engine"]
        );
        let rooms = rooms_of(&["vp8".to_owned()]).unwrap();
        assert_eq!(Vec::from_iter(rooms), ["client-engine"]);
    }
}
