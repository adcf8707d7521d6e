//! The practice room, the waiting room and the home screens.

use crate::clinic::Clinic;
use client_core::{
    Action, Awaited, CallIntent, InviteDoubt, Loadable, NoticeText, QueueIntent, QueueMove,
    QueueRow, RequestError, ScheduleIntent, Screen, WhyNot,
};
use shared::{
    ClientFrame, EntryState, Presence, ProblemCode, QueueSnapshot, Reachability, Role,
    ScheduleStatus, ServerFrame, UserId,
};

#[test]
fn a_doctor_plans_a_session_and_goes_online() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    let new = clinic.new_schedule();
    clinic.says(doctor, ScheduleIntent::CreateSchedule(new));
    clinic.wait(100);
    let Screen::DoctorHome {
        schedules,
        new_schedule,
        ..
    } = clinic.screen(doctor)
    else {
        panic!()
    };
    assert_eq!(new_schedule.accepted, 1);
    let Loadable::Loaded { value } = schedules else {
        panic!()
    };
    clinic.says(
        doctor,
        QueueIntent::OpenSchedule {
            schedule_id: value[0].id,
        },
    );
    clinic.wait(100);
    let Screen::PracticeRoom(room) = clinic.screen(doctor) else {
        panic!()
    };
    assert_eq!(room.start, Action::Allowed);
    assert_eq!(
        room.end,
        Action::Refused {
            why: WhyNot::SessionNotStarted
        }
    );
    assert_eq!(
        room.invite_next,
        Action::Refused {
            why: WhyNot::SessionNotStarted
        }
    );
    clinic.says(doctor, QueueIntent::StartSession);
    let Screen::PracticeRoom(room) = clinic.screen(doctor) else {
        panic!()
    };
    assert_eq!(room.start, Action::Busy);
    clinic.wait(100);
    let Screen::PracticeRoom(room) = clinic.screen(doctor) else {
        panic!()
    };
    assert_eq!(
        room.start,
        Action::Refused {
            why: WhyNot::SessionStarted
        }
    );
    assert_eq!(room.end, Action::Allowed);
    assert_eq!(
        room.invite_next,
        Action::Refused {
            why: WhyNot::NobodyReady
        }
    );
}

#[test]
fn a_patient_joins_says_ready_and_leaves_while_the_doctor_watches() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let Screen::WaitingRoom(room) = clinic.screen(scene.patient) else {
        panic!()
    };
    let Loadable::Loaded { value: Some(place) } = room.place else {
        panic!()
    };
    assert_eq!(place.state, EntryState::Ready);
    assert_eq!(
        room.join,
        Action::Refused {
            why: WhyNot::NotSettled
        }
    );
    assert_eq!(room.join_form.accepted, 1);

    clinic.says(scene.patient, QueueIntent::SetReady { ready: false });
    clinic.wait(200);
    let Screen::PracticeRoom(room) = clinic.screen(scene.doctor) else {
        panic!()
    };
    let Loadable::Loaded { value: rows } = room.queue else {
        panic!()
    };
    assert_eq!(rows[0].entry.state, EntryState::Waiting);
    // It is what the patient said last, and no lock: the doctor is asked.
    assert_eq!(rows[0].invite, Action::Allowed);
    assert_eq!(rows[0].doubt, Some(InviteDoubt::NotReady));
    assert_eq!(rows[0].remove, Action::Allowed);
    assert_eq!(
        rows[0].reset,
        Action::Refused {
            why: WhyNot::NotSettled
        }
    );

    clinic.says(scene.patient, QueueIntent::LeaveQueue);
    clinic.wait(200);
    let Screen::PracticeRoom(room) = clinic.screen(scene.doctor) else {
        panic!()
    };
    let Loadable::Loaded { value: rows } = room.queue else {
        panic!()
    };
    assert_eq!(rows[0].entry.state, EntryState::Left);
    assert_eq!(rows[0].reset, Action::Allowed);
}

/// The queue as the doctor's screen has it.
fn rows(clinic: &Clinic, doctor: usize) -> Vec<QueueRow> {
    let Screen::PracticeRoom(room) = clinic.screen(doctor) else {
        panic!()
    };
    let Loadable::Loaded { value } = room.queue else {
        panic!()
    };
    value
}

