//! The thread of an appointment, which it has from the moment somebody asks for it.

use crate::support::Clinic;
use reqwest::Method;
use serde_json::json;
use shared::*;
use store::testing::TestDatabase;

#[tokio::test]
async fn an_appointment_has_a_thread_of_its_own_for_its_two_people() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let patient = clinic.patient("John Miller").await;
    let doctor = clinic.doctor("Maria Weber").await;
    let stranger = clinic.patient("Eve Stranger").await;
    let starts_at = backend::clock::now().plus_s(86_400);
    let time = json!({ "wish": "preferred", "starts_at": starts_at });
    let wanted = json!({ "doctor_id": doctor.id(), "time": time });
    let asked: Appointment = clinic.post(&patient, paths::APPOINTMENTS, wanted).await;
    let path = paths::with_id(paths::MESSAGES, asked.id);
    let body = json!({ "text": "May I bring my results?" });
    let written: Message = clinic.post(&patient, &path, body.clone()).await;
    assert_eq!(written.encounter_id, EncounterId::from(asked.id));
    let page: MessagePage = clinic.get(&doctor, &path).await;
    assert_eq!(page.messages.len(), 1);
    let refused = clinic.refused(&stranger, Method::POST, &path, body).await;
    assert_eq!(refused, (404, ProblemCode::NotFound));
}
