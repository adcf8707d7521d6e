//! Invitations that came to nothing: called again in one press, and "I am here now".

use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::{Action, CallIntent, InviteDoubt, Loadable, QueueIntent, QueueRow, Screen};
use client_core::{DeviceIntent, WaitingRoom, WhyNot};
use shared::{Cause, EntryState, Outcome, Presence, Role, ServerFrame};

fn rows(clinic: &Clinic, doctor: usize) -> Vec<QueueRow> {
    match clinic.screen(doctor) {
        Screen::PracticeRoom(room) => match room.queue {
            Loadable::Loaded { value } => value,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn waiting_room(clinic: &Clinic, patient: usize) -> WaitingRoom {
    match clinic.screen(patient) {
        Screen::WaitingRoom(room) => room,
        other => panic!("{other:?}"),
    }
}

/// Nobody answers.
fn missed(clinic: &mut Clinic) -> Scene {
    let scene = clinic.ringing_patient();
    clinic.wait(31_000);
    assert_eq!(clinic.outcome(scene.doctor), Some(Outcome::Missed));
    scene
}

#[test]
fn who_missed_a_ring_is_invited_again_in_one_press() {
    let mut clinic = Clinic::open();
    let scene = missed(&mut clinic);
    let row = rows(&clinic, scene.doctor).remove(0);
    let failed = row.entry.failed_ring.unwrap();
    assert_eq!(
        (failed.outcome, failed.cause, failed.here_since),
        (Outcome::Missed, Some(Cause::RangUnheard), None)
    );
    assert_eq!((row.invite, row.doubt), (Action::Allowed, None));
    // From the screen of the call, too.
    let again = clinic.call(scene.doctor).unwrap().invite_again.unwrap();
    assert_eq!(
        (again.patient_id, again.invite),
        (scene.patient_id, Action::Allowed)
    );
    let patient_id = Some(scene.patient_id);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id });
    clinic.wait(300);
    assert!(clinic.rings(scene.patient));
    assert_eq!(rows(&clinic, scene.doctor)[0].entry.failed_ring, None);
    clinic.says(scene.patient, CallIntent::Accept);
    clinic.wait(1_000);
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(300);
    assert_eq!(clinic.outcome(scene.doctor), Some(Outcome::Completed));
    assert_eq!(clinic.call(scene.doctor).unwrap().invite_again, None);
}

#[test]
fn who_declined_is_invited_again_once_the_doctor_was_asked() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.says(scene.patient, CallIntent::Decline);
    clinic.wait(300);
    let row = rows(&clinic, scene.doctor).remove(0);
    assert_eq!(row.entry.state, EntryState::Waiting);
    assert_eq!(
        (row.invite, row.doubt),
        (Action::Allowed, Some(InviteDoubt::Declined))
    );
    assert_eq!(clinic.call(scene.doctor).unwrap().invite_again, None);
    clinic.says(scene.doctor, CallIntent::CloseCall);
    let patient_id = scene.patient_id;
    let one_press = QueueIntent::Invite {
        patient_id: Some(patient_id),
    };
    clinic.says(scene.doctor, one_press);
    clinic.wait(300);
    assert!(!clinic.rings(scene.patient), "nobody was asked");
    clinic.says(scene.doctor, QueueIntent::InviteAnyway { patient_id });
    clinic.wait(300);
    assert!(clinic.rings(scene.patient));
}

