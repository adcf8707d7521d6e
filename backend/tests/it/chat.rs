//! The thread of an encounter: what its two people write, how far it gets, and who is told.

use crate::support::visit::Visit;
use crate::support::{Clinic, Person, Socket};
use backend::{Limits, Purse, Rate, Rates};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use std::num::NonZeroU32;
use store::testing::TestDatabase;
use store::{EntryRecord, StoreError};

/// A visit and the thread of its patient's place.
struct Chat {
    visit: Visit,
    encounter_id: EncounterId,
}

impl Chat {
    async fn prepare(database: TestDatabase) -> Self {
        let visit = Visit::prepare(database).await;
        let path = paths::with_id(paths::OWN_PLACE, visit.schedule.id);
        let snapshot: QueueSnapshot = visit.clinic.get(&visit.patient, &path).await;
        let encounter_id = place(&snapshot).entry_id.into();
        Self {
            visit,
            encounter_id,
        }
    }

    fn path(&self) -> String {
        paths::with_id(paths::MESSAGES, self.encounter_id)
    }

    async fn write(&self, who: &Person, text: &str) -> Message {
        let body = json!({ "text": text });
        self.visit.clinic.post(who, &self.path(), body).await
    }

    async fn page(&self, who: &Person) -> MessagePage {
        self.visit.clinic.get(who, &self.path()).await
    }

    async fn told(&self, who: &Person) -> Vec<NotificationAbout> {
        let list: NotificationList = self.visit.clinic.get(who, paths::NOTIFICATIONS).await;
        let all = list.notifications.into_iter();
        all.filter(|one| one.about.kind() == NotificationKind::NewMessage)
            .filter(|one| one.read_at.is_none())
            .map(|one| one.about)
            .collect()
    }

    fn read(&self, read: i64, looking: bool) -> ClientFrame {
        ClientFrame::MessageRead {
            encounter_id: self.encounter_id,
            read,
            looking,
        }
    }
}

fn place(snapshot: &QueueSnapshot) -> &OwnPlace {
    match &snapshot.queue {
        QueueView::Patient {
            place: Some(place), ..
        } => place,
        other => panic!("{other:?}"),
    }
}

async fn next_message(socket: &mut Socket) -> Message {
    let message = |frame: &ServerFrame| match frame {
        ServerFrame::Message { message } => Some(message.clone()),
        _ => None,
    };
    socket.until(message).await
}

async fn next_marks(socket: &mut Socket) -> (UserId, ChatMarks) {
    let marks = |frame: &ServerFrame| match frame {
        ServerFrame::MessageRead { user_id, marks, .. } => Some((*user_id, *marks)),
        _ => None,
    };
    socket.until(marks).await
}

const fn marks(delivered: i64, read: i64) -> ChatMarks {
    ChatMarks { delivered, read }
}

