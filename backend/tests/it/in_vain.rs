//! Invitations that came to nothing: the place keeps its turn, says why, and is called again.

use crate::support::visit::Visit;
use crate::support::{Clinic, Person, config};
use backend::app::queue::second_ring::ring_due;
use backend::state::AppState;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

/// The place as the doctor sees it, and as the patient does.
async fn both_see(visit: &Visit) -> (QueueEntry, OwnPlace) {
    let queue = paths::with_id(paths::DOCTOR_QUEUE, visit.schedule.id);
    let queue: QueueSnapshot = visit.clinic.get(&visit.doctor, &queue).await;
    let own = paths::with_id(paths::OWN_PLACE, visit.schedule.id);
    let own: QueueSnapshot = visit.clinic.get(&visit.patient, &own).await;
    match (queue.queue, own.queue) {
        (
            QueueView::Doctor { mut entries },
            QueueView::Patient {
                place: Some(place), ..
            },
        ) => (entries.remove(0), place),
        other => panic!("{other:?}"),
    }
}

async fn set_ready(visit: &Visit, ready: bool) {
    let path = paths::with_id(paths::TOGGLE_READY, visit.schedule.id);
    let body = json!({ "ready": ready });
    let _: QueueSnapshot = visit.clinic.post(&visit.patient, &path, body).await;
}

async fn start(visit: &Visit, body: Value) -> (StatusCode, Value) {
    let path = paths::with_id(paths::START_CALL, visit.schedule.id);
    let token = Some(visit.doctor.token());
    visit.clinic.send(Method::POST, &path, token, body).await
}

async fn miss(visit: &mut Visit) -> CallSnapshot {
    let call = visit.invite().await;
    visit.clinic.let_time_pass(&call);
    visit.at_patient.call_in(CallPhase::Ended).await
}

#[tokio::test]
async fn who_missed_a_ring_keeps_the_turn_and_is_called_again_in_one_press() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        let missed = miss(&mut visit).await;
        let (entry, place) = both_see(&visit).await;
        assert_eq!((entry.state, entry.position), (EntryState::Ready, Some(1)));
        let failed = entry.failed_ring.unwrap();
        assert_eq!(
            (failed.outcome, failed.cause),
            (Outcome::Missed, missed.cause)
        );
        assert_eq!(Some(failed.at), missed.ended_at);
        assert_eq!((failed.here_since, place.failed_ring), (None, Some(failed)));
        assert!(place.said_ready, "that is what the patient said last");
        // One press, and it rings again.
        let again = visit.invite().await;
        assert_ne!(again.id, missed.id);
        visit.accept(&again).await;
        for who in [&visit.doctor, &visit.patient] {
            visit.report(who, &again, true).await;
        }
        visit.end(&visit.doctor, &again).await;
        let (entry, _) = both_see(&visit).await;
        assert_eq!((entry.state, entry.failed_ring), (EntryState::Done, None));
    }
}

#[tokio::test]
async fn the_patient_says_to_be_here_now_and_the_doctor_is_told() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        miss(&mut visit).await;
        set_ready(&visit, true).await;
        let told = |frame: &ServerFrame| match frame {
            ServerFrame::ReadyChanged { ready, .. } => Some(*ready),
            _ => None,
        };
        // The first was said before the ring.
        for _ in 0..2 {
            assert!(visit.at_doctor.until(told).await);
        }
        let (entry, place) = both_see(&visit).await;
        let failed = entry.failed_ring.unwrap();
        assert!(failed.here_since.unwrap() > failed.at);
        assert_eq!(place.failed_ring, Some(failed));
        // Again is the same as once.
        set_ready(&visit, true).await;
        assert_eq!(both_see(&visit).await.0.failed_ring, Some(failed));
    }
}

