//! Who may ask for what: every route for everybody. A route without a row fails.

use crate::support::{Clinic, Person, is_look};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use std::collections::BTreeSet;
use store::testing::TestDatabase;

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
    ("GET", paths::OPENAPI, [Y; 6]),
    ("GET", paths::DOCS, [Y; 6]),
    // Behind the internal listener only.
    ("GET", paths::METRICS, [N; 6]),
    // Outside demo mode it does not exist.
    ("POST", paths::SEED, [N; 6]),
    ("POST", paths::REGISTER, [Y; 6]),
    // Whoever has the ticket is meant; nobody has this one.
    ("POST", paths::REGISTER_CODE, [Y; 6]),
    ("POST", paths::REGISTER_VERIFY, [Y; 6]),
    ("POST", paths::EMAIL_CODE, [U, Y, Y, Y, Y, Y]),
    ("POST", paths::EMAIL_VERIFY, [U, Y, Y, Y, Y, Y]),
    ("POST", paths::EMAIL_CHANGE, [U, Y, Y, Y, Y, Y]),
    ("POST", paths::LOGIN, [Y; 6]),
    ("POST", paths::REFRESH, [U; 6]),
    ("GET", paths::ME, [U, Y, Y, Y, Y, Y]),
    ("PATCH", paths::ME, [U, Y, Y, Y, Y, Y]),
    ("POST", paths::PASSWORD_CHANGE, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::DOCTORS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::DOCTOR, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::DOCTOR_PROFILE, [U, D, D, Y, Y, D]),
    ("PUT", paths::DOCTOR_PROFILE, [U, D, D, Y, Y, D]),
    ("GET", paths::PATIENT_PROFILE, [U, Y, Y, D, D, D]),
    ("PUT", paths::PATIENT_PROFILE, [U, Y, Y, D, D, D]),
    ("GET", paths::DOCTOR_PATIENT, [U, D, D, Y, N, D]),
    ("GET", paths::DOCTOR_SCHEDULES, [U, D, D, Y, Y, D]),
    ("POST", paths::DOCTOR_SCHEDULES, [U, D, D, Y, Y, D]),
    ("GET", paths::DOCTOR_SCHEDULE, [U, D, D, Y, N, D]),
    ("PATCH", paths::DOCTOR_SCHEDULE, [U, D, D, Y, N, D]),
    ("DELETE", paths::DOCTOR_SCHEDULE, [U, D, D, Y, N, D]),
    ("POST", paths::START_SCHEDULE, [U, D, D, Y, N, D]),
    ("GET", paths::DOCTOR_QUEUE, [U, D, D, Y, N, D]),
    ("PUT", paths::DOCTOR_QUEUE, [U, D, D, Y, N, D]),
    ("GET", paths::BLOCKS, [U, D, D, Y, Y, D]),
    ("GET", paths::DOCTOR_RATINGS, [U, D, D, Y, Y, D]),
    ("GET", paths::WAITING_ROOMS, [U, D, D, Y, Y, D]),
    ("POST", paths::SET_BACK, [U, D, D, Y, N, D]),
    ("POST", paths::HAND_OVER, [U, D, D, Y, N, D]),
    ("GET", paths::COLLEAGUES, [U, D, D, Y, Y, D]),
    ("POST", paths::TELL_WAITING, [U, D, D, Y, N, D]),
    ("POST", paths::RESET_PATIENT, [U, D, D, Y, N, D]),
    ("POST", paths::START_CALL, [U, D, D, Y, N, D]),
    ("GET", paths::PATIENT_SCHEDULES, [U, Y, Y, D, D, D]),
    ("GET", paths::PATIENT_SCHEDULE, [U, Y, Y, D, D, D]),
    ("GET", paths::OWN_PLACE, [U, Y, Y, D, D, D]),
    ("POST", paths::JOIN_QUEUE, [U, Y, Y, D, D, D]),
    ("POST", paths::TOGGLE_READY, [U, Y, Y, D, D, D]),
    ("PUT", paths::DEVICE_TEST, [U, Y, Y, D, D, D]),
    ("POST", paths::RING_REHEARSAL, [U, Y, Y, D, D, D]),
    ("GET", paths::PENDING_INVITATION, [U, Y, Y, D, D, D]),
    ("GET", paths::ICE_SERVERS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::NOTIFICATIONS, [U, Y, Y, Y, Y, Y]),
    ("POST", paths::NOTIFICATIONS_READ, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::AVAILABILITY, [U, D, D, Y, Y, D]),
    ("PUT", paths::AVAILABILITY, [U, D, D, Y, Y, D]),
    ("POST", paths::AVAILABILITY_RULES, [U, D, D, Y, Y, D]),
    ("PUT", paths::AVAILABILITY_RULE, [U, D, D, Y, N, D]),
    ("DELETE", paths::AVAILABILITY_RULE, [U, D, D, Y, N, D]),
    ("POST", paths::AVAILABILITY_EXCEPTIONS, [U, D, D, Y, Y, D]),
    ("PUT", paths::AVAILABILITY_EXCEPTION, [U, D, D, Y, N, D]),
    ("DELETE", paths::AVAILABILITY_EXCEPTION, [U, D, D, Y, N, D]),
    ("GET", paths::SLOTS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::APPOINTMENTS, [U, Y, Y, Y, Y, D]),
    ("POST", paths::APPOINTMENTS, [U, Y, Y, D, D, D]),
    ("GET", paths::APPOINTMENT, [U, Y, N, Y, N, D]),
    // The patient asked for it, so the doctor answers.
    ("PUT", paths::APPOINTMENT_DEVICE_TEST, [U, Y, N, D, D, D]),
    ("POST", paths::DECLINE_APPOINTMENT, [U, D, N, Y, N, D]),
    ("POST", paths::CONFIRM_APPOINTMENT, [U, D, N, Y, N, D]),
    ("GET", paths::APPOINTMENT_CALL_STATUS, [U, Y, N, Y, N, D]),
    ("POST", paths::START_APPOINTMENT_CALL, [U, Y, N, Y, N, D]),
    ("POST", paths::JOIN_APPOINTMENT_CALL, [U, Y, N, Y, N, D]),
    ("POST", paths::RING_APPOINTMENT_AGAIN, [U, Y, N, Y, N, D]),
    ("POST", paths::END_APPOINTMENT_CALL, [U, Y, N, Y, N, D]),
    ("POST", paths::RESCHEDULE_APPOINTMENT, [U, Y, N, Y, N, D]),
    ("POST", paths::CANCEL_APPOINTMENT, [U, Y, N, Y, N, D]),
    ("POST", paths::CALL_DOCTOR, [U, Y, Y, D, D, D]),
    ("GET", paths::NOTIFICATION_PREFERENCES, [U, Y, Y, Y, Y, Y]),
    ("PUT", paths::NOTIFICATION_PREFERENCES, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::THREADS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::MESSAGES, [U, Y, N, Y, N, N]),
    ("POST", paths::MESSAGES, [U, Y, N, Y, N, N]),
    ("GET", paths::NOTES, [U, D, D, Y, N, D]),
    ("PUT", paths::NOTES, [U, D, D, Y, N, D]),
    ("POST", paths::CHAT_FILES, [U, Y, N, Y, N, N]),
    ("GET", paths::CHAT_FILE, [U, Y, N, Y, N, N]),
    ("GET", paths::APPOINTMENT_CALENDAR, [U, Y, N, Y, N, D]),
    ("GET", paths::CALENDAR, [U, Y, Y, Y, Y, D]),
    ("POST", paths::RENEW_CALENDAR, [U, Y, Y, Y, Y, D]),
    // Whoever has the token is meant; nobody has this one.
    ("GET", paths::CALENDAR_FEED, [N; 6]),
    ("GET", paths::CALLS, [U, Y, Y, Y, Y, Y]),
    ("GET", paths::CALL, [U, Y, N, Y, N, N]),
    ("GET", paths::DOCTOR_CALL_STATUS, [U, D, D, Y, N, D]),
    // Not a direct call, which is what the doctor is told; nobody else gets so far.
    ("POST", paths::CALL_BACK, [U, D, D, D, N, D]),
    ("POST", paths::CANCEL_CALL, [U, D, N, Y, N, N]),
    ("POST", paths::CONFIRM_CALL, [U, Y, N, D, N, N]),
    ("POST", paths::ACCEPT_CALL, [U, Y, N, D, N, N]),
    ("POST", paths::DECLINE_INVITATION, [U, Y, N, D, N, N]),
    ("POST", paths::DECLINE_CALL, [U, Y, N, D, N, N]),
    ("PUT", paths::REPORT_MEDIA, [U, Y, N, Y, N, N]),
    ("POST", paths::END_CALL, [U, Y, N, Y, N, N]),
    ("POST", paths::RATE_CALL, [U, Y, N, D, N, N]),
    ("POST", paths::LEAVE_QUEUE, [U, Y, Y, D, D, D]),
    ("POST", paths::MARK_NO_SHOW, [U, D, D, Y, N, D]),
    ("POST", paths::REMOVE_PATIENT, [U, D, D, Y, N, D]),
    ("POST", paths::END_SCHEDULE, [U, D, D, Y, N, D]),
    // Last, as the patient has nothing left then; lifting is nobody else's business and does nothing there.
    ("PUT", paths::BLOCK, [U, D, D, Y, N, D]),
    ("DELETE", paths::BLOCK, [U, D, D, Y, Y, D]),
    ("POST", paths::LOGOUT, [U, Y, Y, Y, Y, Y]),
    ("POST", paths::LOGOUT_ALL, [U; 6]),
];