#[test]
fn the_doctor_changes_the_order() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let schedule_id = scene.schedule_id;
    let (second, second_id) = clinic.person(Role::Patient, "Ana", 0);
    clinic.says(second, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    let reason = "".into();
    clinic.says(second, QueueIntent::JoinQueue { reason });
    clinic.wait(300);

    let before = rows(&clinic, scene.doctor);
    let at_the_end = Action::Refused {
        why: WhyNot::AtTheEnd,
    };
    assert_eq!(
        (before[0].earlier, before[0].later),
        (at_the_end, Action::Allowed)
    );
    assert_eq!(
        (before[1].earlier, before[1].later),
        (Action::Allowed, at_the_end)
    );

    let earlier = QueueIntent::MoveInQueue {
        patient_id: second_id,
        to: QueueMove::Earlier,
    };
    clinic.says(scene.doctor, earlier.clone());
    clinic.wait(300);
    let order = |rows: Vec<QueueRow>| -> Vec<UserId> {
        rows.iter().map(|row| row.entry.patient_id).collect()
    };
    let moved = vec![second_id, scene.patient_id];
    assert_eq!(order(rows(&clinic, scene.doctor)), moved);
    // There is nobody before the first one.
    clinic.says(scene.doctor, earlier);
    clinic.wait(300);
    assert_eq!(order(rows(&clinic, scene.doctor)), moved);
    clinic.says(
        scene.doctor,
        QueueIntent::MoveInQueue {
            patient_id: second_id,
            to: QueueMove::Later,
        },
    );
    clinic.wait(300);
    assert_eq!(
        order(rows(&clinic, scene.doctor)),
        vec![scene.patient_id, second_id]
    );
}

#[test]
fn somebody_who_did_not_come_is_noted_once() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let no_show = QueueIntent::MarkNoShow {
        patient_id: scene.patient_id,
    };
    assert_eq!(rows(&clinic, scene.doctor)[0].no_show, Action::Allowed);
    clinic.says(scene.doctor, no_show);
    clinic.wait(300);
    let row = &rows(&clinic, scene.doctor)[0];
    assert_eq!(row.entry.state, EntryState::NoShow);
    let settled = Action::Refused {
        why: WhyNot::Settled,
    };
    assert_eq!((row.no_show, row.reset), (settled, Action::Allowed));
}

#[test]
fn a_removed_patient_is_told() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.says(
        scene.doctor,
        QueueIntent::RemovePatient {
            patient_id: scene.patient_id,
        },
    );
    clinic.wait(200);
    let notices = clinic.devices[scene.patient].view().notices;
    assert!(
        notices
            .iter()
            .any(|notice| notice.text == NoticeText::RemovedFromQueue)
    );
}

#[test]
fn a_waiting_patient_hears_of_the_session_from_the_home_screen_too() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.devices[scene.patient].sent_frames.clear();
    clinic.says(scene.patient, ScheduleIntent::ShowHome);
    clinic.wait(200);
    assert!(matches!(
        clinic.screen(scene.patient),
        Screen::PatientHome { .. }
    ));
    let left = |frame: &ClientFrame| matches!(frame, ClientFrame::LeaveSchedule { .. });
    assert!(
        !clinic.devices[scene.patient].sent_frames.iter().any(left),
        "the place is kept"
    );
    clinic.says(scene.doctor, QueueIntent::EndSession);
    clinic.wait(200);
    let notices = clinic.devices[scene.patient].view().notices;
    assert!(
        notices
            .iter()
            .any(|one| matches!(one.text, NoticeText::SessionEnded { .. }))
    );
}

#[test]
fn a_doctor_who_leaves_the_room_of_a_planned_session_stops_following_it() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    let new = clinic.new_schedule();
    clinic.says(doctor, ScheduleIntent::CreateSchedule(new));
    clinic.wait(300);
    let schedule_id = clinic.server.schedules[0].id;
    clinic.says(doctor, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(200);
    clinic.says(doctor, ScheduleIntent::ShowHome);
    clinic.wait(200);
    let left = ClientFrame::LeaveSchedule { schedule_id };
    assert!(clinic.devices[doctor].sent_frames.contains(&left));
}

#[test]
fn a_running_session_stays_followed_for_the_home_screen() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.says(scene.doctor, ScheduleIntent::ShowHome);
    clinic.wait(200);
    let frames = &clinic.devices[scene.doctor].sent_frames;
    let left = |frame: &ClientFrame| matches!(frame, ClientFrame::LeaveSchedule { .. });
    assert!(!frames.iter().any(left));
}

#[test]
fn the_home_screen_finds_a_new_session_without_being_told() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    let (patient, _) = clinic.person(Role::Patient, "John", 0);
    let new = clinic.new_schedule();
    clinic.says(doctor, ScheduleIntent::CreateSchedule(new));
    clinic.wait(27_000);
    let Screen::PatientHome {
        schedules: Loadable::Loaded { value },
        ..
    } = clinic.screen(patient)
    else {
        panic!()
    };
    assert_eq!(value.len(), 1);
}