#[tokio::test]
async fn who_declined_or_is_not_ready_is_called_once_the_doctor_was_asked() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        let call = visit.invite().await;
        let path = paths::with_id(paths::DECLINE_INVITATION, call.id);
        let _: CallSnapshot = visit.clinic.post(&visit.patient, &path, Value::Null).await;
        let (entry, place) = both_see(&visit).await;
        assert_eq!(entry.state, EntryState::Waiting);
        let outcome = entry.failed_ring.map(|failed| failed.outcome);
        assert_eq!(outcome, Some(Outcome::Declined));
        assert!(!place.said_ready);
        let patient_id = visit.patient.id();
        let (status, answer) = start(&visit, json!({ "patient_id": patient_id })).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::CONFLICT, &json!("patient_not_ready"))
        );
        let sure = json!({ "patient_id": patient_id, "confirmed": true });
        let (status, answer) = start(&visit, sure.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        // Taken back, it made nobody ready.
        let call: CallSnapshot = serde_json::from_value(answer).unwrap();
        visit
            .act(&visit.doctor, paths::CANCEL_CALL, &call, Value::Null)
            .await;
        let (entry, place) = both_see(&visit).await;
        assert_eq!(entry.state, EntryState::Waiting);
        assert!(!place.said_ready);
        let outcome = entry.failed_ring.map(|failed| failed.outcome);
        assert_eq!(outcome, Some(Outcome::Cancelled));
    }
}

async fn ready_in(clinic: &Clinic, schedule: &Schedule, name: &str) -> Person {
    let patient = clinic.patient(name).await;
    clinic.join_ready(&patient, schedule).await;
    patient
}

#[tokio::test]
async fn the_next_one_is_there_and_whoever_is_gone_keeps_the_place() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let schedule = clinic.online_session(&doctor).await;
        let gone = ready_in(&clinic, &schedule, "John Miller").await;
        let path = paths::with_id(paths::START_CALL, schedule.id);
        let nobody = clinic
            .refused(&doctor, Method::POST, &path, json!({}))
            .await;
        assert_eq!(nobody, (409, ProblemCode::NobodyReady));
        let there = ready_in(&clinic, &schedule, "Amina Yusuf").await;
        let mut socket = clinic.socket(&there, None).await;
        socket.next().await;
        let call: CallSnapshot = clinic.post(&doctor, &path, json!({})).await;
        assert_eq!(call.callee.user_id, there.id());
        let queue = paths::with_id(paths::DOCTOR_QUEUE, schedule.id);
        let queue: QueueSnapshot = clinic.get(&doctor, &queue).await;
        let QueueView::Doctor { entries } = queue.queue else {
            panic!()
        };
        let first = &entries[0];
        assert_eq!(
            (
                first.patient_id,
                first.state,
                first.position,
                first.presence
            ),
            (gone.id(), EntryState::Ready, Some(1), Presence::Gone)
        );
        // Meant by name, whoever is gone is rung all the same.
        let cancel = paths::with_id(paths::CANCEL_CALL, call.id);
        let _: CallSnapshot = clinic.post(&doctor, &cancel, Value::Null).await;
        let by_name = json!({ "patient_id": gone.id() });
        let call: CallSnapshot = clinic.post(&doctor, &path, by_name).await;
        assert_eq!(call.callee.user_id, gone.id());
    }
}

#[tokio::test]
async fn the_devices_ring_once_more_where_the_clinic_wants_that() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        miss(&mut visit).await;
        let beside = |second_ring_ms| {
            let mut config = config(&visit.clinic.database);
            config.second_ring_ms = second_ring_ms;
            AppState::open(config).unwrap()
        };
        let missed_at = both_see(&visit).await.0.failed_ring.unwrap().at;
        let after = |ms| missed_at.plus_ms(ms);
        let never = beside(None);
        assert_eq!(ring_due(&never, after(600_000)).await.unwrap(), 0);
        let twice = beside(Some(120_000));
        for (ms, rung) in [(119_999, 0), (120_000, 1), (600_000, 0)] {
            let now = after(ms);
            assert_eq!(ring_due(&twice, now).await.unwrap(), rung, "after {ms} ms");
        }
        let told = |frame: &ServerFrame| match frame {
            ServerFrame::RingReminder { schedule_id, until } => Some((*schedule_id, *until)),
            _ => None,
        };
        let expected = (visit.schedule.id, after(150_000));
        assert_eq!(visit.at_patient.until(told).await, expected);
        // Whoever says to be here is left alone after the next one.
        miss(&mut visit).await;
        set_ready(&visit, true).await;
        assert_eq!(ring_due(&twice, after(9_000_000)).await.unwrap(), 0);
    }
}
