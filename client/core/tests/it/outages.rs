//! What becomes of a ring, an answer and a call while the network or the server is away.

use crate::clinic::Clinic;
use client_core::{Action, CallIntent, CallStage, Farewell, LinkState};
use shared::Outcome;

#[test]
fn the_ring_pauses_while_the_server_is_gone_and_resumes_when_it_still_rings() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.cut(scene.patient);
    clinic.wait(1);
    assert!(!clinic.rings(scene.patient));
    clinic.wait(5_000);
    clinic.mend(scene.patient);
    clinic.wait(10_000);
    assert!(clinic.rings(scene.patient));
    assert_eq!(clinic.devices[scene.patient].rings_started, 2);
    assert_eq!(
        clinic.devices[scene.patient].raised, 1,
        "a window is raised once per call"
    );
}

#[test]
fn a_ring_that_was_cancelled_meanwhile_does_not_resume() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.cut(scene.patient);
    clinic.wait(6_000);
    clinic.says(scene.doctor, CallIntent::Cancel);
    clinic.wait(500);
    clinic.mend(scene.patient);
    clinic.wait(20_000);
    assert_eq!(clinic.devices[scene.patient].rings_started, 1);
    assert_eq!(clinic.outcome(scene.patient), Some(Outcome::Cancelled));
}

#[test]
fn a_lost_answer_to_accept_is_asked_for_again_under_the_same_key() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.devices[scene.patient].network.lose_answers = 1;
    // The push is lost as well.
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(21);
    clinic.break_socket(scene.patient, Farewell::Unsaid);
    clinic.devices[scene.patient].network.sockets = false;
    clinic.wait(12_000);
    let tries = clinic.requests_to(scene.patient, "/confirm");
    assert_eq!(tries.len(), 2);
    assert!(tries[0].idempotency_key.is_some());
    assert_eq!(tries[0].idempotency_key, tries[1].idempotency_key);
    let accepted = clinic
        .server
        .decisions
        .iter()
        .filter(|path| path.ends_with("/confirm"));
    assert_eq!(accepted.count(), 1);
    assert!(matches!(
        clinic.stage(scene.patient),
        Some(CallStage::Connecting { .. })
    ));
    assert!(!clinic.rings(scene.patient));
    clinic.devices[scene.patient].network.sockets = true;
}

#[test]
fn an_accept_without_network_reaches_the_server_once_it_is_back() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.cut(scene.patient);
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(4_000);
    assert_eq!(clinic.call(scene.patient).unwrap().accept, Action::Busy);
    clinic.mend(scene.patient);
    clinic.wait(8_000);
    assert!(clinic.is_active(scene.patient));
    assert!(clinic.is_active(scene.doctor));
}

#[test]
fn an_accept_that_cannot_reach_the_server_is_given_up_at_the_deadline() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.cut(scene.patient);
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(35_000);
    let tries = clinic.requests_to(scene.patient, "/confirm").len();
    assert_ne!(clinic.call(scene.patient).unwrap().accept, Action::Busy);
    clinic.wait(60_000);
    assert_eq!(clinic.requests_to(scene.patient, "/confirm").len(), tries);
    clinic.mend(scene.patient);
    clinic.wait(40_000);
    assert_eq!(clinic.outcome(scene.patient), Some(Outcome::Missed));
}

#[test]
fn a_call_survives_twenty_seconds_without_network() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.wait(6_000);
    clinic.cut(scene.patient);
    clinic.wait(3_000);
    assert!(clinic.is_interrupted(scene.doctor));
    clinic.wait(17_000);
    clinic.mend(scene.patient);
    clinic.wait(25_000);
    for device in [scene.doctor, scene.patient] {
        let stage = clinic.stage(device);
        assert!(matches!(stage, Some(CallStage::Active { .. })), "{stage:?}");
        assert_eq!(
            clinic.devices[device].media_opened, 1,
            "the call itself stays open"
        );
    }
    let restarts = &clinic.devices[scene.doctor].restarts;
    assert!(!restarts.is_empty());
    for pair in restarts.windows(2) {
        assert!(pair[1].since_ms(pair[0]) >= 4_000);
    }
}

#[test]
fn a_call_that_nobody_can_bring_back_is_lost_on_both_sides() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.wait(6_000);
    clinic.cut(scene.patient);
    clinic.wait(60_000);
    assert!(clinic.is_interrupted(scene.doctor), "a minute is allowed");
    // What is missing is noticed after two seconds.
    clinic.wait(2_500);
    assert_eq!(clinic.outcome(scene.doctor), Some(Outcome::Lost));
    assert!(clinic.devices[scene.doctor].media.is_none());
    clinic.mend(scene.patient);
    clinic.wait(40_000);
    assert_eq!(clinic.outcome(scene.patient), Some(Outcome::Lost));
    assert!(clinic.devices[scene.patient].media.is_none());
}

#[test]
fn ending_releases_the_devices_even_where_the_server_does_not_hear_it() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.cut(scene.patient);
    clinic.says(scene.patient, CallIntent::End);
    assert!(clinic.devices[scene.patient].media.is_none());
    assert_eq!(clinic.call(scene.patient).unwrap().end, Action::Busy);
    clinic.wait(5_000);
    clinic.mend(scene.patient);
    clinic.wait(10_000);
    assert_eq!(clinic.outcome(scene.doctor), Some(Outcome::Completed));
}

#[test]
fn a_lost_call_of_the_doctor_is_found_again_after_a_server_restart() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.break_socket(scene.doctor, Farewell::ComeBackLater);
    clinic.break_socket(scene.patient, Farewell::ComeBackLater);
    clinic.wait(5_500);
    for device in [scene.doctor, scene.patient] {
        assert_eq!(clinic.devices[device].view().link, LinkState::Online);
        assert!(matches!(
            clinic.stage(device),
            Some(CallStage::Ringing { .. })
        ));
    }
    clinic.wait(1_000);
    assert!(clinic.rings(scene.patient));
}

#[test]
fn a_socket_that_a_changed_network_left_behind_is_found_out_within_seconds() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.wait(6_000);
    let opened = clinic.devices[scene.patient].links_opened_at.len();
    // Nothing gets through, and nobody closes the socket.
    clinic.devices[scene.patient].network.up = false;
    clinic.look_at_media();
    clinic.wait(2_000);
    clinic.mend(scene.patient);
    clinic.wait(8_000);
    assert!(clinic.devices[scene.patient].links_opened_at.len() > opened);
    for side in [scene.doctor, scene.patient] {
        assert!(clinic.is_active(side));
    }
}
