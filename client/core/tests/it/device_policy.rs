//! What a clinic asks of a patient's device before Ready.

use crate::clinic::Clinic;
use client_core::{
    Action, CheckReport, DeviceIntent, Input, MediaEvent, QueueIntent, Screen, WaitingRoom, WhyNot,
};
use shared::{DeviceTestPolicy, EntryState};

fn room(clinic: &Clinic, device: usize) -> WaitingRoom {
    match clinic.screen(device) {
        Screen::WaitingRoom(room) => room,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ready_waits_for_a_passed_test_where_the_clinic_requires_one() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    clinic.says(patient, QueueIntent::SetReady { ready: false });
    clinic.wait(300);
    for policy in [DeviceTestPolicy::Ignore, DeviceTestPolicy::Warn] {
        clinic.server.device_test_policy = policy;
        clinic.server.queue_changed(scene.schedule_id);
        clinic.wait(300);
        assert_eq!(
            room(&clinic, patient).set_ready,
            Action::Allowed,
            "{policy:?}"
        );
    }
    clinic.server.device_test_policy = DeviceTestPolicy::Require;
    clinic.server.queue_changed(scene.schedule_id);
    clinic.wait(300);
    let why = WhyNot::DeviceTestNeeded;
    assert_eq!(room(&clinic, patient).set_ready, Action::Refused { why });
    let before = clinic.requests_to(patient, "toggle-ready").len();
    clinic.says(patient, QueueIntent::SetReady { ready: true });
    clinic.wait(300);
    assert_eq!(clinic.requests_to(patient, "toggle-ready").len(), before);

    // The small server takes any test for a passed one.
    clinic.says(patient, DeviceIntent::OpenCheck);
    let camera = MediaEvent::Check(CheckReport::Camera(Ok(())));
    clinic.input(patient, Input::Media(camera));
    clinic.wait(300);
    assert_eq!(room(&clinic, patient).set_ready, Action::Allowed);
    clinic.says(patient, QueueIntent::SetReady { ready: true });
    clinic.wait(300);
    assert_eq!(clinic.server.places[0].entry.state, EntryState::Ready);
}

#[test]
fn a_new_place_is_told_what_was_found_before() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    clinic.says(patient, DeviceIntent::OpenCheck);
    let camera = MediaEvent::Check(CheckReport::Camera(Ok(())));
    clinic.input(patient, Input::Media(camera));
    clinic.wait(300);
    assert_eq!(clinic.requests_to(patient, "device-test").len(), 1);
    clinic.says(patient, QueueIntent::LeaveQueue);
    clinic.wait(300);
    clinic.server.places.clear();
    let reason = "Cough".into();
    clinic.says(patient, QueueIntent::JoinQueue { reason });
    clinic.wait(300);
    assert_eq!(clinic.requests_to(patient, "device-test").len(), 2);
    assert!(clinic.server.places[0].entry.device_test.is_some());
}
