//! What a patient says of a consultation, on both databases.

use crate::support::step::{Pair, Step};
use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::RatingRecord;
use store::testing::TestDatabase;

async fn take(clinic: &Clinic, pair: &Pair, call_id: CallId, step: Step) {
    let request = step.request(pair, Some(call_id));
    let (status, answer) = clinic
        .send(
            request.method,
            &request.path,
            Some(&request.token),
            request.body,
        )
        .await;
    assert!(status.is_success(), "{step:?}: {status} {answer}");
}

/// A patient and a doctor, and a call of theirs that went as far as these steps.
async fn call(clinic: &Clinic, steps: &[Step]) -> (Pair, CallId) {
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let schedule = clinic.online_session(&doctor).await;
    clinic.join_ready(&patient, &schedule).await;
    let call = clinic.invite(&doctor, &schedule, &patient).await;
    let pair = Pair {
        doctor,
        patient,
        schedule,
    };
    for step in steps {
        take(clinic, &pair, call.id, *step).await;
    }
    (pair, call.id)
}

const COMPLETED: [Step; 4] = [
    Step::Confirm,
    Step::DoctorReceives,
    Step::PatientReceives,
    Step::End,
];

fn body(stars: u8, comment: &str) -> Value {
    json!({ "stars": stars, "comment": comment })
}

async fn refused(
    clinic: &Clinic,
    who: &Person,
    call_id: CallId,
    body: Value,
) -> (u16, ProblemCode) {
    let path = paths::with_id(paths::RATE_CALL, call_id);
    clinic.refused(who, Method::POST, &path, body).await
}

#[tokio::test]
async fn a_rating_is_given_once_and_anew_for_a_day() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let (pair, call_id) = call(&clinic, &COMPLETED).await;
        let patient = &pair.patient;
        let path = paths::with_id(paths::RATE_CALL, call_id);
        let first: Rating = clinic
            .post(patient, &path, body(4, " She took her time. \n"))
            .await;
        assert_eq!((first.call_id, first.stars), (call_id, 4));
        assert_eq!(first.comment.reveal(), "She took her time.");
        assert_eq!(first.changeable_until.since_ms(first.rated_at), 86_400_000);
        let again: Rating = clinic
            .post(patient, &path, body(4, "She took her time."))
            .await;
        assert_eq!(again, first);
        let better: Rating = clinic.post(patient, &path, json!({ "stars": 5 })).await;
        assert_eq!((better.stars, better.comment.reveal().as_str()), (5, ""));
        assert_eq!(better.rated_at, first.rated_at);

        // Given a day ago, it stands; saying the same is no change.
        let yesterday = RatingRecord {
            stars: 5,
            comment: Pii::from(""),
            rated_at: first.rated_at.plus_s(-86_400),
        };
        let stored: Result<_, store::StoreError> = clinic
            .beside()
            .write(|tx| tx.save_rating(call_id, &yesterday));
        stored.unwrap();
        let same: Rating = clinic.post(patient, &path, body(5, "")).await;
        assert_eq!(same.rated_at, yesterday.rated_at);
        let late = refused(&clinic, patient, call_id, body(1, "")).await;
        assert_eq!(late, (409, ProblemCode::RatingClosed));

        let audit: Result<_, store::StoreError> =
            clinic.beside().read(|tx| tx.audit_after(0, i64::MAX));
        let acts = audit.unwrap();
        let rated = acts.iter().filter(|act| act.action == "call.rate");
        assert_eq!(rated.count(), 2, "what changed nothing is no act");
    }
}

#[tokio::test]
async fn only_the_patient_rates_and_only_what_was_completed() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let (pair, call_id) = call(&clinic, &COMPLETED[..3]).await;
    let five = || body(5, "");
    let running = refused(&clinic, &pair.patient, call_id, five()).await;
    assert_eq!(running, (409, ProblemCode::NotCompleted));
    take(&clinic, &pair, call_id, Step::End).await;
    let doctor = refused(&clinic, &pair.doctor, call_id, five()).await;
    assert_eq!(doctor, (403, ProblemCode::Denied));
    let stranger = clinic.patient("Eve Stranger").await;
    let other = refused(&clinic, &stranger, call_id, five()).await;
    assert_eq!(other, (404, ProblemCode::NotFound));
    for wrong in [body(0, ""), body(6, ""), body(3, &"x".repeat(1_001))] {
        let code = refused(&clinic, &pair.patient, call_id, wrong).await;
        assert_eq!(code, (422, ProblemCode::Invalid));
    }
    for malformed in [json!({}), json!({ "stars": 300 }), json!({ "stars": "5" })] {
        let code = refused(&clinic, &pair.patient, call_id, malformed).await;
        assert_eq!(code, (400, ProblemCode::BadRequest));
    }
}

#[tokio::test]
async fn a_declined_call_is_not_rated() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let (pair, call_id) = call(&clinic, &[Step::Decline]).await;
    let code = refused(&clinic, &pair.patient, call_id, body(1, "")).await;
    assert_eq!(code, (409, ProblemCode::NotCompleted));
}
