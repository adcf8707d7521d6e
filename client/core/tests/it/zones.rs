//! Times of day by another implementation with data of its own: Python's zoneinfo with the package tzdata.

use client_core::{Zone, zone_names};
use std::collections::BTreeMap;
use std::process::Command;

/// Unix seconds at which 2027 begins and ends in UTC.
const YEAR: std::ops::Range<i64> = 1_798_761_600..1_830_297_600;

/// Each zone's offset when 2027 begins, and each change of it within.
fn by_python() -> BTreeMap<String, Vec<(i64, i32)>> {
    let python = std::env::var("MEDCONSULT_PYTHON").expect(
        "MEDCONSULT_PYTHON names a Python with the tools of e2e/requirements.txt; `cargo xtask test` sets it",
    );
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/zones.py");
    let told = Command::new(python).arg(script).output().unwrap();
    let words = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{words}");
    serde_json::from_slice(&told.stdout).unwrap()
}

/// The same from what the page is given.
fn by_the_core(zone: &Zone) -> Vec<(i64, i32)> {
    let before = zone.shifts.iter().rfind(|(at, _)| *at <= YEAR.start);
    let first = (
        YEAR.start,
        before.map_or(zone.offset_s, |(_, offset)| *offset),
    );
    let within = zone
        .shifts
        .iter()
        .filter(|(at, _)| *at > YEAR.start && *at < YEAR.end);
    std::iter::once(first).chain(within.copied()).collect()
}

#[test]
fn every_zone_shows_in_2027_what_python_says() {
    let expected = by_python();
    assert!(expected.len() >= 590, "{} zones", expected.len());
    let differing: Vec<_> = expected
        .iter()
        .filter_map(|(name, changes)| {
            let ours = Zone::named(name).map(|zone| by_the_core(&zone));
            (ours.as_ref() != Some(changes)).then(|| format!("{name}: {ours:?} for {changes:?}"))
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn whoever_chooses_a_zone_finds_it() {
    let names = zone_names();
    assert!(names.iter().all(|name| Zone::named(name).is_some()));
    assert!(names.iter().any(|name| name == "America/Vancouver"));
    assert_eq!(Zone::named("Mars/Olympus"), None);
}
