//! The app as its Debian package brings it, on a screen in memory.

use super::tree;
use crate::paths::Profile;
use crate::process::{self, Running};
use crate::run::display::Display;
use crate::{install, package, paths};
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const STARTS: usize = 5;
/// An app that shows nothing by then is broken, not slow.
const TIMEOUT: Duration = Duration::from_secs(60);
/// After that long nothing of the start goes on any more.
const SETTLED: Duration = Duration::from_secs(10);
/// The empty window has one colour, and the screen behind it another. Letters have many shades.
const SHADES: usize = 8;

/// Packs it, unpacks it, starts it some times, and prints a table.
pub fn measure(profile: Profile) -> anyhow::Result<()> {
    install::ensure_packages(&[install::WINDOW, install::SCREENSHOT])?;
    let deb = package::debian_package(profile)?;
    let folder = paths::target_folder()?.join("bench-app");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("-x").arg(&deb).arg(folder.join("installed"));
    process::run("dpkg-deb", unpack)?;

    let display = Display::in_memory()?;
    let mut times = Vec::new();
    let mut idle = None;
    for number in 0..STARTS {
        let home = folder.join(format!("home-{number}"));
        let begun = Instant::now();
        let app = start(
            &folder.join("installed/usr/bin/medconsult"),
            &home,
            &display,
        )?;
        times.push(wait_for_screen(&display, begun)?);
        if number + 1 == STARTS {
            thread::sleep(SETTLED);
            idle = Some(tree::measure(app.id())?);
        }
    }
    times.sort();
    let idle = idle.context("nothing was measured")?;
    println!("\n| what | measured |\n|---|---|");
    println!("| package | {} |", in_mib(fs::metadata(&deb)?.len()));
    println!(
        "| installed | {} |",
        in_mib(size(&folder.join("installed"))?)
    );
    println!(
        "| start of the process -> the first screen can be seen, {STARTS} fresh profiles | {} ms median, {} ms slowest |",
        times.get(STARTS / 2).context("no start")?.as_millis(),
        times.last().context("no start")?.as_millis()
    );
    println!(
        "| idle, all processes, memory of its own (PSS) | {} |",
        in_mib(idle.memory)
    );
    println!("| idle, CPU | {:.1} % of a core |", idle.cpu_percent);
    Ok(())
}

fn start(app: &Path, home: &Path, display: &Display) -> anyhow::Result<Running> {
    fs::create_dir_all(home)?;
    let mut command = process::killed_with_parent("dbus-run-session");
    display.apply_to(&mut command);
    command
        .arg("--")
        .arg(app)
        // Nothing listens there: the first screen asks to sign in and needs no server.
        .args([
            "--server",
            "http://127.0.0.1:9",
            "--no-keyring",
            "--synthetic",
        ])
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .stderr(Stdio::null());
    Running::start("The app", command)
}

/// How long it took until letters could be seen: at most that, for a look takes a while itself.
fn wait_for_screen(display: &Display, begun: Instant) -> anyhow::Result<Duration> {
    loop {
        let mut look = Command::new("import");
        display.apply_to(&mut look);
        look.args([
            "-window",
            "root",
            "-depth",
            "8",
            "-colorspace",
            "Gray",
            "gray:-",
        ]);
        let seen = look.output().context("imagemagick's import")?.stdout;
        let shades: BTreeSet<u8> = seen.into_iter().collect();
        if shades.len() > SHADES {
            return Ok(begun.elapsed());
        }
        anyhow::ensure!(begun.elapsed() < TIMEOUT, "the app shows nothing");
        anyhow::ensure!(!process::is_interrupted(), "interrupted");
    }
}

fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        sum += if about.is_dir() {
            size(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(sum)
}

/// With one digit, without a detour over numbers that are not exact.
fn in_mib(bytes: u64) -> String {
    let tenths = bytes * 10 / (1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_by_people() {
        assert_eq!(in_mib(3 * (1 << 20) + (1 << 19)), "3.5 MiB");
        assert_eq!(in_mib(0), "0.0 MiB");
    }
}
