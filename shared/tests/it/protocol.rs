//! docs/protocol.md tells of every frame, once.

use crate::wire::types;
use shared::samples::About;
use shared::*;

const DOCUMENT: &str = include_str!("../../../docs/protocol.md");

/// The rows of the table below a heading that begin with words in code style, without the first bar.
fn rows(heading: &str) -> impl Iterator<Item = &str> {
    let section = DOCUMENT
        .split("\n## ")
        .find(|section| section.starts_with(heading))
        .unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| line.trim_matches(['|', ' ']))
}

/// The words in code style of one cell.
fn words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(", ").map(|word| word.trim_matches('`'))
}

/// The words in code style in the first column of the table below a heading.
fn first_column(heading: &str) -> Vec<&str> {
    rows(heading)
        .flat_map(|row| words(row.split(" | ").next().unwrap()))
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

/// The events of older systems that did this job, whose functions must not be lost.
const OLDER: &[&str] = &[
    "accept-video-call",
    "activeCall",
    "alert",
    "answer",
    "appointment-sync",
    "authenticate",
    "call-accepted",
    "callEnded",
    "connect",
    "consultation-starting",
    "device-test-results",
    "doctor-joined-waiting-room",
    "doctor-left-waiting-room",
    "doctor-offline",
    "doctor-online",
    "end-video-call",
    "endCall",
    "ice-candidate",
    "incoming-video-call",
    "interrupted",
    "join-video-room",
    "join-waiting-room",
    "joinCall",
    "joinerConnected",
    "leave-video-room",
    "leave-waiting-room",
    "media-toggled",
    "offer",
    "patient-device-test-completed",
    "patient-joined",
    "patient-left",
    "patient-ready",
    "patient-ready-status-changed",
    "peer_id_updated",
    "register",
    "reject-video-call",
    "request-video-call",
    "resumed",
    "startCall",
    "waiting-room-joined",
    "waiting-room-message",
];

#[test]
fn every_event_of_older_systems_has_frames_that_do_its_work() {
    const HEADING: &str = "What older systems called it";
    assert_told(HEADING, OLDER.iter().map(|&event| event.to_owned()));
    let mut frames = types(&ServerFrame::samples());
    frames.extend(types(&ClientFrame::samples(&About::default())));
    for row in rows(HEADING) {
        let (_, ours) = row.split_once(" | ").unwrap();
        for frame in words(ours) {
            assert!(frames.iter().any(|known| known == frame), "{frame}");
        }
    }
}
