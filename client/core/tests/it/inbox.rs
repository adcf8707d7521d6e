//! The bell: what the practice has told a person.

use crate::clinic::Clinic;
use client_core::{
    Inbox, InboxLine, Loadable, NoticeText, NotificationIntent, SessionIntent, StoredSession,
};
use shared::{CallId, NotificationAbout, Role, ScheduleId, UserId};
use uuid::Uuid;

fn missed(number: u128) -> NotificationAbout {
    NotificationAbout::MissedCall {
        call_id: CallId(Uuid::from_u128(number)),
        other_name: "Dr. Grey".into(),
        other_id: None,
        call_kind: None,
        outgoing: false,
    }
}

fn patient(clinic: &mut Clinic) -> (usize, UserId) {
    clinic.person(Role::Patient, "John", 0)
}

fn inbox(clinic: &Clinic, device: usize) -> Inbox {
    clinic.devices[device].view().inbox.unwrap()
}

fn lines(clinic: &Clinic, device: usize) -> Vec<InboxLine> {
    match inbox(clinic, device).lines {
        Loadable::Loaded { value } => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_came_while_the_app_was_closed_is_there_after_signing_in() {
    let mut clinic = Clinic::open();
    let john = clinic.server.add_user(Role::Patient, "John");
    clinic.server.keep_notification(john, missed(1));
    clinic.server.keep_notification(john, missed(2));
    let phone = clinic.signed_in(john, 0);
    assert_eq!(inbox(&clinic, phone).unread, 2);
    let numbers: Vec<_> = lines(&clinic, phone)
        .iter()
        .map(|line| line.notification.number)
        .collect();
    assert_eq!(numbers, [2, 1], "newest first");
}

#[test]
fn nobody_has_an_inbox_before_signing_in() {
    let mut clinic = Clinic::open();
    let phone = clinic.device(0, None);
    assert_eq!(clinic.devices[phone].view().inbox, None);
}

#[test]
fn a_live_one_is_counted_once_and_opening_the_bell_marks_it_on_the_server() {
    let mut clinic = Clinic::open();
    let (phone, john) = patient(&mut clinic);
    clinic.server.notify(john, missed(1));
    clinic.wait(200);
    assert_eq!(inbox(&clinic, phone).unread, 1);
    assert_eq!(lines(&clinic, phone)[0].notification.about, missed(1));

    clinic.says(phone, NotificationIntent::ReadInbox);
    clinic.says(phone, NotificationIntent::ReadInbox);
    clinic.wait(200);
    assert_eq!(inbox(&clinic, phone).unread, 0);
    assert!(lines(&clinic, phone)[0].notification.read_at.is_some());
    let sent = clinic.requests_to(phone, "/api/notifications/read");
    assert_eq!(sent.len(), 1, "two presses are one wish");
    assert_eq!(clinic.server.inbox_of(john).unread, 0);

    clinic.says(phone, NotificationIntent::ReadInbox);
    clinic.wait(200);
    let sent = clinic.requests_to(phone, "/api/notifications/read");
    assert_eq!(sent.len(), 1, "there is nothing left to mark");
}

#[test]
fn one_that_comes_while_the_list_is_marked_stays_unread() {
    let mut clinic = Clinic::open();
    let (phone, john) = patient(&mut clinic);
    clinic.server.notify(john, missed(1));
    clinic.wait(200);
    clinic.says(phone, NotificationIntent::ReadInbox);
    // The request takes 20 ms each way; this is stored after it was answered, and told before.
    clinic.wait(25);
    clinic.devices[phone].network.delay_ms = 1;
    clinic.server.notify(john, missed(2));
    clinic.wait(300);
    assert_eq!(inbox(&clinic, phone).unread, 1);
    let unread: Vec<_> = lines(&clinic, phone)
        .iter()
        .map(|line| line.notification.read_at.is_none())
        .collect();
    assert_eq!(unread, [true, false]);
}

#[test]
fn an_older_list_that_comes_late_does_not_undo_the_reading() {
    let mut clinic = Clinic::open();
    let (phone, john) = patient(&mut clinic);
    clinic.server.notify(john, missed(1));
    clinic.wait(200);
    clinic.says(phone, SessionIntent::Reload);
    // The server answers after 20 ms, and that answer takes long.
    clinic.devices[phone].network.delay_ms = 2_000;
    clinic.wait(25);
    clinic.devices[phone].network.delay_ms = 20;
    clinic.says(phone, NotificationIntent::ReadInbox);
    clinic.wait(3_000);
    assert_eq!(inbox(&clinic, phone).unread, 0);
}

#[test]
fn what_was_missed_while_offline_is_fetched_and_marking_waits_for_the_network() {
    let mut clinic = Clinic::open();
    let (phone, john) = patient(&mut clinic);
    clinic.cut(phone);
    clinic.wait(500);
    clinic.server.keep_notification(john, missed(1));
    // So much was told meanwhile that the server can't resume.
    for number in 2..30 {
        clinic.server.notify(john, missed(number));
    }
    clinic.mend(phone);
    clinic.wait(40_000);
    assert_eq!(inbox(&clinic, phone).unread, 29);
    clinic.cut(phone);
    clinic.wait(500);
    clinic.says(phone, NotificationIntent::ReadInbox);
    clinic.wait(30_000);
    assert_eq!(inbox(&clinic, phone).unread, 29, "the server has not heard");
    assert!(clinic.devices[phone].view().notices.is_empty());
    clinic.mend(phone);
    clinic.wait(40_000);
    clinic.says(phone, NotificationIntent::ReadInbox);
    clinic.wait(500);
    assert_eq!(inbox(&clinic, phone).unread, 0);
}

#[test]
fn one_that_overtakes_the_first_list_is_not_lost() {
    let mut clinic = Clinic::open();
    let john = clinic.server.add_user(Role::Patient, "John");
    let refresh_token = clinic.server.sign_in(john).refresh_token;
    let server_url = crate::clinic::answers::BASE.into();
    let stored = StoredSession {
        server_url,
        refresh_token,
    };
    let phone = clinic.device(0, Some(stored));
    // The list is read at 60 ms, and again at 140, once the app is online; both answers take long.
    for quick_ms in [55, 70] {
        clinic.wait(quick_ms);
        clinic.devices[phone].network.delay_ms = 2_000;
        clinic.wait(10);
        clinic.devices[phone].network.delay_ms = 20;
    }
    clinic.server.notify(john, missed(1));
    clinic.wait(100);
    assert_eq!(inbox(&clinic, phone).lines, Loadable::Loading);
    assert_eq!(inbox(&clinic, phone).unread, 1);
    clinic.wait(3_000);
    assert_eq!(lines(&clinic, phone).len(), 1);
    assert_eq!(inbox(&clinic, phone).unread, 1);
}

#[test]
fn a_patient_who_was_taken_out_reads_of_which_session() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let schedule_id = scene.schedule_id;
    let about = NotificationAbout::RemovedFromQueue { schedule_id };
    clinic.server.notify(scene.patient_id, about);
    let unknown = ScheduleId(Uuid::from_u128(9_999));
    let about = NotificationAbout::RemovedFromQueue {
        schedule_id: unknown,
    };
    clinic.server.notify(scene.patient_id, about);
    clinic.wait(200);
    let titles: Vec<_> = lines(&clinic, scene.patient)
        .into_iter()
        .map(|line| line.session_title)
        .collect();
    assert_eq!(titles, [None, Some("Morning".to_owned())]);
    let notices = clinic.devices[scene.patient].view().notices;
    assert!(
        notices
            .iter()
            .any(|one| one.text == NoticeText::RemovedFromQueue)
    );
}

#[test]
fn the_inbox_is_forgotten_with_its_person() {
    let mut clinic = Clinic::open();
    let (phone, john) = patient(&mut clinic);
    clinic.server.notify(john, missed(1));
    clinic.wait(200);
    clinic.says(phone, SessionIntent::SignOut);
    clinic.wait(200);
    assert_eq!(clinic.devices[phone].view().inbox, None);
    clinic.server.add_user(Role::Patient, "Ana");
    clinic.says(
        phone,
        SessionIntent::SignIn {
            email: "Ana@clinic.example".into(),
            password: "secret-enough".into(),
        },
    );
    clinic.wait(400);
    assert_eq!(inbox(&clinic, phone).unread, 0);
    assert!(lines(&clinic, phone).is_empty());
}
