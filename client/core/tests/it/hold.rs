//! Those who have to wait longer: set back with a word, written to, told of the session's end.

use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::{Action, Loadable, NoticeText, PracticeRoom, QueueIntent, Screen, WhyNot};
use shared::{ClosingTemplate, ClosingWords, EncounterId, Role, ScheduleStatus, SetBackTo, UserId};

/// A ready patient and one more who waits.
fn two_wait(clinic: &mut Clinic) -> (Scene, UserId) {
    let scene = clinic.ready_patient(0);
    let (other, other_id) = clinic.person(Role::Patient, "Ana", 0);
    let schedule_id = scene.schedule_id;
    clinic.says(other, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    clinic.says(other, QueueIntent::JoinQueue { reason: "".into() });
    clinic.wait(300);
    (scene, other_id)
}

fn room(clinic: &Clinic, scene: &Scene) -> PracticeRoom {
    match clinic.screen(scene.doctor) {
        Screen::PracticeRoom(room) => room,
        other => panic!("{other:?}"),
    }
}

/// What stands in each patient's thread, in the order in which they joined.
fn said(clinic: &Clinic, patients: [UserId; 2]) -> [Vec<String>; 2] {
    patients.map(|patient_id| {
        let mut places = clinic.server.places.iter();
        let place = places
            .find(|one| one.entry.patient_id == patient_id)
            .unwrap();
        let encounter_id = EncounterId::from(place.entry.entry_id);
        let thread = clinic.server.thread(encounter_id).into_iter();
        thread.map(|it| it.text.reveal().clone()).collect()
    })
}

#[test]
fn who_is_set_back_reads_why() {
    let mut clinic = Clinic::open();
    let (scene, other_id) = two_wait(&mut clinic);
    let Loadable::Loaded { value: rows } = room(&clinic, &scene).queue else {
        panic!()
    };
    assert_eq!(rows[0].set_back, Action::Allowed);
    clinic.says(
        scene.doctor,
        QueueIntent::SetBack {
            patient_id: scene.patient_id,
            to: SetBackTo::BehindNext,
            text: "An emergency.".into(),
        },
    );
    assert!(room(&clinic, &scene).words_form.busy);
    clinic.wait(300);
    let room = room(&clinic, &scene);
    assert_eq!((room.words_form.busy, room.words_form.accepted), (false, 1));
    let Loadable::Loaded { value: rows } = room.queue else {
        panic!()
    };
    let order: Vec<UserId> = rows.iter().map(|row| row.entry.patient_id).collect();
    assert_eq!(order, [other_id, scene.patient_id]);
    let said = said(&clinic, [scene.patient_id, other_id]);
    assert_eq!(said, [vec!["An emergency.".to_owned()], vec![]]);
}

#[test]
fn everybody_who_waits_is_told_and_the_doctor_reads_how_many() {
    let mut clinic = Clinic::open();
    let (scene, other_id) = two_wait(&mut clinic);
    assert_eq!(room(&clinic, &scene).waiting, 2);
    let text = "Half an hour longer.";
    clinic.says(scene.doctor, QueueIntent::TellWaiting { text: text.into() });
    clinic.wait(300);
    let told = said(&clinic, [scene.patient_id, other_id]);
    assert_eq!(told, [vec![text.to_owned()], vec![text.to_owned()]]);
    let notices = clinic.devices[scene.doctor].view().notices;
    let people = NoticeText::WaitingTold { people: 2 };
    assert!(notices.iter().any(|one| one.text == people));
    clinic.server.places.clear();
    clinic.server.queue_changed(scene.schedule_id);
    clinic.wait(300);
    let why = WhyNot::NobodyWaits;
    assert_eq!(room(&clinic, &scene).tell_waiting, Action::Refused { why });
}

#[test]
fn a_session_ends_with_words_for_those_who_wait() {
    let mut clinic = Clinic::open();
    let (scene, other_id) = two_wait(&mut clinic);
    let template = ClosingTemplate::OutOfTime;
    let words = ClosingWords::Template { template };
    clinic.says(scene.doctor, QueueIntent::EndSessionSaying { words });
    clinic.wait(300);
    let room = room(&clinic, &scene);
    assert_eq!(room.schedule.status, ScheduleStatus::Completed);
    let said = said(&clinic, [scene.patient_id, other_id]);
    assert_eq!(said, [(); 2].map(|()| vec!["OutOfTime".to_owned()]));
}