#[tokio::test]
async fn a_message_is_sent_delivered_and_read_before_during_and_after_the_call() {
    for database in TestDatabase::both().unwrap() {
        let mut chat = Chat::prepare(database).await;
        // Before.
        let sent = chat.write(&chat.visit.patient, "I cough at night").await;
        assert_eq!((sent.number, sent.sender_id), (1, chat.visit.patient.id()));
        let got = next_message(&mut chat.visit.at_doctor).await;
        assert_eq!(got, sent);
        let encounter_id = chat.encounter_id;
        let reached = ClientFrame::Message {
            encounter_id,
            reached: 1,
        };
        chat.visit.at_doctor.say(reached).await;
        let doctor_id = chat.visit.doctor.id();
        let patient_side = next_marks(&mut chat.visit.at_patient).await;
        assert_eq!(patient_side, (doctor_id, marks(1, 0)));
        let frame = chat.read(1, false);
        chat.visit.at_doctor.say(frame).await;
        let patient_side = next_marks(&mut chat.visit.at_patient).await;
        assert_eq!(patient_side, (doctor_id, marks(1, 1)));
        // During.
        let call = chat.visit.meet().await;
        let answer = chat.write(&chat.visit.doctor, "Since when?").await;
        assert_eq!(answer.number, 2);
        // After.
        chat.visit
            .act(&chat.visit.doctor, paths::END_CALL, &call, json!({}))
            .await;
        assert_eq!(chat.visit.place_state().await, EntryState::Done);
        chat.write(&chat.visit.patient, "Two weeks. Thank you!")
            .await;
        let page = chat.page(&chat.visit.patient).await;
        let texts: Vec<_> = page
            .messages
            .iter()
            .map(|m| m.text.reveal().as_str())
            .collect();
        assert_eq!(
            texts,
            ["Two weeks. Thank you!", "Since when?", "I cough at night"]
        );
        assert_eq!(page.partner.marks, marks(2, 2), "the writer has read");
        assert_eq!((page.own, page.unread), (marks(3, 3), 0));
        assert_eq!(page.partner.name.reveal(), "Maria Weber");
        let ends_at = chat.visit.schedule.ends_at;
        assert_eq!(page.open_until, Some(ends_at.plus_s(7 * 24 * 3600)));
        assert!(!page.has_earlier);
    }
}

#[tokio::test]
async fn what_is_unread_is_counted_for_both_and_marks_never_go_back() {
    for database in TestDatabase::both().unwrap() {
        let mut chat = Chat::prepare(database).await;
        for text in ["One", "Two", "Three"] {
            chat.write(&chat.visit.patient, text).await;
        }
        let queue = paths::with_id(paths::DOCTOR_QUEUE, chat.visit.schedule.id);
        let own = paths::with_id(paths::OWN_PLACE, chat.visit.schedule.id);
        let unread = async |chat: &Chat| {
            let seen: QueueSnapshot = chat.visit.clinic.get(&chat.visit.doctor, &queue).await;
            let QueueView::Doctor { entries } = seen.queue else {
                panic!("the doctor's view");
            };
            let seen: QueueSnapshot = chat.visit.clinic.get(&chat.visit.patient, &own).await;
            (entries[0].unread, place(&seen).unread)
        };
        assert_eq!(unread(&chat).await, (3, 0));
        for (frame, left) in [(2, 1), (1, 1), (99, 0)] {
            let frame = chat.read(frame, false);
            chat.visit.at_doctor.say(frame).await;
            chat.visit.at_doctor.answers().await;
            assert_eq!(unread(&chat).await, (left, 0));
        }
        let page = chat.page(&chat.visit.doctor).await;
        assert_eq!(page.own, marks(3, 3), "nobody reads what was not written");
        chat.write(&chat.visit.doctor, "Four").await;
        assert_eq!(unread(&chat).await, (0, 1));
    }
}

#[tokio::test]
async fn a_repeated_request_writes_once_and_a_key_is_for_one_message() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        let clinic = &chat.visit.clinic;
        let token = Some(chat.visit.doctor.token());
        let send = async |path: String, text: &'static str| {
            let body = json!({ "text": text });
            clinic
                .send_with_key(Method::POST, &path, token, body, Some("key-1"))
                .await
        };
        let (status, first) = send(chat.path(), "Hello").await;
        assert_eq!(status, 201);
        assert_eq!(first["key"], "key-1");
        let (status, again) = send(chat.path(), "Hello").await;
        assert_eq!((status.as_u16(), &again), (201, &first));
        let page = chat.page(&chat.visit.patient).await;
        assert_eq!(page.messages.len(), 1);
        assert_eq!(page.messages[0].key, None, "a key is its sender's");

        let other = clinic.patient("Eve Stranger").await;
        clinic.join_ready(&other, &chat.visit.schedule).await;
        let own = paths::with_id(paths::OWN_PLACE, chat.visit.schedule.id);
        let seen: QueueSnapshot = clinic.get(&other, &own).await;
        let elsewhere = paths::with_id(paths::MESSAGES, place(&seen).entry_id);
        for (path, text) in [(elsewhere, "Hello"), (chat.path(), "Good bye")] {
            let (status, refused) = send(path, text).await;
            assert_eq!(
                (status.as_u16(), &refused["code"]),
                (422, &json!("key_reused"))
            );
        }
    }
}

