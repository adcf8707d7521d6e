//! What a process and all that it started cost.

use std::collections::HashMap;

/// Ticks of the kernel's clock in a second; the same on every Linux that this runs on.
const TICKS: f64 = 100.0;

/// CPU seconds used so far, user and system.
pub fn cpu_seconds(process: u32) -> f64 {
    let ticks: u64 = family(process)
        .into_iter()
        .filter_map(|id| {
            let stat = read(id, "stat")?;
            // Fields 14 and 15; the name before may hold anything.
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
            let user: u64 = fields.next()?.parse().ok()?;
            Some(user + fields.next()?.parse::<u64>().ok()?)
        })
        .sum();
    ticks as f64 / TICKS
}

/// Memory that belongs to them alone (anonymous, resident), megabytes.
pub fn megabytes(process: u32) -> f64 {
    let kilobytes: u64 = family(process)
        .into_iter()
        .filter_map(|id| {
            let status = read(id, "status")?;
            let line = status.lines().find_map(|l| l.strip_prefix("RssAnon:"))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        })
        .sum();
    kilobytes as f64 / 1_024.0
}

fn read(id: u32, file: &str) -> Option<String> {
    std::fs::read_to_string(format!("/proc/{id}/{file}")).ok()
}

/// The process and its descendants.
fn family(process: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").unwrap().filter_map(Result::ok) {
        let Some(id) = entry.file_name().to_str().and_then(|n| n.parse().ok()) else {
            continue;
        };
        let parent = read(id, "stat").and_then(|stat| {
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(1);
            fields.next()?.parse().ok()
        });
        children.entry(parent.unwrap_or(0)).or_default().push(id);
    }
    let (mut family, mut place) = (vec![process], 0);
    while let Some(id) = family.get(place) {
        family.extend(
            children
                .get(id)
                .into_iter()
                .flatten()
                .copied()
                .collect::<Vec<_>>(),
        );
        place += 1;
    }
    family
}

/// The machine's load average over a minute, as the kernel writes it.
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}
