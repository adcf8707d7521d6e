//! Consent over a restart of the app, and taken back.

use crate::clinic::Clinic;
use client_core::{Action, CallIntent, CallStage};

#[test]
fn a_call_goes_on_after_a_restart_of_the_app() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.wait(100_000);
    restart(&mut clinic, scene.patient, 5_000);
    assert!(clinic.devices[scene.patient].media.is_some());
    clinic.says(scene.patient, CallIntent::End);
    clinic.wait(1_000);
    assert_eq!(clinic.devices[scene.patient].keeps_consent, None);
}

#[test]
fn what_an_older_run_agreed_to_is_asked_again() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let mut kept = clinic.devices[scene.patient].keeps_consent.unwrap();
    kept.at = kept.at.plus_s(-180);
    clinic.devices[scene.patient].keeps_consent = Some(kept);
    restart(&mut clinic, scene.patient, 2_000);
    assert!(clinic.devices[scene.patient].media.is_none());
    assert_eq!(clinic.stage(scene.patient), Some(CallStage::Held));
    let call = clinic.devices[scene.patient].view().call.unwrap();
    assert_eq!((call.accept, call.end), (Action::Allowed, Action::Allowed));
    let asked = clinic.requests_to(scene.patient, "/confirm").len();
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(4_000);
    assert!(clinic.devices[scene.patient].media.is_some());
    // The server has heard the answer already.
    assert_eq!(clinic.requests_to(scene.patient, "/confirm").len(), asked);
}

/// The doctor cancels while the patient's answer is on its way: whoever wins at the server, no device
/// of the doctor opens by itself.
#[test]
fn a_call_that_was_cancelled_here_opens_nothing_though_the_answer_won() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.says(scene.doctor, CallIntent::Cancel);
    clinic.wait(4_000);
    assert!(clinic.devices[scene.doctor].media.is_none());
    assert_eq!(clinic.stage(scene.doctor), Some(CallStage::Held));
    clinic.says(scene.doctor, CallIntent::Accept);
    clinic.wait(4_000);
    assert!(clinic.devices[scene.doctor].media.is_some());
}

fn restart(clinic: &mut Clinic, device: usize, wait_ms: i64) {
    clinic.kill(device);
    clinic.starts_again(device);
    clinic.wait(wait_ms);
}
