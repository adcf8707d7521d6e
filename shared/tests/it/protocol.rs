//! docs/protocol.md tells of every frame, once.

use crate::wire::types;
use shared::samples::About;
use shared::*;

const DOCUMENT: &str = include_str!("../../../docs/protocol.md");

/// The words in code style in the first column of the table below a heading.
fn first_column(heading: &str) -> Vec<&str> {
    let section = DOCUMENT
        .split("\n## ")
        .find(|section| section.starts_with(heading))
        .unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.flat_map(|row| row.split(" | ").next().unwrap().split(", "))
        .map(|word| word.trim_matches('`'))
        .collect()
}

#[track_caller]
fn assert_told(heading: &str, frames: impl IntoIterator<Item = String>) {
    let mut told = first_column(heading);
    told.sort_unstable();
    let frames: Vec<_> = frames.into_iter().collect();
    assert_eq!(told, frames, "{heading}");
}

#[test]
fn every_frame_has_its_row() {
    assert_told("What the server tells", types(&ServerFrame::samples()));
    let of_devices = types(&ClientFrame::samples(&About::default()));
    assert_told("What a device may say", of_devices);
}
