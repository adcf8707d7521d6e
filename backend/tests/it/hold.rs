//! Those who have to wait longer: set back with a word, written to, told of the session's end.

use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

struct Room {
    clinic: Clinic,
    doctor: Person,
    schedule: Schedule,
    patients: Vec<Person>,
}

/// An online session with three who wait.
async fn room(database: TestDatabase) -> Room {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let schedule = clinic.online_session(&doctor).await;
    let mut patients = Vec::new();
    for name in ["John Miller", "Amina Yusuf", "Peter Novak"] {
        let patient = clinic.patient(name).await;
        clinic.join_ready(&patient, &schedule).await;
        patients.push(patient);
    }
    Room {
        clinic,
        doctor,
        schedule,
        patients,
    }
}

impl Room {
    async fn place(&self, who: usize) -> OwnPlace {
        let path = paths::with_id(paths::OWN_PLACE, self.schedule.id);
        let queue: QueueSnapshot = self.clinic.get(&self.patients[who], &path).await;
        match queue.queue {
            QueueView::Patient {
                place: Some(place), ..
            } => place,
            other => panic!("{other:?}"),
        }
    }

    /// What stands in a patient's thread, and who wrote it.
    async fn thread(&self, who: usize) -> Vec<(UserId, String)> {
        let path = paths::with_id(paths::MESSAGES, self.place(who).await.entry_id);
        let page: MessagePage = self.clinic.get(&self.patients[who], &path).await;
        let messages = page.messages.into_iter();
        messages
            .map(|it| (it.sender_id, it.text.reveal().clone()))
            .collect()
    }

    async fn positions(&self) -> Vec<Option<u32>> {
        let mut positions = Vec::new();
        for who in 0..self.patients.len() {
            positions.push(self.place(who).await.position);
        }
        positions
    }

    fn of(&self, pattern: &str, who: usize) -> String {
        paths::with_patient(pattern, self.schedule.id, self.patients[who].id())
    }
}

#[tokio::test]
async fn who_is_set_back_reads_why_and_nobody_else_moves() {
    for database in TestDatabase::both().unwrap() {
        let room = room(database).await;
        let path = room.of(paths::SET_BACK, 0);
        let words = json!({ "to": "behind_next", "text": "Somebody is in pain." });
        let token = Some(room.doctor.token());
        for _ in 0..2 {
            let (status, answer) = room
                .clinic
                .send_with_key(Method::POST, &path, token, words.clone(), Some("one wish"))
                .await;
            assert_eq!(status, 200, "{answer}");
            assert_eq!(room.positions().await, [Some(2), Some(1), Some(3)]);
        }
        let read = room.thread(0).await;
        assert_eq!(
            read,
            [(room.doctor.id(), "Somebody is in pain.".to_owned())]
        );
        assert!(room.thread(1).await.is_empty() && room.thread(2).await.is_empty());
        let told: NotificationList = room
            .clinic
            .get(&room.patients[0], paths::NOTIFICATIONS)
            .await;
        let newest = &told.notifications[0].about;
        assert!(matches!(newest, NotificationAbout::NewMessage { .. }));
        // To the end; the state is as it was.
        let path = room.of(paths::SET_BACK, 1);
        let words = json!({ "to": "end", "text": "Please wait for your results." });
        let _: QueueSnapshot = room.clinic.post(&room.doctor, &path, words).await;
        assert_eq!(room.positions().await, [Some(1), Some(3), Some(2)]);
        assert_eq!(room.place(1).await.state, EntryState::Ready);
    }
}

#[tokio::test]
async fn only_who_waits_is_set_back_and_only_with_a_word() {
    let room = room(TestDatabase::sqlite().unwrap()).await;
    let path = room.of(paths::SET_BACK, 0);
    let silent = json!({ "to": "end", "text": " " });
    let refused = room
        .clinic
        .refused(&room.doctor, Method::POST, &path, silent)
        .await;
    assert_eq!(refused, (422, ProblemCode::Invalid));
    room.clinic
        .invite(&room.doctor, &room.schedule, &room.patients[0])
        .await;
    let words = json!({ "to": "end", "text": "Later." });
    let refused = room
        .clinic
        .refused(&room.doctor, Method::POST, &path, words)
        .await;
    assert_eq!(refused, (409, ProblemCode::EntryNotAllowed));
}

#[tokio::test]
async fn everybody_who_waits_is_told_each_in_their_own_thread() {
    for database in TestDatabase::both().unwrap() {
        let room = room(database).await;
        let leave = paths::with_id(paths::LEAVE_QUEUE, room.schedule.id);
        let _: QueueSnapshot = room
            .clinic
            .post(&room.patients[2], &leave, Value::Null)
            .await;
        let path = paths::with_id(paths::TELL_WAITING, room.schedule.id);
        let words = json!({ "text": "It takes half an hour longer." });
        let token = Some(room.doctor.token());
        for _ in 0..2 {
            let (status, told) = room
                .clinic
                .send_with_key(Method::POST, &path, token, words.clone(), Some("one wish"))
                .await;
            assert_eq!((status.as_u16(), told), (200, json!({ "people": 2 })));
        }
        let said = [(room.doctor.id(), "It takes half an hour longer.".to_owned())];
        assert_eq!(room.thread(0).await, said);
        assert_eq!(room.thread(1).await, said);
        assert!(room.thread(2).await.is_empty(), "who left waits no longer");
    }
}

#[tokio::test]
async fn a_session_ends_with_a_word_in_each_patients_language() {
    for database in TestDatabase::both().unwrap() {
        let room = room(database).await;
        let profile = json!({
            "name": "Amina Yusuf", "time_zone": "Europe/Vienna", "languages": ["de"],
            "date_of_birth": "1980-05-05",
        });
        let _: Value = room
            .clinic
            .put(&room.patients[1], paths::PATIENT_PROFILE, profile)
            .await;
        let end = paths::with_id(paths::END_SCHEDULE, room.schedule.id);
        let words = json!({ "words": { "say": "template", "template": "emergency" } });
        let over: Schedule = room.clinic.post(&room.doctor, &end, words.clone()).await;
        assert_eq!(over.status, ScheduleStatus::Completed);
        let of = |language: i18n::Language| {
            let text = (language.words().closing)(ClosingTemplate::Emergency);
            [(room.doctor.id(), text.to_owned())]
        };
        assert_eq!(room.thread(0).await, of(i18n::Language::En));
        assert_eq!(room.thread(1).await, of(i18n::Language::De));
        // Again is the same as once.
        let _: Schedule = room.clinic.post(&room.doctor, &end, words).await;
        assert_eq!(room.thread(0).await.len(), 1);
    }
}

#[tokio::test]
async fn a_session_ends_with_the_doctors_own_words() {
    let room = room(TestDatabase::sqlite().unwrap()).await;
    let end = paths::with_id(paths::END_SCHEDULE, room.schedule.id);
    let silent = json!({ "words": { "say": "text", "text": "" } });
    let refused = room
        .clinic
        .refused(&room.doctor, Method::POST, &end, silent)
        .await;
    assert_eq!(refused, (422, ProblemCode::Invalid));
    let words = json!({ "words": { "say": "text", "text": "I am ill. See you on Monday." } });
    let _: Schedule = room.clinic.post(&room.doctor, &end, words).await;
    for who in 0..3 {
        let said = (room.doctor.id(), "I am ill. See you on Monday.".to_owned());
        assert_eq!(room.thread(who).await, [said]);
        assert_eq!(room.place(who).await.state, EntryState::Left);
    }
}
