//! The gallery is complete, and no page of it is another one once more.

use crate::gallery;
use client_core::{Action, CallStage, ChatLineState, FilePresence, Loadable, Screen, ViewState};
use std::collections::{BTreeMap, BTreeSet};

fn screen_name(screen: &Screen) -> &'static str {
    match screen {
        Screen::Opening => "opening",
        Screen::SignIn(_) => "sign_in",
        Screen::Register(_) => "register",
        Screen::ProveAddress(_) => "prove_address",
        Screen::AwaitingApproval => "awaiting_approval",
        Screen::DoctorHome { .. } => "doctor_home",
        Screen::PracticeRoom(_) => "practice_room",
        Screen::PatientHome { .. } => "patient_home",
        Screen::WaitingRoom(_) => "waiting_room",
        Screen::Profile(_) => "profile",
        Screen::AdminNotice => "admin_notice",
        Screen::Doctors(_) => "doctors",
        Screen::Appointments(_) => "appointments",
        Screen::Appointment(_) => "appointment",
        Screen::Messages(_) => "messages",
        Screen::History(_) => "history",
        Screen::Booking(_) => "booking",
        Screen::Availability(_) => "availability",
    }
}

fn stage_name(stage: &CallStage) -> String {
    match stage {
        CallStage::Ringing { receipt, .. } => format!("ringing {:?}", receipt.stage),
        CallStage::Connecting { .. } => "connecting".into(),
        CallStage::Active { .. } => "active".into(),
        CallStage::Interrupted { .. } => "interrupted".into(),
        CallStage::Held => "held".into(),
        CallStage::Elsewhere => "elsewhere".into(),
        CallStage::Ended { outcome, .. } => format!("ended {outcome:?}"),
    }
}

#[test]
fn every_screen_and_every_stage_of_a_call_has_a_page() {
    let pages = gallery();
    let screens: BTreeSet<_> = pages
        .iter()
        .map(|(_, view)| screen_name(&view.screen))
        .collect();
    assert_eq!(screens.len(), 18, "{screens:?}");
    let stages: BTreeSet<_> = pages
        .iter()
        .filter_map(|(_, view)| view.call.as_ref())
        .map(|call| stage_name(&call.stage))
        .collect();
    // Four stages of a ring that are not an answer yet, five of a call, seven outcomes.
    assert_eq!(stages.len(), 4 + 5 + 7, "{stages:?}");
}

#[test]
fn every_state_of_a_line_and_of_a_file_has_a_page() {
    let (mut states, mut files) = (BTreeSet::new(), BTreeSet::new());
    for (_, view) in gallery() {
        let lines = match view.chat.map(|chat| chat.lines) {
            Some(Loadable::Loaded { value }) => value,
            _ => Vec::new(),
        };
        for line in lines {
            states.insert(match line.state {
                ChatLineState::Received => "received",
                ChatLineState::Waiting => "waiting",
                ChatLineState::Uploading { .. } => "uploading",
                ChatLineState::Sending => "sending",
                ChatLineState::Sent => "sent",
                ChatLineState::Delivered => "delivered",
                ChatLineState::Read => "read",
                ChatLineState::Failed { .. } => "failed",
            });
            files.extend(line.file.map(|file| match file.presence {
                FilePresence::Away => "away",
                FilePresence::Coming => "coming",
                FilePresence::Here => "here",
                FilePresence::Failed { .. } => "failed",
            }));
        }
    }
    assert_eq!(states.len(), 8, "{states:?}");
    assert_eq!(files.len(), 4, "{files:?}");
}

#[test]
fn every_result_of_a_device_check_has_a_page() {
    let (mut parts, mut paths) = (BTreeSet::new(), BTreeSet::new());
    let (mut speakers, mut rings) = (BTreeSet::new(), BTreeSet::new());
    for (_, view) in gallery() {
        let check = view.devices.check;
        let result = check.result;
        for part in [
            result.camera,
            result.microphone,
            result.speaker,
            result.network,
            result.ring,
        ] {
            parts.insert(format!("{:?} {:?}", part.verdict, part.reason));
        }
        paths.extend(check.network.map(|figures| format!("{:?}", figures.path)));
        speakers.insert(format!("{:?}", check.speaker));
        rings.insert(format!("{:?} {:?}", check.ring, check.notifications));
    }
    // Good and untested; refused, missing, silent, slow and blocked failures; silent, slow and unproven flaws.
    assert_eq!(parts.len(), 2 + 5 + 3, "{parts:?}");
    assert_eq!(paths.len(), 4 + 1, "{paths:?}");
    assert_eq!(speakers.len(), 3, "{speakers:?}");
    // At rest before and after, sounding, and asking where the system shows no notifications.
    assert_eq!(rings.len(), 4, "{rings:?}");
}

#[test]
fn names_are_unique_and_fit_for_files() {
    let pages = gallery();
    let names: BTreeSet<_> = pages.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), pages.len());
    for name in names {
        assert!(
            name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{name}"
        );
    }
}

#[test]
fn every_page_survives_json() {
    for (name, view) in gallery() {
        let text = serde_json::to_string(&view).unwrap();
        let read: ViewState = serde_json::from_str(&text).unwrap();
        assert_eq!(read, view, "{name}");
    }
}

#[test]
fn no_page_shows_what_another_one_shows() {
    let mut seen: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, view) in gallery() {
        // The page opens the settings by the name, above any view.
        let text = serde_json::to_string(&view).unwrap();
        let page = (name.starts_with("settings"), text);
        seen.entry(page).or_default().push(name);
    }
    let twins: Vec<_> = seen.values().filter(|names| names.len() > 1).collect();
    assert!(twins.is_empty(), "{twins:?}");
}

#[test]
fn the_core_does_what_the_scenes_want() {
    let pages: BTreeMap<_, _> = gallery().into_iter().collect();
    let home = |name: &str| match &pages[name].screen {
        Screen::DoctorHome { plans, .. } => plans.iter().map(|plan| plan.delete).collect(),
        _ => Vec::new(),
    };
    assert!(home("doctor-home-deletable").contains(&Action::Allowed));
    assert!(!home("doctor-home-offline").contains(&Action::Allowed));
    let ring_again = |name: &str| pages[name].call.as_ref().map(|call| call.ring_again);
    assert_eq!(
        ring_again("appointment-waiting-quiet"),
        Some(Action::Allowed)
    );
    assert_ne!(ring_again("appointment-waiting"), Some(Action::Allowed));
    for (name, view) in &pages {
        let called = name.starts_with("call-") || name.starts_with("direct-c");
        assert!(!called || view.call.is_some(), "{name} has no call");
        let chats = name.starts_with("chat-") && !name.ends_with("unread");
        assert!(!chats || view.chat.is_some(), "{name} has no chat");
        let fails = name.ends_with("-failed") && name.contains("home");
        assert!(
            !fails || serde_json::to_string(view).unwrap().contains("unreachable"),
            "{name} does not fail"
        );
    }
}
