//! What a patient says of a consultation, on both databases.

use crate::support::step::{Pair, Step};
use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
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

/// The call was over so much earlier.
fn end_earlier(clinic: &Clinic, call_id: CallId, ms: i64) {
    let moved = clinic.beside().write(|tx| {
        let mut record = tx.call(call_id)?.unwrap();
        if let domain::call::Phase::Ended(ending) = &mut record.call.phase {
            ending.at = ending.at.plus_ms(-ms);
        }
        tx.save_call(&record)
    });
    moved.unwrap();
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
async fn a_rating_is_given_once_and_anew_for_a_week() {
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
        let call: CallSnapshot = clinic
            .get(patient, &paths::with_id(paths::CALL, call_id))
            .await;
        let ended = call.ended_at.unwrap();
        assert_eq!(first.changeable_until.since_ms(ended), 604_800_000);
        let again: Rating = clinic
            .post(patient, &path, body(4, "She took her time."))
            .await;
        assert_eq!(again, first);
        let better: Rating = clinic.post(patient, &path, json!({ "stars": 5 })).await;
        assert_eq!((better.stars, better.comment.reveal().as_str()), (5, ""));
        assert_eq!(better.rated_at, first.rated_at);

        // A week later it stands; saying the same is no change.
        end_earlier(&clinic, call_id, 604_800_000);
        let same: Rating = clinic.post(patient, &path, body(5, "")).await;
        assert_eq!((same.stars, same.rated_at), (5, first.rated_at));
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

#[tokio::test]
async fn a_rating_can_be_given_from_the_history_for_a_week_and_is_told_there() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let (pair, call_id) = call(&clinic, &COMPLETED).await;
        let (doctor, patient) = (&pair.doctor, &pair.patient);
        end_earlier(&clinic, call_id, 6 * 86_400_000);
        let path = paths::with_id(paths::RATE_CALL, call_id);
        let given: Rating = clinic.post(patient, &path, body(2, "Too short.")).await;
        let list: CallList = clinic.get(patient, paths::CALLS).await;
        assert_eq!(list.ratings, [given]);
        let list: CallList = clinic.get(doctor, paths::CALLS).await;
        assert_eq!((list.calls.len(), list.ratings.len()), (1, 0));
        end_earlier(&clinic, call_id, 86_400_000);
        let late = refused(&clinic, patient, call_id, body(1, "")).await;
        assert_eq!(late, (409, ProblemCode::RatingClosed));
    }
}

/// One more patient is seen and says this.
async fn rated_by(clinic: &Clinic, doctor: &Person, name: &str, rating: Value) {
    let patient = clinic.patient(name).await;
    let schedule = clinic.online_session(doctor).await;
    clinic.join_ready(&patient, &schedule).await;
    let call = clinic.consult(doctor, &schedule, &patient).await;
    let end = paths::with_id(paths::END_CALL, call.id);
    let _: CallSnapshot = clinic.post(&patient, &end, Value::Null).await;
    let path = paths::with_id(paths::RATE_CALL, call.id);
    let _: Rating = clinic.post(&patient, &path, rating).await;
}

#[tokio::test]
async fn a_doctor_sees_the_own_ratings_from_five_on_and_without_names() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let other = clinic.doctor("Other Doctor").await;
        let own =
            async |who: &Person| -> OwnRatings { clinic.get(who, paths::DOCTOR_RATINGS).await };
        for (name, stars) in [("Ana", 5), ("Eve", 5), ("Ida", 5), ("Tom", 1)] {
            rated_by(
                &clinic,
                &doctor,
                name,
                body(stars, &format!("From {stars}")),
            )
            .await;
        }
        let four = own(&doctor).await;
        assert_eq!((four.count, four.shown_from), (4, 5));
        assert_eq!((four.mean_hundredths, four.comments), (None, Vec::new()));
        rated_by(&clinic, &doctor, "Udo", body(5, "")).await;
        let five = own(&doctor).await;
        assert_eq!((five.count, five.mean_hundredths), (5, Some(420)));
        let comments: Vec<_> = five
            .comments
            .iter()
            .map(|one| (one.stars, one.comment.reveal().as_str()))
            .collect();
        assert_eq!(
            comments,
            [(1, "From 1"), (5, "From 5"), (5, "From 5"), (5, "From 5")],
            "the newest first"
        );
        let told = serde_json::to_string(&five).unwrap();
        for name in ["Ana", "Eve", "Ida", "Tom", "Udo"] {
            assert!(!told.contains(name), "{told}");
        }
        assert_eq!(own(&other).await.count, 0);
    }
}
