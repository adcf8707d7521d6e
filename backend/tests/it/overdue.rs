//! Practice sessions that nobody ends, or that never start.

use crate::support::visit::Visit;
use crate::support::{Clinic, Person, config};
use backend::app::schedules;
use backend::state::AppState;
use serde_json::{Value, json};
use shared::*;
use std::sync::Arc;
use store::testing::TestDatabase;

/// A server beside the clinic's, to which nobody ever connected.
fn beside(clinic: &Clinic) -> Arc<AppState> {
    AppState::open(config(&clinic.database)).unwrap()
}

async fn ends_of(clinic: &Clinic, who: &Person) -> Vec<(ScheduleId, bool)> {
    let list: NotificationList = clinic.get(who, paths::NOTIFICATIONS).await;
    let ends = list
        .notifications
        .into_iter()
        .filter_map(|one| match one.about {
            NotificationAbout::SessionEnded {
                schedule_id,
                never_started,
                ..
            } => Some((schedule_id, never_started)),
            _ => None,
        });
    ends.collect()
}

#[tokio::test]
async fn a_session_that_nobody_ended_ends_half_an_hour_after_its_time_and_both_are_told() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let running = clinic.online_session(&doctor).await;
        clinic.join_ready(&patient, &running).await;
        let plan = json!({
            "title": "Forgotten", "starts_at": running.starts_at, "ends_at": running.ends_at,
            "time_zone": "Europe/Vienna", "capacity": 20,
        });
        let forgotten: Schedule = clinic.post(&doctor, paths::DOCTOR_SCHEDULES, plan).await;
        let join = paths::with_id(paths::JOIN_QUEUE, forgotten.id);
        let _: QueueSnapshot = clinic.post(&patient, &join, json!({ "reason": "" })).await;
        let beside = beside(&clinic);
        let end_at = async |minutes: i64| {
            let now = running.ends_at.plus_s(minutes * 60);
            schedules::end_overdue(&beside, now).await.unwrap()
        };
        assert_eq!(end_at(29).await, 0);
        // The one whose patient is gone, and the one that never began.
        assert_eq!(end_at(30).await, 2);
        assert_eq!(end_at(31).await, 0);
        for who in [&doctor, &patient] {
            let mut told = ends_of(&clinic, who).await;
            told.sort();
            let mut expected = [(running.id, false), (forgotten.id, true)];
            expected.sort();
            assert_eq!(told, expected);
        }
        let mine: ScheduleList = clinic.get(&doctor, paths::DOCTOR_SCHEDULES).await;
        let over = |it: &Schedule| it.status == ScheduleStatus::Completed;
        assert!(mine.schedules.iter().all(over));
        let open: ScheduleList = clinic.get(&patient, paths::PATIENT_SCHEDULES).await;
        assert_eq!(open.schedules, []);
    }
}

#[tokio::test]
async fn a_session_in_which_somebody_talks_goes_on_until_they_are_done() {
    let mut visit = Visit::prepare(TestDatabase::sqlite().unwrap()).await;
    let call = visit.meet().await;
    let beside = beside(&visit.clinic);
    let late = visit.schedule.ends_at.plus_s(24 * 3_600);
    assert_eq!(schedules::end_overdue(&beside, late).await.unwrap(), 0);
    let end = paths::with_id(paths::END_CALL, call.id);
    let _: CallSnapshot = visit.clinic.post(&visit.doctor, &end, Value::Null).await;
    assert_eq!(schedules::end_overdue(&beside, late).await.unwrap(), 1);
}

#[tokio::test]
async fn a_demo_that_is_served_again_has_sessions_to_come() {
    let database = TestDatabase::sqlite().unwrap();
    let clinic = Clinic::open(database).await;
    let state = beside(&clinic);
    let now = backend::clock::now();
    assert!(backend::app::demo::seed(&state, now).await.unwrap());
    assert!(
        !backend::app::demo::seed(&state, now.plus_s(3_600))
            .await
            .unwrap()
    );
    let next_week = now.plus_s(7 * 24 * 3_600);
    assert!(backend::app::demo::seed(&state, next_week).await.unwrap());
    let doctor = clinic.sign_in("doctor@clinic.com", "doctor123").await;
    let mine: ScheduleList = clinic.get(&doctor, paths::DOCTOR_SCHEDULES).await;
    let to_come = |it: &&Schedule| it.ends_at > next_week && it.status == ScheduleStatus::Upcoming;
    assert_eq!(mine.schedules.iter().filter(to_come).count(), 3);
    let waiting = mine.schedules.iter().filter(to_come).map(|it| it.waiting);
    assert_eq!(waiting.sum::<u32>(), 5);
    assert_eq!(mine.schedules.len(), 6);
}
