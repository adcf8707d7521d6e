//! A practice session with five patients, from start to end, and what each of them gets to see.

use crate::support::{Clinic, Person, Socket};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

const NAMES: [&str; 5] = [
    "John Miller",
    "Amina Yusuf",
    "Peter Novak",
    "Sofia Rossi",
    "Liam Brien",
];

struct Patient {
    person: Person,
    socket: Socket,
    reason: String,
}

/// Joins with a reason of their own, tests the device, and says ready.
async fn arrive(clinic: &Clinic, name: &str, schedule: &Schedule) -> Patient {
    let person = clinic.patient(name).await;
    let mut socket = clinic.socket(&person, None).await;
    socket.next().await;
    let reason = format!("what only {name} knows");
    let path = |pattern| paths::with_id(pattern, schedule.id);
    let join = json!({ "reason": reason });
    let _: QueueSnapshot = clinic.post(&person, &path(paths::JOIN_QUEUE), join).await;
    let schedule_id = schedule.id;
    socket.say(ClientFrame::JoinSchedule { schedule_id }).await;
    let good = json!({ "verdict": "good" });
    let test = json!({ "camera": good, "microphone": good, "speaker": good, "network": good });
    let _: QueueSnapshot = clinic.put(&person, &path(paths::DEVICE_TEST), test).await;
    let ready = json!({ "ready": true });
    let _: QueueSnapshot = clinic
        .post(&person, &path(paths::TOGGLE_READY), ready)
        .await;
    Patient {
        person,
        socket,
        reason,
    }
}

fn own_position(frame: &ServerFrame) -> Option<u32> {
    match frame {
        ServerFrame::QueueUpdated(QueueSnapshot {
            queue: QueueView::Patient { place, .. },
            ..
        }) => place.as_ref()?.position,
        _ => None,
    }
}

#[tokio::test]
async fn five_patients_each_see_their_own_place_and_nothing_of_each_other() {
    for database in TestDatabase::both().unwrap() {
        play(database).await;
    }
}

async fn play(database: TestDatabase) {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let schedule = clinic.online_session(&doctor).await;
    let mut at_doctor = clinic.socket(&doctor, None).await;
    let schedule_id = schedule.id;
    at_doctor
        .say(ClientFrame::JoinSchedule { schedule_id })
        .await;
    let mut patients = Vec::new();
    for name in NAMES {
        patients.push(arrive(&clinic, name, &schedule).await);
    }
    for (patient, turn) in patients.iter_mut().zip(1..) {
        patient
            .socket
            .until(|frame| (own_position(frame)? == turn).then_some(()))
            .await;
    }

    // The doctor hears of each test and each ready, and sees them all in order.
    let whole = |frame: &ServerFrame| match frame {
        ServerFrame::QueueUpdated(QueueSnapshot {
            queue: QueueView::Doctor { entries },
            ..
        }) => {
            let ready = entries
                .iter()
                .all(|e| e.state == EntryState::Ready && e.device_test.is_some());
            (entries.len() == NAMES.len() && ready).then(|| entries.clone())
        }
        _ => None,
    };
    let queue = at_doctor.until(whole).await;
    let order: Vec<&str> = queue
        .iter()
        .map(|entry| entry.name.reveal().as_str())
        .collect();
    assert_eq!(order, NAMES);
    assert!(
        queue
            .iter()
            .all(|entry| entry.presence == Presence::Present)
    );

    // One declines, one hangs up early, one is taken out; the rest moves up.
    let start = paths::with_id(paths::START_CALL, schedule.id);
    let first: CallSnapshot = clinic.post(&doctor, &start, json!({})).await;
    assert_eq!(first.callee.user_id, patients[0].person.id());
    let act = |who: usize, pattern: &str, call: &CallSnapshot| {
        let path = paths::with_id(pattern, call.id);
        let token = patients[who].person.token().to_owned();
        let clinic = &clinic;
        async move {
            clinic
                .send(Method::POST, &path, Some(&token), Value::Null)
                .await
                .0
        }
    };
    assert_eq!(act(0, paths::DECLINE_INVITATION, &first).await, 200);
    let second: CallSnapshot = clinic.post(&doctor, &start, json!({})).await;
    assert_eq!(
        second.callee.user_id,
        patients[1].person.id(),
        "who declined is not ready"
    );
    assert_eq!(act(1, paths::CONFIRM_CALL, &second).await, 200);
    // Whoever has no part in a call can do nothing to it, and does not learn that it exists.
    for pattern in [paths::CONFIRM_CALL, paths::END_CALL, paths::CANCEL_CALL] {
        assert_eq!(act(2, pattern, &second).await, 404, "{pattern}");
    }
    assert_eq!(act(1, paths::END_CALL, &second).await, 200);
    let third = patients[2].person.id();
    let remove = paths::with_patient(paths::REMOVE_PATIENT, schedule.id, third);
    let _: QueueSnapshot = clinic.post(&doctor, &remove, Value::Null).await;
    let last = patients.len() - 1;
    // Whoever gave up before the two had met keeps the place; one is gone, so the last is fourth.
    let moved_up = |frame: &ServerFrame| (own_position(frame)? == 4).then_some(());
    patients[last].socket.until(moved_up).await;
    let end = paths::with_id(paths::END_SCHEDULE, schedule.id);
    let _: Schedule = clinic.post(&doctor, &end, Value::Null).await;
    for patient in &mut patients {
        if patient.person.id() == third {
            continue;
        }
        let over = |frame: &ServerFrame| match frame {
            ServerFrame::Notification { notification } => {
                matches!(notification.about, NotificationAbout::SessionEnded { .. }).then_some(())
            }
            _ => None,
        };
        patient.socket.until(over).await;
    }
    keep_to_oneself(&patients);
}

/// Nothing that came on a patient's socket names another patient.
fn keep_to_oneself(patients: &[Patient]) {
    for (own, patient) in patients.iter().enumerate() {
        let seen = serde_json::to_string(&patient.socket.seen).unwrap();
        for (other, stranger) in patients.iter().enumerate() {
            let secrets = [
                stranger.person.id().to_string(),
                NAMES[other].to_owned(),
                stranger.reason.clone(),
            ];
            for secret in secrets {
                assert!(
                    own == other || !seen.contains(&secret),
                    "{} saw {secret}",
                    NAMES[own]
                );
            }
        }
    }
}