#[test]
fn who_is_here_after_a_missed_ring_says_so_and_the_doctor_sees_it() {
    let mut clinic = Clinic::open();
    let scene = missed(&mut clinic);
    let schedule_id = scene.schedule_id;
    let here = clinic.call(scene.patient).unwrap().still_here.unwrap();
    assert_eq!((here.schedule_id, here.say), (schedule_id, Action::Allowed));
    // Wherever the person is in the app.
    clinic.says(scene.patient, CallIntent::CloseCall);
    clinic.says(scene.patient, client_core::ScheduleIntent::ShowHome);
    clinic.says(scene.patient, QueueIntent::SayHere { schedule_id });
    clinic.wait(300);
    let entry = rows(&clinic, scene.doctor).remove(0).entry;
    assert_eq!(entry.state, EntryState::Ready);
    let failed = entry.failed_ring.unwrap();
    assert!(failed.here_since.unwrap() > failed.at);
    clinic.says(scene.patient, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    let room = waiting_room(&clinic, scene.patient);
    assert_eq!(room.say_here, None, "once is enough");
    let asked = clinic.requests_to(scene.patient, "toggle-ready").len();
    clinic.says(scene.patient, QueueIntent::SayHere { schedule_id });
    clinic.wait(300);
    let again = clinic.requests_to(scene.patient, "toggle-ready").len();
    assert_eq!(asked, again);
}

#[test]
fn the_next_one_is_there_and_whoever_is_gone_keeps_the_place() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let (other, other_id) = clinic.person(Role::Patient, "Ana", 0);
    let schedule_id = scene.schedule_id;
    clinic.says(other, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    clinic.says(other, QueueIntent::JoinQueue { reason: "".into() });
    clinic.wait(300);
    clinic.says(other, QueueIntent::SetReady { ready: true });
    clinic.wait(300);
    let next = |clinic: &Clinic| match clinic.screen(scene.doctor) {
        Screen::PracticeRoom(room) => (room.next_patient_id, room.invite_next),
        other => panic!("{other:?}"),
    };
    let seen = |clinic: &mut Clinic, presences: [Presence; 2]| {
        for (place, presence) in clinic.server.places.iter_mut().zip(presences) {
            place.entry.presence = presence;
        }
        clinic.server.queue_changed(schedule_id);
        clinic.wait(300);
    };
    let (first, second) = (Some(scene.patient_id), Some(other_id));
    for (presences, meant) in [
        ([Presence::Present, Presence::Present], first),
        ([Presence::Away, Presence::Present], first),
        ([Presence::Gone, Presence::Present], second),
        ([Presence::Gone, Presence::Away], second),
    ] {
        seen(&mut clinic, presences);
        assert_eq!(next(&clinic), (meant, Action::Allowed), "{presences:?}");
    }
    seen(&mut clinic, [Presence::Gone; 2]);
    let why = WhyNot::ReadyAreGone;
    assert_eq!(next(&clinic), (None, Action::Refused { why }));
    // By name, the doctor may ring them all the same.
    let row = rows(&clinic, scene.doctor).remove(0);
    assert_eq!((row.invite, row.doubt), (Action::Allowed, None));
    seen(&mut clinic, [Presence::Gone, Presence::Present]);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    assert!(clinic.rings(other) && !clinic.rings(scene.patient));
    assert_eq!(
        rows(&clinic, scene.doctor)[0].entry.state,
        EntryState::Ready
    );
}

/// The clinic rings the patient once more, for so long.
fn second_ring(clinic: &mut Clinic, scene: &Scene, ms: i64) {
    let frame = ServerFrame::RingReminder {
        schedule_id: scene.schedule_id,
        until: clinic.now.plus_ms(ms),
    };
    clinic.server.tell(scene.patient_id, frame);
    clinic.wait(200);
}

#[test]
fn the_second_ring_sounds_opens_nothing_and_is_answered_with_here() {
    let mut clinic = Clinic::open();
    let scene = missed(&mut clinic);
    clinic.says(scene.patient, CallIntent::CloseCall);
    second_ring(&mut clinic, &scene, 30_000);
    let device = &clinic.devices[scene.patient];
    assert!(device.test_ring.is_some() && device.ringing.is_none());
    assert!(device.media.is_none() && clinic.call(scene.patient).is_none());
    let reminder = clinic.devices[scene.patient].view().reminder.unwrap();
    assert_eq!(reminder.say_here, Action::Allowed);
    clinic.says(scene.patient, DeviceIntent::AnswerReminder { here: true });
    assert!(clinic.devices[scene.patient].test_ring.is_none(), "at once");
    clinic.wait(300);
    assert_eq!(clinic.devices[scene.patient].view().reminder, None);
    let failed = rows(&clinic, scene.doctor)[0].entry.failed_ring.unwrap();
    assert!(failed.here_since.is_some());
}

#[test]
fn the_second_ring_falls_silent_by_itself_and_makes_room_for_a_real_one() {
    let mut clinic = Clinic::open();
    let scene = missed(&mut clinic);
    clinic.says(scene.patient, CallIntent::CloseCall);
    second_ring(&mut clinic, &scene, 30_000);
    clinic.wait(30_000);
    let device = &clinic.devices[scene.patient];
    assert!(device.test_ring.is_none());
    assert!(device.view().reminder.is_some(), "the question stays");
    second_ring(&mut clinic, &scene, 30_000);
    let patient_id = Some(scene.patient_id);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id });
    clinic.wait(300);
    let device = &clinic.devices[scene.patient];
    assert!(device.test_ring.is_none() && device.view().reminder.is_none());
    assert!(clinic.rings(scene.patient));
    // What comes late is silent.
    clinic.says(scene.patient, CallIntent::Decline);
    clinic.wait(300);
    clinic.says(scene.patient, CallIntent::CloseCall);
    second_ring(&mut clinic, &scene, -1);
    assert_eq!(clinic.devices[scene.patient].view().reminder, None);
}