#[tokio::test]
async fn pages_hold_every_message_once_in_order() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        let all = 2 * limits::MESSAGES_PER_PAGE + 7;
        for number in 1..=all {
            let writer = match number % 3 {
                0 => &chat.visit.doctor,
                _ => &chat.visit.patient,
            };
            chat.write(writer, &format!("number {number}")).await;
        }
        let (mut found, mut before, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let path = format!("{}{before}", chat.path());
            let page: MessagePage = chat.visit.clinic.get(&chat.visit.doctor, &path).await;
            found.extend(page.messages.iter().map(|message| message.number));
            pages += 1;
            if !page.has_earlier {
                break;
            }
            before = format!("?before={}", found.last().unwrap());
        }
        let newest_first: Vec<i64> = (1..=all).rev().collect();
        assert_eq!((found, pages), (newest_first, 3));
    }
}

#[tokio::test]
async fn what_says_nothing_or_too_much_is_refused_by_name() {
    let chat = Chat::prepare(TestDatabase::sqlite().unwrap()).await;
    let long = "x".repeat(limits::MAX_MESSAGE_CHARS + 1);
    for (body, code) in [
        (json!({}), "required"),
        (json!({ "text": " \n" }), "required"),
        (json!({ "text": long }), "too_long"),
        (json!({ "text": "bell \u{7}" }), "malformed"),
    ] {
        let token = Some(chat.visit.patient.token());
        let path = chat.path();
        let sent = chat.visit.clinic.send(Method::POST, &path, token, body);
        let (status, answer) = sent.await;
        assert_eq!(status, 422, "{answer}");
        assert_eq!(answer["fields"][0]["field"], "text");
        assert_eq!(answer["fields"][0]["code"], code);
    }
    assert!(chat.page(&chat.visit.patient).await.messages.is_empty());
}

#[tokio::test]
async fn a_thread_of_long_ago_can_be_read_and_not_be_written_to() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        chat.write(&chat.visit.patient, "Good bye").await;
        let long_ago = backend::clock::now().plus_ms(-limits::CHAT_OPEN_MS - 1);
        let entry_id = EntryId(chat.encounter_id.0);
        let aged: Result<_, StoreError> = chat.visit.clinic.beside().write(|tx| {
            let schedule = tx.schedule(chat.visit.schedule.id)?.unwrap().schedule;
            tx.save_plan(&Schedule {
                starts_at: long_ago.plus_s(-3600),
                ends_at: long_ago,
                ..schedule
            })?;
            let entry = tx.entry(entry_id)?.unwrap();
            tx.save_entry(&EntryRecord {
                state: EntryState::Done,
                joined_at: long_ago.plus_s(-1800),
                ..entry
            })
        });
        aged.unwrap();
        for who in [&chat.visit.patient, &chat.visit.doctor] {
            let refused = chat
                .visit
                .clinic
                .refused(who, Method::POST, &chat.path(), json!({ "text": "Hello?" }))
                .await;
            assert_eq!(refused, (409, ProblemCode::ChatClosed));
            assert_eq!(chat.page(who).await.messages.len(), 1);
        }
    }
}

