//! The check of the devices before a call.

use crate::clinic::Clinic;
use client_core::{
    CallIntent, Check, CheckReport, DeviceChoice, DeviceEntry, DeviceFault, DeviceIntent,
    DeviceList, Input, MediaEvent, NetworkFigures, NetworkWays, QueueIntent, SessionIntent,
    SpeakerTest,
};
use shared::{DeviceTest, NetworkPath, Role, TestPart, TestReason, TestVerdict};

const GOOD: TestPart = part(TestVerdict::Good, None);

const fn part(verdict: TestVerdict, reason: Option<TestReason>) -> TestPart {
    TestPart { verdict, reason }
}

fn check(clinic: &Clinic, device: usize) -> Check {
    clinic.devices[device].view().devices.check
}

fn found(clinic: &mut Clinic, device: usize, report: CheckReport) {
    clinic.input(device, Input::Media(MediaEvent::Check(report)));
}

/// What the doctor sees of the one patient.
fn at_doctor(clinic: &Clinic) -> Option<DeviceTest> {
    clinic.server.places[0].entry.device_test
}

#[test]
fn each_result_lands_at_the_doctor_as_it_comes() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    clinic.says(patient, DeviceIntent::OpenCheck);
    assert!(clinic.devices[patient].check_open);
    found(&mut clinic, patient, CheckReport::Camera(Ok(())));
    found(&mut clinic, patient, CheckReport::Microphone(Ok(())));
    found(&mut clinic, patient, CheckReport::Level(4));
    clinic.wait(200);
    let told = at_doctor(&clinic).unwrap();
    assert_eq!(told.camera, GOOD);
    assert_eq!(told.microphone, part(TestVerdict::Untested, None));
    found(&mut clinic, patient, CheckReport::Level(55));
    assert_eq!(check(&clinic, patient).level, 55);

    clinic.says(patient, DeviceIntent::TestSpeaker);
    assert_eq!(check(&clinic, patient).speaker, SpeakerTest::Sounding);
    clinic.wait(4_100);
    assert_eq!(check(&clinic, patient).speaker, SpeakerTest::Asking);
    clinic.says(patient, DeviceIntent::AnswerSpeaker { heard: true });

    clinic.says(patient, DeviceIntent::TestNetwork);
    clinic.wait(200);
    assert_eq!(clinic.devices[patient].network_tests.len(), 1);
    let figures = NetworkFigures {
        path: Some(NetworkPath::RelayTcp),
        ways: NetworkWays {
            relay_tcp: Some(true),
            ..NetworkWays::default()
        },
        round_trip_ms: Some(500),
        lost_percent: 0,
        kilobits: 900,
    };
    found(&mut clinic, patient, CheckReport::Network(figures));
    clinic.wait(200);
    let expected = DeviceTest {
        camera: GOOD,
        microphone: GOOD,
        speaker: GOOD,
        network: part(TestVerdict::Weak, Some(TestReason::Slow)),
        ring: part(TestVerdict::Untested, None),
        path: Some(NetworkPath::RelayTcp),
    };
    assert_eq!(at_doctor(&clinic), Some(expected));
    assert_eq!(check(&clinic, patient).network, Some(figures));
}

#[test]
fn a_quiet_microphone_a_missing_and_a_refused_one_are_told_apart() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    let microphone = |clinic: &Clinic| check(clinic, patient).result.microphone;
    clinic.says(patient, DeviceIntent::OpenCheck);
    found(&mut clinic, patient, CheckReport::Microphone(Ok(())));
    clinic.wait(6_100);
    let silent = part(TestVerdict::Weak, Some(TestReason::Silent));
    assert_eq!(microphone(&clinic), silent);
    let missing = CheckReport::Microphone(Err(DeviceFault::Missing));
    found(&mut clinic, patient, missing);
    assert_eq!(microphone(&clinic).reason, Some(TestReason::Missing));
    let refused = CheckReport::Microphone(Err(DeviceFault::Refused));
    found(&mut clinic, patient, refused);
    assert_eq!(microphone(&clinic).reason, Some(TestReason::Refused));
    let refused = CheckReport::Camera(Err(DeviceFault::Refused));
    found(&mut clinic, patient, refused);
    let camera = check(&clinic, patient).result.camera;
    assert_eq!(camera, part(TestVerdict::Failed, Some(TestReason::Refused)));
}

#[test]
fn a_dead_input_is_named_until_another_microphone_is_used() {
    let mut clinic = Clinic::open();
    let patient = clinic.ready_patient(0).patient;
    clinic.says(patient, DeviceIntent::OpenCheck);
    found(&mut clinic, patient, CheckReport::Level(80));
    found(
        &mut clinic,
        patient,
        CheckReport::DeadInputs { bits: 0b101 },
    );
    assert_eq!(check(&clinic, patient).dead_inputs, [1, 3]);
    assert_eq!(check(&clinic, patient).result.microphone, GOOD);
    let choice = DeviceChoice {
        microphone: Some(DeviceEntry::named("Headset".into())),
        ..DeviceChoice::default()
    };
    clinic.says(patient, DeviceIntent::ChooseDevices(choice));
    assert!(check(&clinic, patient).dead_inputs.is_empty());
}

