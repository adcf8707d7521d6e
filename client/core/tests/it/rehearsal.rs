//! The ring tried out over the path of a call.

use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::{
    Action, DeviceChoice, DeviceEntry, DeviceIntent, Input, QueueIntent, RingRehearsal, Screen,
    SessionIntent, WhyNot,
};
use shared::{TestPart, TestReason, TestVerdict};

const UNTESTED: TestPart = part(TestVerdict::Untested, None);
const GOOD: TestPart = part(TestVerdict::Good, None);

const fn part(verdict: TestVerdict, reason: Option<TestReason>) -> TestPart {
    TestPart { verdict, reason }
}

fn stage(clinic: &Clinic, scene: &Scene) -> RingRehearsal {
    clinic.devices[scene.patient].view().devices.check.ring
}

/// What the doctor sees of it.
fn at_doctor(clinic: &Clinic) -> TestPart {
    let test = clinic.server.places[0].entry.device_test;
    test.map_or(UNTESTED, |test| test.ring)
}

fn heard() -> (Clinic, Scene) {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.says(scene.patient, DeviceIntent::TryRing);
    assert_eq!(stage(&clinic, &scene), RingRehearsal::Asked);
    assert!(
        clinic.devices[scene.patient].test_ring.is_none(),
        "nothing came yet"
    );
    clinic.wait(300);
    assert_eq!(stage(&clinic, &scene), RingRehearsal::Sounding);
    let device = &clinic.devices[scene.patient];
    assert!(device.test_ring.is_some() && device.rehearsing && device.raised == 1);
    clinic.says(scene.patient, DeviceIntent::AnswerRing { heard: true });
    let device = &clinic.devices[scene.patient];
    assert!(device.test_ring.is_none() && !device.rehearsing);
    clinic.wait(300);
    assert_eq!(at_doctor(&clinic), GOOD);
    (clinic, scene)
}

#[test]
fn it_rings_when_the_servers_ring_comes_and_the_doctor_sees_that_it_was_heard() {
    let (clinic, scene) = heard();
    assert_eq!(stage(&clinic, &scene), RingRehearsal::Idle);
}

#[test]
fn another_ring_device_or_another_permission_makes_it_void() {
    let (mut clinic, scene) = heard();
    let ring = Some(DeviceEntry::named("Speakers in the hall".to_owned()));
    let choice = DeviceChoice {
        ring,
        ..DeviceChoice::default()
    };
    clinic.says(scene.patient, DeviceIntent::ChooseDevices(choice));
    clinic.wait(300);
    assert_eq!(at_doctor(&clinic), UNTESTED);

    let (mut clinic, scene) = heard();
    for (shown, after) in [(true, GOOD), (true, GOOD), (false, UNTESTED)] {
        clinic.input(scene.patient, Input::NotificationsKnown { shown });
        clinic.wait(300);
        assert_eq!(at_doctor(&clinic), after, "{shown}");
    }
}

#[test]
fn a_ring_that_never_comes_is_a_failure_and_one_that_ends_asks() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.server.rehearsals_arrive = false;
    clinic.says(scene.patient, DeviceIntent::TryRing);
    clinic.wait(11_000);
    let blocked = part(TestVerdict::Failed, Some(TestReason::Blocked));
    assert_eq!(at_doctor(&clinic), blocked);
    assert_eq!(stage(&clinic, &scene), RingRehearsal::Idle);

    clinic.server.rehearsals_arrive = true;
    clinic.says(scene.patient, DeviceIntent::TryRing);
    clinic.wait(9_000);
    assert_eq!(stage(&clinic, &scene), RingRehearsal::Asking);
    assert!(!clinic.devices[scene.patient].rehearsing);
    clinic.says(scene.patient, DeviceIntent::AnswerRing { heard: false });
    clinic.wait(300);
    let silent = part(TestVerdict::Failed, Some(TestReason::Silent));
    assert_eq!(at_doctor(&clinic), silent);
}

#[test]
fn a_call_ends_it_and_it_waits_for_the_end_of_a_call() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.says(scene.patient, DeviceIntent::TryRing);
    clinic.wait(300);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    assert_eq!(stage(&clinic, &scene), RingRehearsal::Idle);
    assert!(clinic.rings(scene.patient), "the real one");
    let why = WhyNot::InCall;
    let action = clinic.devices[scene.patient].view().devices.try_ring;
    assert_eq!(action, Some(Action::Refused { why }));
    assert_eq!(clinic.devices[scene.doctor].view().devices.try_ring, None);
}

#[test]
fn signing_out_ends_it_and_the_sign_in_page_hears_nothing_of_it() {
    for arrives in [true, false] {
        let mut clinic = Clinic::open();
        let scene = clinic.ready_patient(0);
        clinic.server.rehearsals_arrive = arrives;
        clinic.says(scene.patient, DeviceIntent::TryRing);
        clinic.wait(300);
        assert_eq!(clinic.devices[scene.patient].test_ring.is_some(), arrives);
        clinic.says(scene.patient, SessionIntent::SignOut);
        let device = &clinic.devices[scene.patient];
        assert!(device.test_ring.is_none() && !device.rehearsing);
        assert_eq!(stage(&clinic, &scene), RingRehearsal::Idle);
        clinic.wait(11_000);
        let view = clinic.devices[scene.patient].view();
        assert!(matches!(view.screen, Screen::SignIn(_)));
        assert_eq!(view.notices, Vec::new());
    }
}