#[tokio::test]
async fn who_writes_too_fast_is_held_up() {
    let database = TestDatabase::sqlite().unwrap();
    let mut config = crate::support::config(&database);
    config.limits = Limits::generous().with(
        Purse::Messages,
        Rates {
            person: NonZeroU32::new(3).map(Rate::per_minute),
            ..Rates::default()
        },
    );
    let server = backend::Running::start(config).await.unwrap();
    let door = crate::support::Door::of(server.address);
    let doctor = door.doctor("Maria Weber").await;
    let patient = door.patient("John Miller").await;
    let schedule = door.online_session(&doctor).await;
    door.join_ready(&patient, &schedule).await;
    let own = paths::with_id(paths::OWN_PLACE, schedule.id);
    let seen: QueueSnapshot = door.get(&patient, &own).await;
    let path = paths::with_id(paths::MESSAGES, place(&seen).entry_id);
    for _ in 0..3 {
        let _: Message = door.post(&patient, &path, json!({ "text": "x" })).await;
    }
    let body = json!({ "text": "x" });
    let refused = door.refused(&patient, Method::POST, &path, body).await;
    assert_eq!(refused, (429, ProblemCode::TooManyRequests));
    let _: Message = door.post(&doctor, &path, json!({ "text": "x" })).await;
    server.stop().await.unwrap();
}

#[tokio::test]
async fn typing_reaches_the_other_one_only_and_is_not_stored() {
    let mut chat = Chat::prepare(TestDatabase::sqlite().unwrap()).await;
    let stranger = chat.visit.clinic.patient("Eve Stranger").await;
    let mut at_stranger = chat.visit.clinic.socket(&stranger, None).await;
    let before = chat.visit.at_doctor.answers().await.len();
    let encounter_id = chat.encounter_id;
    for typing in [true, false] {
        let frame = ClientFrame::Typing {
            encounter_id,
            typing,
        };
        chat.visit.at_patient.say(frame).await;
        let writes = |frame: &ServerFrame| match frame {
            ServerFrame::Typing {
                user_id, typing, ..
            } => Some((*user_id, *typing)),
            _ => None,
        };
        let told = chat.visit.at_doctor.until(writes).await;
        assert_eq!(told, (chat.visit.patient.id(), typing));
    }
    let stored = chat.visit.at_doctor.seen.iter().skip(before);
    assert!(
        stored
            .filter(|one| matches!(one.frame, ServerFrame::Typing { .. }))
            .all(|one| !one.stored)
    );
    for socket in [&mut at_stranger, &mut chat.visit.at_patient] {
        socket.answers().await;
        assert!(!socket.kinds().contains(&"typing".to_owned()));
    }
}

#[tokio::test]
async fn who_does_not_look_is_told_once_and_reading_settles_it() {
    for database in TestDatabase::both().unwrap() {
        let mut chat = Chat::prepare(database).await;
        chat.write(&chat.visit.patient, "One").await;
        chat.write(&chat.visit.patient, "Two").await;
        let told = chat.told(&chat.visit.doctor).await;
        let about = NotificationAbout::NewMessage {
            encounter_id: chat.encounter_id,
            from_name: "John Miller".into(),
        };
        assert_eq!(told, std::slice::from_ref(&about));
        assert!(chat.told(&chat.visit.patient).await.is_empty());

        // Looking: what is unread is settled, and what comes is seen.
        let frame = chat.read(2, true);
        chat.visit.at_doctor.say(frame).await;
        chat.visit.at_doctor.answers().await;
        assert!(chat.told(&chat.visit.doctor).await.is_empty());
        chat.write(&chat.visit.patient, "Three").await;
        assert!(chat.told(&chat.visit.doctor).await.is_empty());

        // Looking away, and a connection that ends, are the same.
        let frame = chat.read(3, false);
        chat.visit.at_doctor.say(frame).await;
        chat.visit.at_doctor.answers().await;
        chat.write(&chat.visit.patient, "Four").await;
        let told = chat.told(&chat.visit.doctor).await;
        assert_eq!(told, std::slice::from_ref(&about));
        let frame = chat.read(4, true);
        chat.visit.at_doctor.say(frame).await;
        chat.visit.at_doctor.answers().await;
        let doctor = chat.visit.clinic.login(&chat.visit.doctor).await;
        chat.visit.at_doctor = chat.visit.clinic.socket(&doctor, None).await;
        let gone = |frame: &ServerFrame| match frame {
            ServerFrame::Authenticated { .. } => Some(()),
            _ => None,
        };
        chat.visit.at_doctor.until(gone).await;
        chat.visit.at_doctor.answers().await;
        while chat.told(&chat.visit.doctor).await.is_empty() {
            chat.write(&chat.visit.patient, "Five").await;
        }
        assert_eq!(chat.told(&chat.visit.doctor).await, [about]);
    }
}

