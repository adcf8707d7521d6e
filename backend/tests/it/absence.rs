//! Places of patients who are gone are given free, and those who are there keep theirs.

use crate::support::visit::Visit;
use crate::support::{Clinic, Person, config};
use backend::app::queue::absence::{Absences, lapse_absent};
use backend::hub::SendQueue;
use backend::state::AppState;
use domain::access::Identity;
use shared::*;
use std::sync::Arc;
use store::testing::TestDatabase;

const MINUTE_S: i64 = 60;

async fn place(clinic: &Clinic, patient: &Person, schedule: &Schedule) -> EntryState {
    let path = paths::with_id(paths::OWN_PLACE, schedule.id);
    let queue: QueueSnapshot = clinic.get(patient, &path).await;
    match queue.queue {
        QueueView::Patient {
            place: Some(place), ..
        } => place.state,
        other => panic!("{other:?}"),
    }
}

fn identity(patient: &Person) -> Identity {
    Identity {
        user_id: patient.id(),
        role: Role::Patient,
        approved: true,
        proved: true,
    }
}

#[tokio::test]
async fn a_place_lapses_after_half_an_hour_without_a_device_and_may_be_taken_again() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let gone = clinic.patient("John Miller").await;
        let there = clinic.patient("Amina Yusuf").await;
        let schedule = clinic.online_session(&doctor).await;
        for patient in [&gone, &there] {
            clinic.join_ready(patient, &schedule).await;
        }
        // A second server on the same database: to it, only those are connected whom it is told of.
        let beside = AppState::open(config(&clinic.database)).unwrap();
        let queue = Arc::new(SendQueue::default());
        beside.hub.add(identity(&there), there.device(), queue);
        let at = |minutes: i64| beside.started_at.plus_s(minutes * MINUTE_S);
        let mut absences = Absences::default();
        for minutes in [1, 15, 30] {
            let lapsed = lapse_absent(&beside, &mut absences, at(minutes)).await;
            assert_eq!(lapsed.unwrap(), 0, "after {minutes} minutes");
        }
        let lapsed = lapse_absent(&beside, &mut absences, at(31)).await.unwrap();
        assert_eq!(lapsed, 1);
        assert_eq!(place(&clinic, &gone, &schedule).await, EntryState::Left);
        assert_eq!(place(&clinic, &there, &schedule).await, EntryState::Ready);
        let told: NotificationList = clinic.get(&gone, paths::NOTIFICATIONS).await;
        let told: Vec<_> = told
            .notifications
            .into_iter()
            .map(|one| one.about)
            .collect();
        let about = NotificationAbout::PlaceLapsed {
            schedule_id: schedule.id,
            title: schedule.title.clone(),
        };
        assert_eq!(told, [about]);
        let again = lapse_absent(&beside, &mut absences, at(90)).await.unwrap();
        assert_eq!(again, 0, "once is enough");
        clinic.join_ready(&gone, &schedule).await;
        assert_eq!(place(&clinic, &gone, &schedule).await, EntryState::Ready);
    }
}

#[tokio::test]
async fn whoever_comes_back_in_between_begins_anew() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let schedule = clinic.online_session(&doctor).await;
    clinic.join_ready(&patient, &schedule).await;
    let beside = AppState::open(config(&clinic.database)).unwrap();
    let at = |minutes: i64| beside.started_at.plus_s(minutes * MINUTE_S);
    let mut absences = Absences::default();
    lapse_absent(&beside, &mut absences, at(0)).await.unwrap();
    let queue = Arc::new(SendQueue::default());
    let socket = beside.hub.add(identity(&patient), patient.device(), queue);
    lapse_absent(&beside, &mut absences, at(20)).await.unwrap();
    beside.hub.remove(socket, at(20));
    // Away for less than a minute is not gone.
    for (minutes, lapses) in [(21, 0), (50, 0), (51, 1)] {
        let lapsed = lapse_absent(&beside, &mut absences, at(minutes)).await;
        assert_eq!(lapsed.unwrap(), lapses, "at {minutes}");
    }
}

#[tokio::test]
async fn nobody_lapses_in_a_call_or_before_the_session_or_where_the_clinic_keeps_places() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        visit.meet().await;
        let clinic = &visit.clinic;
        let early = clinic.patient("Amina Yusuf").await;
        let now = backend::clock::now();
        let plan = serde_json::json!({
            "title": "Evening", "starts_at": now.plus_s(36_000), "ends_at": now.plus_s(39_600),
            "time_zone": "Europe/Vienna", "capacity": 20,
        });
        let planned: Schedule = clinic
            .post(&visit.doctor, paths::DOCTOR_SCHEDULES, plan)
            .await;
        let join = paths::with_id(paths::JOIN_QUEUE, planned.id);
        let _: QueueSnapshot = clinic
            .post(&early, &join, serde_json::json!({ "reason": "" }))
            .await;
        let lapsed_with = async |place_lapses_ms| {
            let mut config = config(&clinic.database);
            config.place_lapses_ms = place_lapses_ms;
            let beside = AppState::open(config).unwrap();
            let mut absences = Absences::default();
            let mut lapsed = 0;
            for hours in [0, 1, 9] {
                let at = beside.started_at.plus_s(hours * 60 * MINUTE_S);
                lapsed += lapse_absent(&beside, &mut absences, at).await.unwrap();
            }
            lapsed
        };
        assert_eq!(lapsed_with(Some(60_000)).await, 0);
        assert_eq!(
            place(clinic, &visit.patient, &visit.schedule).await,
            EntryState::InCall
        );
        let waiting = clinic.patient("Peter Novak").await;
        clinic.join_ready(&waiting, &visit.schedule).await;
        assert_eq!(lapsed_with(None).await, 0);
        assert_eq!(lapsed_with(Some(60_000)).await, 1);
    }
}
