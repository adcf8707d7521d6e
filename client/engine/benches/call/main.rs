//! What a call is like and what it costs, beside Chromium to Chromium on the same links:
//! `cargo xtask bench call`.
//!
//! Each end is a process in a network namespace of its own; this program is the link between them,
//! carries their signals, and compares afterwards what was taken and seen, said and heard. Prints
//! Markdown. Times are upper bounds: everybody shares the machine.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement fails by panicking"
)]

mod browser;
mod call;
mod diary;
mod end;
mod figures;
mod film;
#[path = "../../tests/it/emulated_network/link.rs"]
mod link;
mod load;
#[path = "../../tests/it/netns.rs"]
mod netns;
mod networks;
mod ours;
mod profile;
mod table;
mod voice_score;

use diary::Task;
use film::Film;
use profile::{Look, Profile};
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

/// Names the only profile to measure.
const ONLY: &str = "--profile";
/// Leaves Chromium out, for who changes something and wants to see whether it helps.
const ALONE: &str = "--alone";

fn main() {
    if let Some(task) = argument(end::END) {
        let task: Task = serde_json::from_str(&task).unwrap();
        if task.is_browser {
            browser::run(task);
        } else {
            ours::run(task);
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let speech = folder.path().join("speech.wav");
    speak(&speech);
    let mut films = HashMap::new();
    let is_alone = std::env::args().any(|argument| argument == ALONE);
    table::begin();
    for profile in wanted() {
        let clip = folder.path().join(format!("clip-{}.y4m", profile.size.1));
        let film = films
            .entry(profile.size)
            .or_insert_with(|| Film::shoot(&clip, profile.size));
        let measure = |is_browser| {
            let folder = folder.path().join(format!("{}-{is_browser}", profile.name));
            let task = Task {
                is_browser,
                folder: folder.clone(),
                clip: clip.clone(),
                speech: speech.clone(),
                size: profile.size,
                is_frugal: profile.look == Look::Load,
            };
            let outcome = call::measure(&profile, &task, film);
            std::fs::remove_dir_all(&folder).unwrap();
            outcome
        };
        let theirs = (!is_alone).then(|| measure(true));
        table::print(&profile, theirs.as_ref(), &measure(false));
    }
    table::end();
}

/// What follows this word on the command line.
fn argument(word: &str) -> Option<String> {
    std::env::args()
        .skip_while(|argument| argument != word)
        .nth(1)
}

fn wanted() -> Vec<Profile> {
    let mut profiles = profile::all();
    if let Some(only) = argument(ONLY) {
        let names: Vec<_> = profiles.iter().map(|profile| profile.name).collect();
        profiles.retain(|profile| profile.name == only);
        assert!(!profiles.is_empty(), "no such link; there are {names:?}");
    }
    profiles
}

fn speak(path: &Path) {
    let words = "Good morning. Please tell me since when you have been coughing. \
        It began two weeks ago, and at night it is worst of all. \
        Do you take any medicine at the moment? I have tried tea with honey, but that has not \
        helped me very much. Then I would like to have a look at your throat.";
    let spoken = path.with_extension("spoken.wav");
    run(Command::new("espeak-ng").arg("-w").arg(&spoken).arg(words));
    // At the rate of a microphone, so that it matters to nobody how well they convert.
    run(Command::new("sox")
        .arg(&spoken)
        .args(["-r", "48000"])
        .arg(path));
}

fn run(command: &mut Command) {
    assert!(
        command.status().is_ok_and(|status| status.success()),
        "{command:?} failed; `cargo xtask bench call` installs what is missing"
    );
}