async fn choose(clinic: &Clinic, who: &Person, choices: Value) -> (u16, Value) {
    let body = json!({ "choices": choices });
    let path = paths::NOTIFICATION_PREFERENCES;
    let (status, answer) = clinic
        .send(Method::PUT, path, Some(who.token()), body)
        .await;
    (status.as_u16(), answer)
}

#[tokio::test]
async fn a_kind_that_is_not_wanted_is_not_told() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        let (clinic, doctor) = (&chat.visit.clinic, &chat.visit.doctor);
        let all: NotificationPreferences =
            clinic.get(doctor, paths::NOTIFICATION_PREFERENCES).await;
        assert_eq!(all.choices.len(), NotificationKind::ALL.len());
        assert!(all.choices.iter().all(|choice| choice.in_app));

        let off = json!([{ "kind": "new_message", "in_app": false }]);
        let (status, answer) = choose(clinic, doctor, off).await;
        assert_eq!(status, 200);
        let kept: NotificationPreferences =
            clinic.get(doctor, paths::NOTIFICATION_PREFERENCES).await;
        assert_eq!(json!(kept), answer);
        let unwanted: Vec<_> = kept.choices.iter().filter(|one| !one.in_app).collect();
        assert_eq!(unwanted.len(), 1);
        assert_eq!(unwanted[0].kind, NotificationKind::NewMessage);
        chat.write(&chat.visit.patient, "One").await;
        assert!(chat.told(doctor).await.is_empty());

        let twice = json!([
            { "kind": "new_message", "in_app": true }, { "kind": "new_message", "in_app": false },
        ]);
        let (status, answer) = choose(clinic, doctor, twice).await;
        assert_eq!((status, &answer["code"]), (422, &json!("invalid")));
        let (status, _) = choose(clinic, doctor, json!([])).await;
        assert_eq!(status, 200, "what is left out is wanted");
        chat.write(&chat.visit.patient, "Two").await;
        assert_eq!(chat.told(doctor).await.len(), 1);
    }
}

#[tokio::test]
async fn a_plan_with_a_conversation_in_it_is_not_deleted() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let now = backend::clock::now();
        let plan = json!({
            "title": "Evening", "starts_at": now, "ends_at": now.plus_s(3600),
            "time_zone": "UTC", "capacity": 3,
        });
        let schedule: Schedule = clinic.post(&doctor, paths::DOCTOR_SCHEDULES, plan).await;
        let at = |pattern| paths::with_id(pattern, schedule.id);
        let joined: QueueSnapshot = clinic
            .post(&patient, &at(paths::JOIN_QUEUE), json!({}))
            .await;
        let thread = paths::with_id(paths::MESSAGES, place(&joined).entry_id);
        let _: Message = clinic
            .post(&patient, &thread, json!({ "text": "I can't come" }))
            .await;
        let _: QueueSnapshot = clinic
            .post(&patient, &at(paths::LEAVE_QUEUE), json!({}))
            .await;
        let path = at(paths::DOCTOR_SCHEDULE);
        let refused = clinic
            .refused(&doctor, Method::DELETE, &path, json!({}))
            .await;
        assert_eq!(refused, (409, ProblemCode::EntryNotAllowed));
        let page: MessagePage = clinic.get(&doctor, &thread).await;
        assert_eq!(page.messages.len(), 1);
    }
}
