//! A place that is handed over to a colleague, with its thread, its notes and all who may see them.

use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::StoreError;
use store::testing::TestDatabase;

struct Two {
    clinic: Clinic,
    doctor: Person,
    colleague: Person,
    patient: Person,
    from: Schedule,
    to: Schedule,
    entry_id: EntryId,
}

/// A patient who waits at one doctor, and a colleague whose session is under way.
async fn two(database: TestDatabase) -> Two {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let colleague = clinic.doctor("Jonas Lind").await;
    let from = clinic.online_session(&doctor).await;
    let to = clinic.online_session(&colleague).await;
    let patient = clinic.patient("John Miller").await;
    clinic.join_ready(&patient, &from).await;
    let path = paths::with_id(paths::OWN_PLACE, from.id);
    let queue: QueueSnapshot = clinic.get(&patient, &path).await;
    let QueueView::Patient {
        place: Some(place), ..
    } = queue.queue
    else {
        panic!()
    };
    Two {
        entry_id: place.entry_id,
        clinic,
        doctor,
        colleague,
        patient,
        from,
        to,
    }
}

impl Two {
    fn path(&self) -> String {
        paths::with_patient(paths::HAND_OVER, self.from.id, self.patient.id())
    }

    async fn hand_over(&self, text: &str) -> QueueSnapshot {
        let body = json!({ "to": self.to.id, "text": text });
        self.clinic.post(&self.doctor, &self.path(), body).await
    }

    fn of_encounter(&self, pattern: &str) -> String {
        paths::with_id(pattern, self.entry_id)
    }

