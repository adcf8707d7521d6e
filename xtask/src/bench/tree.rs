//! What a program and everything it started take of this machine, as Linux counts it.

use anyhow::Context;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const WATCHED: Duration = Duration::from_secs(5);

/// What they take together.
pub struct Taken {
    /// Bytes; what several share counts for each in parts (PSS).
    pub memory: u64,
    /// Of one processor, over some seconds.
    pub cpu_percent: f64,
}

/// Measures the process group that this process leads.
pub fn measure(leader: u32) -> anyhow::Result<Taken> {
    let begun = Instant::now();
    let before = ticks(leader)?;
    thread::sleep(WATCHED);
    let spent = ticks(leader)?.saturating_sub(before);
    let ticks_a_second = ticks_a_second()?;
    let seconds = f64::from(u32::try_from(spent)?) / f64::from(ticks_a_second);
    let mut memory = 0;
    for process in group(leader)? {
        memory += memory_of(process);
    }
    Ok(Taken {
        memory,
        cpu_percent: 100.0 * seconds / begun.elapsed().as_secs_f64(),
    })
}

/// What `/proc/PID/stat` says after the name, which may hold blanks and brackets itself.
fn after_name(stat: &str) -> Vec<&str> {
    stat.rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().collect())
        .unwrap_or_default()
}

/// proc(5): the process group is the fifth word of all, and the third after the name.
fn group_of(stat: &str) -> Option<u32> {
    after_name(stat).get(2)?.parse().ok()
}

/// proc(5): time in user and in system mode, the words 14 and 15 of all.
fn ticks_of(stat: &str) -> u64 {
    let words = after_name(stat);
    let number = |place: usize| words.get(place).and_then(|word| word.parse::<u64>().ok());
    number(11).unwrap_or_default() + number(12).unwrap_or_default()
}

fn group(leader: u32) -> anyhow::Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").context("no /proc")? {
        let Some(process) = entry?
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        if group_of(&stat(process)) == Some(leader) {
            found.push(process);
        }
    }
    anyhow::ensure!(!found.is_empty(), "the program is gone");
    Ok(found)
}

fn stat(process: u32) -> String {
    fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default()
}

fn ticks(leader: u32) -> anyhow::Result<u64> {
    let processes = group(leader)?;
    Ok(processes.into_iter().map(|one| ticks_of(&stat(one))).sum())
}

fn ticks_a_second() -> anyhow::Result<u32> {
    let said = Command::new("getconf").arg("CLK_TCK").output()?.stdout;
    let said = String::from_utf8_lossy(&said);
    said.trim().parse().context("getconf CLK_TCK")
}

fn memory_of(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let kib = text.lines().find_map(|line| {
        let words = line.strip_prefix("Pss:")?;
        words
            .trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.unwrap_or_default() * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_brackets_misleads_nobody() {
        let stat = "12 (a ) (b) S 1 77 77 0 -1 4194560 9 0 0 0 30 12 0 0 20 0 1";
        assert_eq!(group_of(stat), Some(77));
        assert_eq!(ticks_of(stat), 42);
    }

    #[test]
    fn this_very_process_takes_memory() {
        assert!(memory_of(std::process::id()) > 0);
    }
}
