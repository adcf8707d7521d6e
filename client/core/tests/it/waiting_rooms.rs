//! What a doctor is told of waiting rooms that are not open, and how people choose what they are told.

use crate::clinic::Clinic;
use client_core::{Inbox, Loadable, NoticeText, NotificationIntent, ScheduleIntent};
use shared::{
    ClientFrame, NotificationAbout, NotificationChoice, NotificationKind, Role, ScheduleId,
    ServerFrame, UserId, WaitingRoomNews,
};

fn news(schedule_id: ScheduleId, patient_id: UserId, news: WaitingRoomNews) -> NotificationAbout {
    NotificationAbout::WaitingRoom {
        schedule_id,
        patient_id,
        patient_name: "John".into(),
        title: "Morning".into(),
        news,
    }
}

fn tell(clinic: &mut Clinic, to: UserId, about: NotificationAbout) {
    let notification = clinic.server.keep_notification(to, about);
    let frame = ServerFrame::Notification { notification };
    clinic.server.tell(to, frame);
    clinic.wait(300);
}

fn unread(clinic: &Clinic, device: usize) -> u32 {
    let Some(Inbox { unread, .. }) = clinic.devices[device].view().inbox else {
        panic!("no inbox")
    };
    unread
}

#[test]
fn the_server_knows_which_room_the_doctor_looks_at() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let looks = |clinic: &Clinic| {
        let sent = clinic.devices[scene.doctor].sent_frames.iter();
        let looks = sent.filter_map(|frame| match frame {
            ClientFrame::LookAtSchedule { schedule_id } => Some(*schedule_id),
            _ => None,
        });
        looks.collect::<Vec<_>>()
    };
    let room = Some(scene.schedule_id);
    assert_eq!(looks(&clinic), [room]);
    clinic.says(
        scene.doctor,
        NotificationIntent::LookAtApp { looking: false },
    );
    clinic.says(
        scene.doctor,
        NotificationIntent::LookAtApp { looking: true },
    );
    clinic.says(scene.doctor, ScheduleIntent::ShowHome);
    clinic.wait(300);
    assert_eq!(looks(&clinic), [room, None, room, None]);
    // Patients' rooms are nobody's business but theirs.
    let patients = &clinic.devices[scene.patient].sent_frames;
    let told = |frame: &&ClientFrame| matches!(frame, ClientFrame::LookAtSchedule { .. });
    assert_eq!(patients.iter().filter(told).count(), 0);
}

#[test]
fn news_of_another_room_is_a_notice_one_unread_line_and_outside_where_that_is_wanted() {
    let mut clinic = Clinic::open();
    let (doctor, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
    let patient_id = clinic.server.add_user(Role::Patient, "John");
    let room = ScheduleId(uuid::Uuid::from_u128(5));
    tell(
        &mut clinic,
        doctor_id,
        news(room, patient_id, WaitingRoomNews::Arrived),
    );
    assert_eq!(unread(&clinic, doctor), 1);
    assert_eq!(clinic.devices[doctor].told_outside, [], "it is seen here");

    clinic.says(doctor, NotificationIntent::LookAtApp { looking: false });
    let ready = news(room, patient_id, WaitingRoomNews::Ready);
    tell(&mut clinic, doctor_id, ready.clone());
    assert_eq!(unread(&clinic, doctor), 1, "one for each patient");
    assert_eq!(clinic.devices[doctor].told_outside, [ready]);
    let texts: Vec<_> = clinic.devices[doctor].view().notices;
    let last = texts.last().unwrap().text.clone();
    let expected = NoticeText::WaitingRoom {
        name: "John".into(),
        title: "Morning".into(),
        news: WaitingRoomNews::Ready,
    };
    assert_eq!(last, expected);

    let quiet = NotificationChoice {
        kind: NotificationKind::WaitingRoom,
        in_app: true,
        os: false,
        mail: None,
    };
    clinic.says(doctor, NotificationIntent::ChooseNotification(quiet));
    clinic.wait(300);
    tell(
        &mut clinic,
        doctor_id,
        news(room, patient_id, WaitingRoomNews::Left),
    );
    assert_eq!(clinic.devices[doctor].told_outside.len(), 1);
}

#[test]
fn people_choose_about_what_concerns_them() {
    let mut clinic = Clinic::open();
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    let (patient, _) = clinic.person(Role::Patient, "John", 0);
    let kinds = |clinic: &Clinic, device: usize| {
        let Some(Loadable::Loaded { value }) = clinic.devices[device].view().notification_choices
        else {
            panic!("no choices")
        };
        value.iter().map(|one| one.kind).collect::<Vec<_>>()
    };
    let for_doctor = kinds(&clinic, doctor);
    assert!(for_doctor.contains(&NotificationKind::WaitingRoom));
    assert!(!for_doctor.contains(&NotificationKind::RemovedFromQueue));
    let for_patient = kinds(&clinic, patient);
    assert!(!for_patient.contains(&NotificationKind::WaitingRoom));
    assert!(for_patient.contains(&NotificationKind::SessionStarted));

    // The whole list is kept, whatever the screen shows of it.
    let off = NotificationChoice {
        kind: NotificationKind::NewMessage,
        in_app: false,
        os: false,
        mail: None,
    };
    clinic.says(patient, NotificationIntent::ChooseNotification(off));
    clinic.wait(300);
    assert_eq!(
        clinic.server.choices.choices.len(),
        NotificationKind::ALL.len()
    );
    assert!(clinic.server.choices.choices.contains(&off));
}