    async fn entries(&self, who: &Person, schedule: &Schedule) -> Vec<QueueEntry> {
        let path = paths::with_id(paths::DOCTOR_QUEUE, schedule.id);
        let queue: QueueSnapshot = self.clinic.get(who, &path).await;
        match queue.queue {
            QueueView::Doctor { entries } => entries,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_place_its_thread_and_its_notes_go_to_the_colleague_and_everybody_is_told() {
    for database in TestDatabase::both().unwrap() {
        let two = two(database).await;
        let clinic = &two.clinic;
        let first = clinic.patient("Amina Yusuf").await;
        clinic.join_ready(&first, &two.to).await;
        let note = json!({ "text": "Knee, since May.", "version": 0 });
        let notes = two.of_encounter(paths::NOTES);
        let _: Notes = clinic.put(&two.doctor, &notes, note).await;
        let mut at_patient = clinic.socket(&two.patient, None).await;
        let sessions: Colleagues = clinic.get(&two.doctor, paths::COLLEAGUES).await;
        let ids: Vec<_> = sessions.sessions.iter().map(|one| one.id).collect();
        assert_eq!(ids, [two.to.id]);

        let left = two.hand_over("Dr. Lind knows knees.").await;
        let QueueView::Doctor { entries } = left.queue else {
            panic!()
        };
        assert!(entries.is_empty());
        let entries = two.entries(&two.colleague, &two.to).await;
        let handed = &entries[1];
        assert_eq!(
            (
                handed.entry_id,
                handed.state,
                handed.position,
                handed.unread
            ),
            (two.entry_id, EntryState::Ready, Some(2), 1)
        );
        let moved = at_patient
            .until(|frame| match frame {
                ServerFrame::PlaceMoved { from, schedule } => Some((*from, schedule.id)),
                _ => None,
            })
            .await;
        assert_eq!(moved, (two.from.id, two.to.id));
        let told = |list: NotificationList| list.notifications[0].about.clone();
        let of_patient = told(clinic.get(&two.patient, paths::NOTIFICATIONS).await);
        assert!(matches!(
            of_patient,
            NotificationAbout::HandedOver { schedule_id, .. } if schedule_id == two.to.id
        ));
        let of_colleague = told(clinic.get(&two.colleague, paths::NOTIFICATIONS).await);
        assert!(matches!(
            of_colleague,
            NotificationAbout::WaitingRoom {
                news: WaitingRoomNews::HandedOver,
                ..
            }
        ));

        // The colleague reads the thread, which says who wrote before, and the notes, and calls.
        let messages = two.of_encounter(paths::MESSAGES);
        let page: MessagePage = clinic.get(&two.colleague, &messages).await;
        assert_eq!(page.messages[0].sender_id, two.doctor.id());
        assert_eq!(page.partner.user_id, two.patient.id());
        let former: Vec<_> = page.former.iter().map(|one| one.user_id).collect();
        assert_eq!(former, [two.doctor.id()]);
        let read: Notes = clinic.get(&two.colleague, &notes).await;
        assert_eq!(read.text.reveal(), "Knee, since May.");
        let call = clinic.invite(&two.colleague, &two.to, &two.patient).await;
        assert_eq!(call.entry_id, Some(two.entry_id));
    }
}

#[tokio::test]
async fn whoever_handed_over_has_no_part_in_it_any_more() {
    for database in TestDatabase::both().unwrap() {
        let two = two(database).await;
        let clinic = &two.clinic;
        two.hand_over("").await;
        let patient = paths::with_id(paths::DOCTOR_PATIENT, two.patient.id());
        let again = json!({ "to": two.to.id });
        let asked = [
            (Method::GET, two.of_encounter(paths::MESSAGES), Value::Null),
            (
                Method::POST,
                two.of_encounter(paths::MESSAGES),
                json!({ "text": "Still there?" }),
            ),
            (Method::GET, two.of_encounter(paths::NOTES), Value::Null),
            (
                Method::PUT,
                two.of_encounter(paths::NOTES),
                json!({ "text": "More.", "version": 0 }),
            ),
            (Method::GET, patient, Value::Null),
            (Method::POST, two.path(), again),
        ];
        for (method, path, body) in asked {
            let refused = clinic.refused(&two.doctor, method, &path, body).await;
            assert_eq!(refused, (404, ProblemCode::NotFound), "{path}");
        }
        // Nobody is told of a thread that is empty.
        let messages = two.of_encounter(paths::MESSAGES);
        let page: MessagePage = clinic.get(&two.colleague, &messages).await;
        assert!(page.messages.is_empty() && page.former.is_empty());
    }
}

#[tokio::test]
async fn a_place_is_handed_over_only_where_a_colleague_can_take_it() {
    let two = two(TestDatabase::sqlite().unwrap()).await;
    let clinic = &two.clinic;
    let refused = async |to: ScheduleId| {
        let body = json!({ "to": to });
        clinic
            .refused(&two.doctor, Method::POST, &two.path(), body)
            .await
    };
    let own = clinic.online_session(&two.doctor).await;
    assert_eq!(refused(own.id).await, (409, ProblemCode::EntryNotAllowed));
    let now = backend::clock::now();
    let plan = json!({
        "title": "Evening", "starts_at": now.plus_s(36_000), "ends_at": now.plus_s(39_600),
        "time_zone": "Europe/Vienna", "capacity": 20,
    });
    let planned: Schedule = clinic
        .post(&two.colleague, paths::DOCTOR_SCHEDULES, plan)
        .await;
    let not_online = (409, ProblemCode::ScheduleNotOnline);
    assert_eq!(refused(planned.id).await, not_online);
    clinic.join_ready(&two.patient, &two.to).await;
    assert_eq!(
        refused(two.to.id).await,
        (409, ProblemCode::EntryNotAllowed)
    );
    let third = clinic.doctor("Third Doctor").await;
    let elsewhere = clinic.online_session(&third).await;
    let blocked: Result<_, StoreError> = clinic
        .beside()
        .write(|tx| tx.add_block(third.id(), two.patient.id(), now));
    blocked.unwrap();
    assert_eq!(refused(elsewhere.id).await.1, ProblemCode::ByPhoneOnly);
    // Who is being rung stays.
    clinic.invite(&two.doctor, &two.from, &two.patient).await;
    let refused = refused(elsewhere.id).await;
    assert_eq!(refused, (409, ProblemCode::EntryNotAllowed));
    assert_eq!(two.entries(&two.doctor, &two.from).await.len(), 1);
}