/// What is looked at by whoever gets it, as the audit calls it. Everything else is public or one's own.
const LOOKS: &[(&str, &str)] = &[
    (paths::DOCTOR_PATIENT, "patient.read"),
    (paths::DOCTOR_QUEUE, "queue.read"),
    (paths::WAITING_ROOMS, "queue.list"),
    (paths::APPOINTMENTS, "appointment.list"),
    (paths::APPOINTMENT, "appointment.read"),
    (paths::APPOINTMENT_CALL_STATUS, "appointment.read"),
    (paths::APPOINTMENT_CALENDAR, "appointment.read"),
    (paths::THREADS, "chat.list"),
    (paths::MESSAGES, "chat.read"),
    (paths::CHAT_FILE, "chat.file.read"),
    (paths::NOTES, "notes.read"),
    (paths::BLOCKS, "block.list"),
    (paths::CALLS, "call.list"),
    (paths::DOCTOR_RATINGS, "rating.list"),
    (paths::CALL, "call.read"),
    (paths::DOCTOR_CALL_STATUS, "call.read"),
];

/// Who looked at what and who was refused by what, as the matrix saw it: actor, action, operation.
type Seen = BTreeSet<[String; 3]>;

/// What the audit should hold of one answer, if anything.
fn look_of(
    person: &Person,
    row: (&str, &str),
    status: u16,
    document: &Value,
) -> Option<[String; 3]> {
    let (verb, pattern) = row;
    let actor = person.id().to_string();
    if status == 403 || status == 404 {
        let operation = &document["paths"][pattern][verb.to_lowercase()]["operationId"];
        let operation = operation.as_str().unwrap().to_owned();
        return Some([actor, "access.refused".to_owned(), operation]);
    }
    let name = LOOKS.iter().find(|(path, _)| *path == pattern);
    let (_, name) = name.filter(|_| verb == "GET" && status < 300)?;
    Some([actor, (*name).to_owned(), String::new()])
}

