//! Clocks that are set, at the server or at the device, and a device that slept.

use crate::clinic::Clinic;
use client_core::{CallIntent, Effect, Farewell, Input, LinkState, QueueIntent};
use shared::{CallPhase, Role};

const TWO_HOURS_MS: i64 = 7_200_000;

#[test]
fn it_rings_for_as_long_as_ever_after_the_servers_clock_was_set() {
    for ahead_ms in [60_000, -60_000, TWO_HOURS_MS, -TWO_HOURS_MS] {
        let mut clinic = Clinic::open();
        let scene = clinic.ready_patient(0);
        clinic.wait(6_000);
        clinic.server.ahead_ms = ahead_ms;
        clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
        clinic.wait(400);
        let (_, until) = clinic.devices[scene.patient].ringing.expect("it rings");
        let left_ms = until.since_ms(clinic.now);
        assert!((28_000..=30_000).contains(&left_ms), "{left_ms} ms");
        clinic.says(scene.patient, CallIntent::Accept);
        clinic.wait(400);
        let call = clinic.server.live_call().unwrap();
        let answered = matches!(call.phase, CallPhase::Connecting | CallPhase::Active);
        assert!(answered, "{ahead_ms}: {:?}", call.phase);
    }
}

#[test]
fn a_frame_that_was_held_up_does_not_stay_the_last_word_on_the_servers_clock() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.wait(6_000);
    clinic.devices[scene.patient].network.delay_ms = 20_000;
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(20_400);
    clinic.devices[scene.patient].network.delay_ms = 0;
    clinic.says(scene.doctor, CallIntent::Cancel);
    clinic.wait(400);
    assert!(!clinic.rings(scene.patient));
    let offset_ms = clinic.devices[scene.patient].view().clock_offset_ms;
    assert!(offset_ms.abs() < 1_000, "{offset_ms} ms");
}

#[test]
fn a_device_that_slept_asks_at_once_whether_its_socket_lives() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    let now = clinic.now;
    let asked = clinic.devices[phone].app.handle(Input::Disturbed, now);
    let within_ms = asked.iter().find_map(|effect| match effect {
        Effect::ProbeLink { within_ms, .. } => Some(*within_ms),
        _ => None,
    });
    // To ring within three seconds, with a second until it is noticed and some for the way back.
    assert!(within_ms.is_some_and(|within| within <= 1_000), "{asked:?}");
}

#[test]
fn a_device_that_slept_while_it_waited_for_its_turn_comes_back_at_once() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    clinic.devices[phone].network.sockets = false;
    clinic.break_socket(phone, Farewell::Unsaid);
    clinic.wait(120_000);
    clinic.devices[phone].network.sockets = true;
    clinic.input(phone, Input::Disturbed);
    clinic.wait(500);
    assert_eq!(clinic.devices[phone].view().link, LinkState::Online);
}

#[test]
fn the_page_is_told_how_far_its_own_clock_is_from_the_servers() {
    let mut clinic = Clinic::open();
    let (phone, _) = clinic.person(Role::Patient, "John", 0);
    clinic.wait(6_000);
    let before_ms = clinic.devices[phone].view().clock_offset_ms;
    let set = Input::WallClock { ahead_ms: 60_000 };
    clinic.input(phone, set);
    let after_ms = clinic.devices[phone].view().clock_offset_ms;
    assert_eq!(after_ms, before_ms - 60_000);
}
