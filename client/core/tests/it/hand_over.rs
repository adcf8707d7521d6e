//! A place that is handed over to a colleague.

use crate::clinic::Clinic;
use client_core::{
    Action, ChatIntent, Loadable, PracticeRoom, QueueIntent, ScheduleIntent, Screen, WaitingRoom,
};
use shared::{EncounterId, Role, ScheduleId};

fn practice_room(clinic: &Clinic, doctor: usize) -> PracticeRoom {
    match clinic.screen(doctor) {
        Screen::PracticeRoom(room) => room,
        other => panic!("{other:?}"),
    }
}

fn waiting_room(clinic: &Clinic, patient: usize) -> WaitingRoom {
    match clinic.screen(patient) {
        Screen::WaitingRoom(room) => room,
        other => panic!("{other:?}"),
    }
}

/// A colleague whose session is under way, and that session.
fn colleague(clinic: &mut Clinic) -> (usize, ScheduleId) {
    let (colleague, colleague_id) = clinic.person(Role::Doctor, "Lind", 0);
    let new = clinic.new_schedule();
    clinic.says(colleague, ScheduleIntent::CreateSchedule(new));
    clinic.wait(300);
    let mut schedules = clinic.server.schedules.iter();
    let theirs = schedules.find(|one| one.doctor_id == colleague_id).unwrap();
    let schedule_id = theirs.id;
    clinic.says(colleague, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    clinic.says(colleague, QueueIntent::StartSession);
    clinic.wait(300);
    (colleague, schedule_id)
}

#[test]
fn a_place_goes_to_the_colleague_and_the_patient_waits_there() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let (colleague, to) = colleague(&mut clinic);
    let encounter_id = EncounterId::from(clinic.server.places[0].entry.entry_id);
    clinic.says(scene.patient, ChatIntent::OpenChat { encounter_id });
    clinic.wait(300);

    clinic.says(scene.doctor, QueueIntent::LookForColleagues);
    clinic.wait(300);
    let room = practice_room(&clinic, scene.doctor);
    let Loadable::Loaded { value: colleagues } = room.colleagues else {
        panic!()
    };
    let ids: Vec<_> = colleagues.iter().map(|one| one.id).collect();
    assert_eq!(ids, [to]);
    let Loadable::Loaded { value: rows } = room.queue else {
        panic!()
    };
    assert_eq!(rows[0].hand_over, Action::Allowed);
    clinic.says(
        scene.doctor,
        QueueIntent::HandOver {
            patient_id: scene.patient_id,
            to,
            text: "Lind knows knees.".into(),
        },
    );
    clinic.wait(500);
    let room = practice_room(&clinic, scene.doctor);
    assert_eq!(room.queue, Loadable::Loaded { value: vec![] });
    let Loadable::Loaded { value: rows } = practice_room(&clinic, colleague).queue else {
        panic!()
    };
    assert_eq!(rows[0].entry.patient_id, scene.patient_id);
    assert_eq!(rows[0].chat.unread, 1);

    // The patient sits in the other waiting room, with the same thread, which says who wrote before.
    let room = waiting_room(&clinic, scene.patient);
    assert_eq!(room.schedule.id, to);
    assert!(matches!(room.place, Loadable::Loaded { value: Some(_) }));
    for reader in [scene.patient, colleague] {
        clinic.says(reader, ChatIntent::OpenChat { encounter_id });
        clinic.wait(300);
        let chat = clinic.devices[reader].view().chat.unwrap();
        let Loadable::Loaded { value: lines } = chat.lines else {
            panic!()
        };
        let former = lines[0].former.as_ref().map(|name| name.reveal().as_str());
        assert_eq!((lines[0].own, former), (false, Some("Grey")));
    }
    let partner = clinic.devices[scene.patient].view().chat.unwrap();
    assert_eq!(partner.partner_name.unwrap().reveal(), "Lind");

    // The colleague calls, and the device rings.
    let patient_id = Some(scene.patient_id);
    clinic.says(colleague, QueueIntent::Invite { patient_id });
    clinic.wait(300);
    assert!(clinic.rings(scene.patient));
}