fn in_an_hour() -> Value {
    let starts_at = backend::clock::now().plus_s(3_600);
    json!({ "wish": "preferred", "starts_at": starts_at })
}

/// Bodies that pass, so that only the person can be what is refused.
fn body(path: &str) -> Value {
    match path {
        paths::REFRESH => json!({ "refresh_token": "unknown" }),
        paths::REGISTER_CODE => json!({ "ticket": "unknown" }),
        paths::REGISTER_VERIFY => json!({ "ticket": "unknown", "code": "0123-4567" }),
        paths::EMAIL_VERIFY => json!({ "code": "0123-4567" }),
        paths::EMAIL_CHANGE => {
            json!({ "email": "other@example.org", "current_password": "correct horse" })
        }
        paths::TOGGLE_READY => json!({ "ready": true }),
        paths::REPORT_MEDIA => {
            json!({ "microphone_on": true, "camera_on": true, "receiving": true })
        }
        paths::DOCTOR_SCHEDULES | paths::DOCTOR_SCHEDULE => json!({
            "title": "Evening", "starts_at": 1_900_000_000_000_i64, "ends_at": 1_900_000_060_000_i64,
            "time_zone": "UTC", "capacity": 3,
        }),
        paths::PASSWORD_CHANGE => {
            json!({ "current_password": "not it", "new_password": "long enough" })
        }
        paths::DOCTOR_PROFILE => json!({ "name": "A Doctor", "time_zone": "UTC" }),
        paths::PATIENT_PROFILE => {
            json!({ "name": "A Patient", "time_zone": "UTC", "date_of_birth": "1980-05-05" })
        }
        paths::AVAILABILITY => json!({ "notice_minutes": 30, "horizon_days": 90 }),
        paths::AVAILABILITY_RULES | paths::AVAILABILITY_RULE => json!({
            "weekday": "monday",
            "hours": { "starts_minute": 540, "ends_minute": 720, "slot_minutes": 30 },
        }),
        paths::AVAILABILITY_EXCEPTIONS | paths::AVAILABILITY_EXCEPTION => {
            json!({ "date": "2027-01-06", "change": { "kind": "day_off" } })
        }
        paths::RESCHEDULE_APPOINTMENT => json!({ "time": in_an_hour() }),
        paths::DOCTOR_QUEUE => json!({ "patient_ids": [] }),
        paths::SET_BACK => json!({ "to": "end", "text": "An emergency comes first." }),
        paths::HAND_OVER => json!({ "to": uuid::Uuid::nil() }),
        paths::TELL_WAITING => json!({ "text": "It takes a while longer." }),
        paths::NOTIFICATIONS_READ => json!({ "up_to": 1 }),
        paths::NOTIFICATION_PREFERENCES => json!({ "choices": [] }),
        paths::NOTES => json!({ "text": "No fever.", "version": 0 }),
        paths::RATE_CALL => json!({ "stars": 5 }),
        paths::MESSAGES => json!({ "text": "Good morning" }),
        paths::DEVICE_TEST | paths::APPOINTMENT_DEVICE_TEST => {
            let good = json!({ "verdict": "good" });
            json!({ "camera": good, "microphone": good, "speaker": good, "network": good })
        }
        _ => json!({}),
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
        Some(clinic.admin().await),
    ];
    let patient = people[1].as_ref().unwrap();
    let schedule = clinic.online_session(&doctor).await;
    clinic.join_ready(patient, &schedule).await;
    let call = clinic.invite(&doctor, &schedule, patient).await;
    let wanted = json!({ "doctor_id": doctor.id(), "time": in_an_hour() });
    let asked: Appointment = clinic.post(patient, paths::APPOINTMENTS, wanted).await;
    let rules = body(paths::AVAILABILITY_RULES);
    let rule: AvailabilityRule = clinic.post(&doctor, paths::AVAILABILITY_RULES, rules).await;
    let day_off = body(paths::AVAILABILITY_EXCEPTIONS);
    let exception: AvailabilityException = clinic
        .post(&doctor, paths::AVAILABILITY_EXCEPTIONS, day_off)
        .await;
    let encounter_id = EncounterId::from(call.entry_id.unwrap());
    let file = clinic.put_picture(patient, encounter_id).await;

    let document: Value = serde_json::from_str(backend::openapi().unwrap()).unwrap();
    let mut seen = Seen::new();
    for (method, pattern, row) in ROWS {
        // Strangers first: whatever they get, it must not change what the others do.
        for column in [0, 2, 4, 5, 1, 3] {
            let path = match *pattern {
                about_call if about_call.contains("call-sessions") => {
                    paths::with_id(pattern, call.id)
                }
                paths::DOCTOR | paths::SLOTS | paths::CALL_DOCTOR => {
                    paths::with_id(pattern, doctor.id())
                }
                paths::AVAILABILITY_RULE => paths::with_id(pattern, rule.id),
                paths::AVAILABILITY_EXCEPTION => paths::with_id(pattern, exception.id),
                about_appointment if about_appointment.contains("appointments/") => {
                    paths::with_id(pattern, asked.id)
                }
                paths::CHAT_FILES => {
                    paths::with_id(paths::CHAT_FILES, encounter_id) + "?name=arm.png"
                }
                about_chat if about_chat.contains("encounters") => {
                    paths::with_file(about_chat, encounter_id, file.id)
                }
                paths::DOCTOR_PATIENT | paths::BLOCK => paths::with_id(pattern, patient.id()),
                about_schedule => paths::with_patient(about_schedule, schedule.id, patient.id()),
            };
            let token = people[column].as_ref().map(Person::token);
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let body = match *pattern {
                paths::APPOINTMENTS => json!({ "doctor_id": doctor.id(), "time": in_an_hour() }),
                _ => body(pattern),
            };
            let verb = method.to_string();
            let (status, answer) = clinic.send(method, &path, token, body).await;
            // Where anybody may ask, nobody is known.
            if let Some(person) = people[column].as_ref().filter(|_| row[0] == U) {
                seen.extend(look_of(
                    person,
                    (&verb, pattern),
                    status.as_u16(),
                    &document,
                ));
            }
            let got = match (status.as_u16(), answer["code"].as_str()) {
                (401, Some("unauthenticated")) => Gets::Unauthenticated,
                (403, _) => Gets::Denied,
                (404, Some("not_found")) => Gets::NotFound,
                (500.., _) => panic!("{path}: {status}"),
                _ => Gets::Yes,
            };
            // A patient without a place has nothing there to leave or to be ready in.
            let without_place = column == 2
                && [paths::LEAVE_QUEUE, paths::TOGGLE_READY, paths::DEVICE_TEST].contains(pattern);
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
    compare_audit(clinic, &seen).await;
}

/// Whoever was shown something, or refused, is in the audit, and nobody else.
async fn compare_audit(clinic: Clinic, seen: &Seen) {
    let store = clinic.beside();
    clinic.server.stop().await.unwrap();
    let entries: Result<_, store::StoreError> = store.read(|tx| tx.audit_after(0, i64::MAX));
    let entries = entries.unwrap();
    let looks = entries.into_iter().filter(is_look);
    let written: Seen = looks
        .map(|it| [it.actor_id.unwrap_or_default(), it.action, it.detail])
        .collect();
    assert!(seen.len() > 100, "{seen:?}");
    let differ: Vec<_> = written.symmetric_difference(seen).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn every_operation_of_the_document_has_a_row_and_every_row_an_operation() {
    let document: Value = serde_json::from_str(backend::openapi().unwrap()).unwrap();
    let mut documented = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        documented.extend(
            item.as_object()
                .unwrap()
                .keys()
                .map(|verb| (verb.to_uppercase(), path.clone())),
        );
    }
    let mut rows: Vec<_> = ROWS
        .iter()
        .map(|(verb, path, _)| ((*verb).to_owned(), (*path).to_owned()))
        .collect();
    documented.sort();
    rows.sort();
    assert!(documented.len() > 50);
    assert_eq!(documented, rows);
}
