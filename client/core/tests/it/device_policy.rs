//! What a clinic asks of a patient's device before Ready.

use crate::clinic::Clinic;
use client_core::{
    Action, CheckReport, DeviceIntent, Input, MediaEvent, NetworkFigures, NetworkWays, QueueIntent,
    Screen, WaitingRoom, WhyNot,
};
use shared::{DeviceTestPolicy, EntryState, NetworkPath};

fn room(clinic: &Clinic, device: usize) -> WaitingRoom {
    match clinic.screen(device) {
        Screen::WaitingRoom(room) => room,
        other => panic!("{other:?}"),
    }
}

fn found(clinic: &mut Clinic, device: usize, report: CheckReport) {
    clinic.input(device, Input::Media(MediaEvent::Check(report)));
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

    clinic.says(patient, DeviceIntent::OpenCheck);
    found(&mut clinic, patient, CheckReport::Camera(Ok(())));
    clinic.wait(300);
    assert_eq!(room(&clinic, patient).set_ready, Action::Refused { why });
    found(&mut clinic, patient, CheckReport::Microphone(Ok(())));
    found(&mut clinic, patient, CheckReport::Level(80));
    clinic.says(patient, DeviceIntent::TestSpeaker);
    clinic.wait(4_100);
    clinic.says(patient, DeviceIntent::AnswerSpeaker { heard: true });
    clinic.says(patient, DeviceIntent::TestNetwork);
    clinic.wait(300);
    let figures = NetworkFigures {
        path: Some(NetworkPath::Direct),
        ways: NetworkWays {
            direct: Some(true),
            ..NetworkWays::default()
        },
        round_trip_ms: Some(30),
        lost_percent: 0,
        kilobits: 2_000,
    };
    found(&mut clinic, patient, CheckReport::Network(figures));
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
