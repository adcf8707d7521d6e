//! What was not signed by the device in whose name it came, and devices that are known or new.

use super::middle::{FORGED, TO_CALLEE, TO_CALLER, nonce, sit_between};
use super::{about, code, device, refused, talk_again};
use crate::clinic::Clinic;
use crate::clinic::answers::BASE;
use crate::clinic::device::secured_with;
use client_core::{
    CallIntent, CallStage, KnownDevices, LogEntry, OtherDevice, ProofFault, SessionIntent,
    StoredSession, VerificationView,
};
use shared::Signal;

/// It passes the proofs on and puts only its own certificate in: the simplest way to listen.
#[test]
fn a_changed_fingerprint_ends_the_connection_with_its_cause() {
    for way_changed in [TO_CALLEE, TO_CALLER] {
        let mut clinic = Clinic::open();
        clinic.server.middle = Some(Box::new(move |_, way, signal| {
            let sdp = secured_with(FORGED);
            let changed = match signal {
                Signal::Offer { proof, .. } if way == way_changed => Signal::Offer { sdp, proof },
                Signal::Answer { proof, .. } if way == way_changed => Signal::Answer { sdp, proof },
                other => other,
            };
            vec![(way, changed)]
        }));
        let scene = clinic.talk();
        let victim = [scene.patient, scene.doctor][way_changed];
        assert_eq!(refused(&clinic, victim), Some(ProofFault::NotSigned));
        let fault = LogEntry::ConnectionRefused(ProofFault::NotSigned);
        assert_eq!(clinic.devices[victim].log, [fault]);
        assert!(clinic.devices[victim].media.is_none());
        // Nothing brings it back, not even the server's word that all is well, and pressing Accept again.
        clinic.server.middle = None;
        clinic.says(victim, CallIntent::Accept);
        clinic.wait(8_000);
        assert!(clinic.devices[victim].media.is_none());
        assert_eq!(clinic.devices[victim].media_opened, 1);
        // The server ends it, and the cause is still told.
        clinic.wait(60_000);
        assert!(matches!(
            clinic.stage(victim),
            Some(CallStage::Ended { .. })
        ));
        assert_eq!(refused(&clinic, victim), Some(ProofFault::NotSigned));
    }
}

/// An app that is too old, or somebody who wants it to look so.
fn without_proofs(clinic: &mut Clinic) {
    clinic.server.middle = Some(Box::new(|_, way, signal| {
        let bare = match signal {
            Signal::Offer { sdp, .. } => Signal::offer(sdp),
            Signal::Answer { sdp, .. } => Signal::answer(sdp),
            Signal::Reveal { .. } => panic!("an old app would not understand it"),
            other => other,
        };
        vec![(way, bare)]
    }));
}

#[test]
fn with_an_old_app_the_call_works_and_nobody_vouches_for_it() {
    let mut clinic = Clinic::open();
    without_proofs(&mut clinic);
    let scene = clinic.talk();
    for of in [scene.doctor, scene.patient] {
        assert!(clinic.is_active(of));
        let signed_before = false;
        assert_eq!(
            about(&clinic, of),
            VerificationView::Unsigned { signed_before }
        );
        assert_eq!(clinic.devices[of].keeps_known, KnownDevices::default());
    }
}

/// The same after a call that was signed: that is told.
#[test]
fn proofs_that_are_missing_where_there_were_some_are_told() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    without_proofs(&mut clinic);
    talk_again(&mut clinic, &scene, scene.patient);
    for of in [scene.doctor, scene.patient] {
        let signed_before = true;
        assert_eq!(
            about(&clinic, of),
            VerificationView::Unsigned { signed_before }
        );
    }
}

#[test]
fn who_has_signed_goes_on_signing_within_a_call() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    without_proofs(&mut clinic);
    clinic.cut(scene.patient);
    clinic.wait(5_000);
    clinic.mend(scene.patient);
    clinic.wait(10_000);
    assert_eq!(refused(&clinic, scene.patient), Some(ProofFault::NotSigned));
    assert!(clinic.devices[scene.patient].media.is_none());
}

#[test]
fn no_other_device_takes_its_place_within_a_call() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    sit_between(&mut clinic, nonce(1));
    clinic.cut(scene.patient);
    clinic.wait(5_000);
    clinic.mend(scene.patient);
    clinic.wait(10_000);
    assert_eq!(refused(&clinic, scene.patient), Some(ProofFault::OtherKey));
    assert!(clinic.devices[scene.patient].media.is_none());
}

#[test]
fn a_device_that_was_met_is_known_again_after_a_restart_and_a_sign_out() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let met = clinic.now;
    let is_known = |clinic: &Clinic, of: usize| match device(clinic, of) {
        OtherDevice::Known { since } => assert!((0..5_000).contains(&met.since_ms(since))),
        other => panic!("{other:?}"),
    };
    talk_again(&mut clinic, &scene, scene.patient);
    is_known(&clinic, scene.doctor);
    is_known(&clinic, scene.patient);
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(1_000);
    clinic.says(scene.patient, CallIntent::CloseCall);
    clinic.says(scene.patient, SessionIntent::SignOut);
    clinic.wait(1_000);
    // Whoever is signed in next on this device, and this person again.
    let refresh_token = clinic.server.sign_in(scene.patient_id).refresh_token;
    let stored = StoredSession {
        server_url: BASE.into(),
        refresh_token,
    };
    clinic.devices[scene.patient].quit();
    clinic.start(scene.patient, Some(stored));
    clinic.wait(1_000);
    talk_again(&mut clinic, &scene, scene.patient);
    is_known(&clinic, scene.doctor);
    is_known(&clinic, scene.patient);
}

#[test]
fn another_device_of_a_known_person_is_told_calmly() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let phone = clinic.signed_in(scene.patient_id, 0);
    talk_again(&mut clinic, &scene, phone);
    assert_eq!(device(&clinic, scene.doctor), OtherDevice::New);
    // The new phone has met nobody.
    assert_eq!(device(&clinic, phone), OtherDevice::First);
    assert_eq!(code(&clinic, scene.doctor), code(&clinic, phone));
}

/// Who comes between two that know each other can't hide that it has another key.
#[test]
fn a_middle_in_a_later_call_is_a_device_that_nobody_has_met() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    sit_between(&mut clinic, nonce(1));
    talk_again(&mut clinic, &scene, scene.patient);
    for of in [scene.doctor, scene.patient] {
        assert_eq!(device(&clinic, of), OtherDevice::New);
    }
    assert_ne!(code(&clinic, scene.doctor), code(&clinic, scene.patient));
}
