//! What a doctor notes during an encounter.

use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

struct Consultations {
    clinic: Clinic,
    doctor: Person,
    schedule: Schedule,
    patients: [Person; 2],
    encounters: [EncounterId; 2],
}

impl Consultations {
    async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let schedule = clinic.online_session(&doctor).await;
        let patients = [
            clinic.patient("John Miller").await,
            clinic.patient("Amina Yusuf").await,
        ];
        for patient in &patients {
            clinic.join_ready(patient, &schedule).await;
        }
        let path = paths::with_id(paths::DOCTOR_QUEUE, schedule.id);
        let queue: QueueSnapshot = clinic.get(&doctor, &path).await;
        let QueueView::Doctor { entries } = queue.queue else {
            panic!("a patient's place")
        };
        let encounters = [entries[0].entry_id.into(), entries[1].entry_id.into()];
        Self {
            clinic,
            doctor,
            schedule,
            patients,
            encounters,
        }
    }

    async fn save(&self, of: usize, text: &str, version: i64) -> (u16, Value) {
        let path = paths::with_id(paths::NOTES, self.encounters[of]);
        let token = self.doctor.token().to_owned();
        let body = json!({ "text": text, "version": version });
        let (status, answer) = self
            .clinic
            .send(Method::PUT, &path, Some(&token), body)
            .await;
        (status.as_u16(), answer)
    }

    async fn read(&self, of: usize) -> Notes {
        let path = paths::with_id(paths::NOTES, self.encounters[of]);
        self.clinic.get(&self.doctor, &path).await
    }
}

#[tokio::test]
async fn notes_are_kept_and_no_device_writes_over_another() {
    for database in TestDatabase::both().unwrap() {
        let mut visits = Consultations::open(database).await;
        let blank = visits.read(0).await;
        assert_eq!((blank.text.reveal().as_str(), blank.version), ("", 0));
        assert_eq!(blank.changed_at, None);

        let (status, first) = visits.save(0, "Cough for a week.\n\tNo fever.", 0).await;
        assert_eq!((status, &first["version"]), (200, &json!(1)), "{first}");
        // The answer was lost, so it is asked again.
        let (status, again) = visits.save(0, "Cough for a week.\n\tNo fever.", 0).await;
        assert_eq!((status, again), (200, first));
        // The other device still has the blank page.
        let (status, refused) = visits.save(0, "From the other desk", 0).await;
        assert_eq!((status, &refused["code"]), (409, &json!("notes_changed")));
        assert_eq!(visits.save(0, "Cough, no fever.", 1).await.0, 200);

        visits.clinic = visits.clinic.restart().await;
        let kept = visits.read(0).await;
        assert_eq!(
            (kept.text.reveal().as_str(), kept.version),
            ("Cough, no fever.", 2)
        );
        assert!(kept.changed_at.is_some());
        assert_eq!(visits.read(1).await.version, 0, "another encounter");
    }
}

#[tokio::test]
async fn during_a_call_the_doctor_writes_about_the_person_in_it_only() {
    for database in TestDatabase::both().unwrap() {
        let visits = Consultations::open(database).await;
        visits
            .clinic
            .consult(&visits.doctor, &visits.schedule, &visits.patients[0])
            .await;
        assert_eq!(visits.save(0, "About the one who is here", 0).await.0, 200);
        let (status, refused) = visits.save(1, "About the one who is here", 0).await;
        assert_eq!((status, &refused["code"]), (409, &json!("doctor_busy")));
        assert_eq!(visits.read(1).await.version, 0);
    }
}

#[tokio::test]
async fn what_is_too_long_or_no_text_is_refused() {
    let visits = Consultations::open(TestDatabase::sqlite().unwrap()).await;
    let longest = "ä".repeat(limits::MAX_NOTES_CHARS);
    let (status, problem) = visits.save(0, &format!("{longest}!"), 0).await;
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (422, &json!("too_long"))
    );
    let (status, problem) = visits.save(0, "\u{0}", 0).await;
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (422, &json!("malformed"))
    );
    assert_eq!(visits.save(0, &longest, 0).await.0, 200);
}
