//! Who may ask for what: every route for everybody. A route without a row fails.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use backend::app::accounts::hash_password;
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;
use store::{NewUser, StoreError, UserRecord};
use support::{Clinic, Person};

/// What somebody gets: 2xx or a refusal about the state (`Yes`), or a refusal about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gets {
    Yes,
    Unauthenticated,
    Denied,
    NotFound,
}

use Gets::{Denied as D, NotFound as N, Unauthenticated as U, Yes as Y};

/// Columns: anonymous, the patient, another patient, the doctor, another doctor, admin.
type Row = (&'static str, &'static str, [Gets; 6]);

const ROWS: &[Row] = &[
    ("GET", paths::HEALTH, [Y; 6]),
    ("GET", paths::READY, [Y; 6]),
    ("POST", paths::REGISTER, [Y; 6]),
    ("POST", paths::LOGIN, [Y; 6]),
    ("POST", paths::REFRESH, [U; 6]),
    ("GET", paths::ME, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::DOCTOR_SCHEDULES, [U, D, D, Y, Y, D]),
    ("POST", paths::DOCTOR_SCHEDULES, [U, D, D, Y, Y, D]),
    ("GET", paths::DOCTOR_SCHEDULE, [U, D, D, Y, N, D]),
    ("POST", paths::START_SCHEDULE, [U, D, D, Y, N, D]),
    ("GET", paths::DOCTOR_QUEUE, [U, D, D, Y, N, D]),
    ("POST", paths::RESET_PATIENT, [U, D, D, Y, N, D]),
    ("POST", paths::START_CALL, [U, D, D, Y, N, D]),
    ("GET", paths::PATIENT_SCHEDULES, [U, Y, Y, D, D, D]),
    ("GET", paths::PATIENT_SCHEDULE, [U, Y, Y, D, D, D]),
    ("GET", paths::OWN_PLACE, [U, Y, Y, D, D, D]),
    ("POST", paths::JOIN_QUEUE, [U, Y, Y, D, D, D]),
    ("POST", paths::TOGGLE_READY, [U, Y, Y, D, D, D]),
    ("GET", paths::PENDING_INVITATION, [U, Y, Y, D, D, D]),
    ("GET", paths::ICE_SERVERS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::CALLS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::CALL, [U, Y, N, Y, N, N]),
    ("GET", paths::DOCTOR_CALL_STATUS, [U, D, D, Y, N, D]),
    ("POST", paths::CANCEL_CALL, [U, D, N, Y, N, N]),
    ("POST", paths::CONFIRM_CALL, [U, Y, N, D, N, N]),
    ("POST", paths::ACCEPT_CALL, [U, Y, N, D, N, N]),
    ("POST", paths::DECLINE_INVITATION, [U, Y, N, D, N, N]),
    ("POST", paths::DECLINE_CALL, [U, Y, N, D, N, N]),
    ("PUT", paths::REPORT_MEDIA, [U, Y, N, Y, N, N]),
    ("POST", paths::END_CALL, [U, Y, N, Y, N, N]),
    ("POST", paths::LEAVE_QUEUE, [U, Y, Y, D, D, D]),
    ("POST", paths::REMOVE_PATIENT, [U, D, D, Y, N, D]),
    ("POST", paths::END_SCHEDULE, [U, D, D, Y, N, D]),
    ("GET", paths::SOCKET, [Y; 6]),
    ("POST", paths::LOGOUT, [U, Y, Y, Y, Y, Y]),
];

/// Bodies that pass, so that only the person can be what is refused.
fn body(path: &str) -> Value {
    match path {
        paths::REFRESH => json!({ "refresh_token": "unknown" }),
        paths::TOGGLE_READY => json!({ "ready": true }),
        paths::REPORT_MEDIA => {
            json!({ "microphone_on": true, "camera_on": true, "receiving": true })
        }
        paths::DOCTOR_SCHEDULES => json!({
            "title": "Evening", "starts_at": 1_900_000_000_000_i64, "ends_at": 1_900_000_060_000_i64,
            "time_zone": "UTC", "capacity": 3,
        }),
        _ => json!({}),
    }
}

async fn admin(clinic: &Clinic) -> Person {
    let user = UserRecord {
        id: backend::clock::new_id(),
        role: Role::Admin,
        name: Pii::from("An Admin"),
        email: Pii::from("an.admin@example.org"),
        password_hash: hash_password(&Pii::from("correct horse")).unwrap(),
        date_of_birth: None,
        time_zone: "UTC".into(),
        specialty: String::new(),
        approved: true,
        last_seq: 0,
    };
    let new = NewUser {
        user,
        created_at: backend::clock::now(),
    };
    clinic
        .beside()
        .write(|tx| tx.add_user(&new))
        .map_err(|e: StoreError| e)
        .unwrap();
    let login = json!({ "email": "an.admin@example.org", "password": "correct horse" });
    let (_, answer) = clinic.send(Method::POST, paths::LOGIN, None, login).await;
    Person {
        signed_in: serde_json::from_value(answer).unwrap(),
    }
}

#[tokio::test]
async fn every_route_answers_each_person_as_its_row_says() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let people = [
        None,
        Some(clinic.patient("John Miller").await),
        Some(clinic.patient("Eve Stranger").await),
        Some(clinic.login(&doctor).await),
        Some(clinic.doctor("Other Doctor").await),
        Some(admin(&clinic).await),
    ];
    let patient = people[1].as_ref().unwrap();
    let schedule = clinic.online_session(&doctor).await;
    clinic.join_ready(patient, &schedule).await;
    let call = clinic.invite(&doctor, &schedule, patient).await;

    for (method, pattern, row) in ROWS {
        // Strangers first: whatever they get, it must not change what the others do.
        for column in [0, 2, 4, 5, 1, 3] {
            let about_call = pattern.contains("call-sessions");
            let path = match about_call {
                true => paths::with_id(pattern, call.id),
                false => paths::with_patient(pattern, schedule.id, patient.id()),
            };
            let token = people[column].as_ref().map(Person::token);
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let (status, answer) = clinic.send(method, &path, token, body(pattern)).await;
            let got = match (status.as_u16(), answer["code"].as_str()) {
                (401, Some("unauthenticated")) => Gets::Unauthenticated,
                (403, _) => Gets::Denied,
                (404, Some("not_found")) => Gets::NotFound,
                (500.., _) => panic!("{path}: {status}"),
                _ => Gets::Yes,
            };
            // A patient without a place has nothing there to leave or to be ready in.
            let without_place =
                column == 2 && [paths::LEAVE_QUEUE, paths::TOGGLE_READY].contains(pattern);
            let expected = if without_place && got == N {
                N
            } else {
                row[column]
            };
            assert_eq!(
                got, expected,
                "{pattern} for column {column}: {status} {answer}"
            );
        }
    }
}

#[test]
fn every_path_of_the_contract_has_a_row() {
    let source = include_str!("../../shared/src/paths.rs");
    let paths: Vec<_> = source
        .lines()
        .filter(|line| line.starts_with("pub const"))
        .collect();
    assert!(paths.len() > 30);
    for line in paths {
        let path = line.split('"').nth(1).unwrap();
        assert!(ROWS.iter().any(|row| row.1 == path), "{path} has no row");
    }
}
