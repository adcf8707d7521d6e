//! What waiting patients are told about when their turn comes.

use crate::support::{Clinic, Person};
use serde_json::Value;
use shared::*;
use store::testing::TestDatabase;

/// An hour for twenty patients is three minutes for each.
const PLANNED_MS: i64 = 3 * 60 * 1000;
/// A turn so short that the doctor might have pressed the button by mistake still counts this much.
const SHORTEST_MS: i64 = 20 * 1000;

struct Session {
    clinic: Clinic,
    doctor: Person,
    schedule: Schedule,
}

impl Session {
    async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let schedule = clinic.online_session(&doctor).await;
        Self {
            clinic,
            doctor,
            schedule,
        }
    }

    async fn patient(&self, name: &str) -> Person {
        let patient = self.clinic.patient(name).await;
        self.clinic.join_ready(&patient, &self.schedule).await;
        patient
    }

    async fn expected(&self, patient: &Person) -> Option<ExpectedTurn> {
        let path = paths::with_id(paths::OWN_PLACE, self.schedule.id);
        let snapshot: QueueSnapshot = self.clinic.get(patient, &path).await;
        match snapshot.queue {
            QueueView::Patient { place, .. } => place.unwrap().expected,
            QueueView::Doctor { .. } => panic!("the doctor's queue"),
        }
    }

    /// From now, in milliseconds.
    async fn range(&self, patient: &Person) -> (i64, i64) {
        let now = backend::clock::now();
        let expected = self.expected(patient).await.unwrap();
        (
            expected.earliest.since_ms(now),
            expected.latest.since_ms(now),
        )
    }

    /// A consultation of no length.
    async fn visit(&self, patient: &Person) {
        let call = self
            .clinic
            .consult(&self.doctor, &self.schedule, patient)
            .await;
        assert_eq!(
            self.expected(patient).await,
            None,
            "whoever was called waits no more"
        );
        let end = paths::with_id(paths::END_CALL, call.id);
        let _: CallSnapshot = self.clinic.post(&self.doctor, &end, Value::Null).await;
    }
}

#[tokio::test]
async fn the_plan_is_believed_until_the_doctor_was_seen_at_work() {
    for database in TestDatabase::both().unwrap() {
        let session = Session::open(database).await;
        let mut patients = Vec::new();
        for name in ["John Miller", "Amina Yusuf", "Peter Novak", "Sofia Rossi"] {
            patients.push(session.patient(name).await);
        }
        // Nobody is before the first, one planned turn before the second, three before the fourth.
        let (_, latest) = session.range(&patients[0]).await;
        assert!(latest < PLANNED_MS, "{latest} ms");
        for (patient, turns) in [(1, 1), (3, 3)] {
            let (earliest, latest) = session.range(&patients[patient]).await;
            let planned = PLANNED_MS * turns;
            assert!(
                earliest < planned && planned < latest,
                "{earliest} to {latest} ms for {planned}"
            );
            assert!(earliest > 0);
        }
    }
}

#[tokio::test]
async fn what_was_seen_counts_more_than_the_plan_and_in_the_next_session_too() {
    for database in TestDatabase::both().unwrap() {
        let session = Session::open(database).await;
        let first = session.patient("John Miller").await;
        let waits = session.patient("Amina Yusuf").await;
        let (planned, _) = session.range(&waits).await;
        for name in [
            "Peter Novak",
            "Sofia Rossi",
            "Liam Brien",
            "Eva Horn",
            "Ali Demir",
        ] {
            session.visit(&session.patient(name).await).await;
        }
        // A surprise as large as this makes the range wide, but not upwards alone.
        let (seen, _) = session.range(&waits).await;
        assert!(seen < planned / 2, "{seen} ms after {planned} ms");
        assert!(session.range(&first).await.0 <= seen);

        // Another day, the same doctor.
        let schedule = session.clinic.online_session(&session.doctor).await;
        let tomorrow = Session {
            schedule,
            ..session
        };
        let _first = tomorrow.patient("Eva Maier").await;
        let second = tomorrow.patient("Ida Berg").await;
        let (earliest, latest) = tomorrow.range(&second).await;
        assert!(earliest < planned / 2, "{earliest} ms");
        assert!(earliest < SHORTEST_MS && SHORTEST_MS < latest);
    }
}