#[test]
fn an_older_queue_does_not_replace_a_newer_one() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let old = QueueSnapshot {
        version: 1,
        ..clinic.server.queue_for(scene.patient_id, scene.schedule_id)
    };
    clinic.says(scene.patient, QueueIntent::SetReady { ready: false });
    clinic.wait(200);
    clinic
        .server
        .whisper(scene.patient, shared::ServerFrame::QueueUpdated(old));
    clinic.wait(200);
    let Screen::WaitingRoom(room) = clinic.screen(scene.patient) else {
        panic!()
    };
    let Loadable::Loaded { value: Some(place) } = room.place else {
        panic!()
    };
    assert_eq!(place.state, EntryState::Waiting);
}

#[test]
fn what_the_rules_refuse_is_not_even_asked() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    let before = clinic.devices[scene.doctor].requests.len();
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.says(scene.doctor, QueueIntent::StartSession);
    clinic.says(scene.doctor, CallIntent::Accept);
    clinic.says(scene.doctor, CallIntent::End);
    clinic.says(scene.doctor, QueueIntent::JoinQueue { reason: "".into() });
    assert_eq!(clinic.devices[scene.doctor].requests.len(), before);
}

#[test]
fn a_refusal_is_shown_and_the_queue_is_fetched_again() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    // The server knows better than the doctor's screen.
    clinic.server.places[0].entry.state = EntryState::Waiting;
    clinic.server.queue_version += 1;
    clinic.says(
        scene.doctor,
        QueueIntent::Invite {
            patient_id: Some(scene.patient_id),
        },
    );
    clinic.wait(300);
    let notices = clinic.devices[scene.doctor].view().notices;
    assert!(notices.iter().any(|one| matches!(
        one.text,
        NoticeText::Failed {
            problem: RequestError::Refused {
                code: ProblemCode::PatientNotReady,
                ..
            }
        }
    )));
    let Screen::PracticeRoom(room) = clinic.screen(scene.doctor) else {
        panic!()
    };
    assert_eq!(
        room.invite_next,
        Action::Refused {
            why: WhyNot::NobodyReady
        }
    );
}

#[test]
fn offline_rooms_say_so() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    clinic.cut(scene.doctor);
    clinic.wait(100);
    let Screen::PracticeRoom(room) = clinic.screen(scene.doctor) else {
        panic!()
    };
    assert_eq!(
        room.invite_next,
        Action::Refused {
            why: WhyNot::Offline
        }
    );
    assert_eq!(
        room.end,
        Action::Refused {
            why: WhyNot::Offline
        }
    );
    assert_eq!(room.schedule.status, ScheduleStatus::Online);
}

#[test]
fn who_waits_is_told_whether_the_doctor_is_there() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let doctor = |clinic: &Clinic| match clinic.screen(scene.patient) {
        Screen::WaitingRoom(room) => room.doctor,
        _ => None,
    };
    assert_eq!(doctor(&clinic), None, "nobody has said so");
    let mut is = |presence, reachability| {
        let frame = ServerFrame::PresenceChanged {
            user_id: scene.doctor_id,
            presence,
            reachability,
            accepts_direct_calls: false,
        };
        clinic.server.whisper(scene.patient, frame);
        clinic.wait(100);
        doctor(&clinic)
    };
    let here = is(Presence::Present, Reachability::Online);
    assert_eq!(here, Some(Presence::Present));
    let gone = is(Presence::Gone, Reachability::Offline);
    assert_eq!(gone, Some(Presence::Gone));
    // Nobody asks after a doctor whose session is over.
    clinic.says(scene.doctor, QueueIntent::EndSession);
    clinic.wait(300);
    assert_eq!(doctor(&clinic), None);
}

#[test]
fn who_would_be_missed_knows_why() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let awaited = |clinic: &Clinic, device: usize| clinic.devices[device].view().awaited;
    assert_eq!(awaited(&clinic, scene.doctor), Some(Awaited::Session));
    assert_eq!(awaited(&clinic, scene.patient), Some(Awaited::Place));
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(300);
    assert_eq!(awaited(&clinic, scene.patient), Some(Awaited::Call));
    assert_eq!(awaited(&clinic, scene.doctor), Some(Awaited::Call));
    clinic.says(scene.patient, CallIntent::Decline);
    clinic.wait(300);
    clinic.says(scene.patient, QueueIntent::LeaveQueue);
    clinic.wait(300);
    assert_eq!(awaited(&clinic, scene.patient), None);
    clinic.says(scene.doctor, QueueIntent::EndSession);
    clinic.wait(300);
    clinic.says(scene.doctor, CallIntent::CloseCall);
    assert_eq!(awaited(&clinic, scene.doctor), Some(Awaited::Reach));
}