#[test]
fn another_device_makes_its_result_void_and_no_other() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    clinic.says(patient, DeviceIntent::OpenCheck);
    found(&mut clinic, patient, CheckReport::Camera(Ok(())));
    found(&mut clinic, patient, CheckReport::Level(80));
    let choice = DeviceChoice {
        microphone: Some(DeviceEntry::named("Headset".into())),
        ..DeviceChoice::default()
    };
    clinic.says(patient, DeviceIntent::ChooseDevices(choice.clone()));
    let result = check(&clinic, patient).result;
    assert_eq!(result.microphone.verdict, TestVerdict::Untested);
    assert_eq!(result.camera, GOOD);
    assert_eq!(clinic.devices[patient].uses, choice);
    assert_eq!(clinic.devices[patient].keeps, choice);

    let camera = DeviceEntry {
        id: "/dev/video0".into(),
        name: "Webcam".into(),
    };
    let plugged_in = DeviceList {
        cameras: vec![camera],
        ..DeviceList::default()
    };
    let event = MediaEvent::DevicesFound(plugged_in.clone());
    clinic.input(patient, Input::Media(event));
    let devices = clinic.devices[patient].view().devices;
    assert_eq!(devices.found, plugged_in);
    assert_eq!(devices.check.result.camera.verdict, TestVerdict::Untested);
}

#[test]
fn an_invitation_silences_the_test_and_the_call_takes_the_devices() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    clinic.says(patient, DeviceIntent::OpenCheck);
    clinic.says(patient, DeviceIntent::TestSpeaker);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(200);
    assert!(clinic.devices[patient].ringing.is_some());
    assert_eq!(clinic.devices[patient].test_ring, None);
    assert_eq!(check(&clinic, patient).speaker, SpeakerTest::Idle);
    clinic.says(patient, DeviceIntent::TestSpeaker);
    assert_eq!(
        clinic.devices[patient].test_ring, None,
        "not while it rings"
    );
    clinic.says(patient, CallIntent::Accept);
    clinic.wait(500);
    assert!(!check(&clinic, patient).open);
    assert!(!clinic.devices[patient].check_open);
    clinic.says(patient, DeviceIntent::OpenCheck);
    assert!(!clinic.devices[patient].check_open, "the call has them");
}

#[test]
fn a_result_that_did_not_get_through_is_sent_again() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let patient = scene.patient;
    clinic.says(patient, DeviceIntent::OpenCheck);
    clinic.devices[patient].network.up = false;
    found(&mut clinic, patient, CheckReport::Camera(Ok(())));
    clinic.wait(1_000);
    assert_eq!(at_doctor(&clinic), None);
    clinic.devices[patient].network.up = true;
    clinic.wait(20_000);
    assert_eq!(at_doctor(&clinic).map(|test| test.camera), Some(GOOD));
}

#[test]
fn a_trial_call_that_never_answers_is_a_blocked_network() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.says(scene.patient, DeviceIntent::TestNetwork);
    assert!(check(&clinic, scene.patient).network_busy);
    clinic.wait(61_000);
    let check = check(&clinic, scene.patient);
    assert!(!check.network_busy);
    let blocked = part(TestVerdict::Failed, Some(TestReason::Blocked));
    assert_eq!(check.result.network, blocked);
}

#[test]
fn the_next_person_on_the_device_begins_untested() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let (device, schedule_id) = (scene.patient, scene.schedule_id);
    clinic.input(device, Input::NotificationsKnown { shown: true });
    clinic.says(device, DeviceIntent::TestSpeaker);
    clinic.says(device, DeviceIntent::AnswerSpeaker { heard: true });
    clinic.says(device, DeviceIntent::OpenCheck);
    found(&mut clinic, device, CheckReport::Camera(Ok(())));
    clinic.wait(300);
    assert_eq!(at_doctor(&clinic).unwrap().camera, GOOD);

    clinic.says(device, SessionIntent::SignOut);
    let untested = Check {
        notifications: Some(true),
        ..Check::default()
    };
    assert_eq!(check(&clinic, device), untested);
    assert!(!clinic.devices[device].check_open);
    clinic.server.add_user(Role::Patient, "Jane");
    clinic.says(
        device,
        SessionIntent::SignIn {
            email: "Jane@clinic.example".into(),
            password: "secret-enough".into(),
        },
    );
    clinic.wait(500);
    clinic.says(device, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    clinic.says(
        device,
        QueueIntent::JoinQueue {
            reason: "Fever".into(),
        },
    );
    clinic.wait(300);
    assert_eq!(clinic.server.places[1].entry.device_test, None);
}
