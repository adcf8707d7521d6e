//! Moving appointments: what stands meanwhile, and which times are free for whoever moves.

use crate::support::{Clinic, Person};
use backend::clock;
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

struct Scene {
    clinic: Clinic,
    doctor: Person,
    patient: Person,
    /// 08:30 in Vienna of a day to come.
    half_past_eight: Timestamp,
}

impl Scene {
    /// A doctor with hours of 60 minutes each, from 08:30 on.
    async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let now = jiff::Timestamp::from_millisecond(clock::now().0).unwrap();
        let day = now.in_tz("Europe/Vienna").unwrap().date();
        let day = day.checked_add(jiff::Span::new().days(3)).unwrap();
        let weekly = json!({
            "weekday": format!("{:?}", day.weekday()).to_lowercase(),
            "hours": { "starts_minute": 510, "ends_minute": 750, "slot_minutes": 60 },
        });
        let path = paths::AVAILABILITY_RULES;
        let _: AvailabilityRule = clinic.post(&doctor, path, weekly).await;
        let begin = day.at(8, 30, 0, 0).in_tz("Europe/Vienna").unwrap();
        Self {
            half_past_eight: Timestamp(begin.timestamp().as_millisecond()),
            clinic,
            doctor,
            patient,
        }
    }

    fn at(&self, minutes: i64) -> Timestamp {
        self.half_past_eight.plus_s(minutes * 60)
    }

    /// One hour from 09:00 on, which is no slot.
    async fn confirmed(&self) -> Appointment {
        let wanted = json!({
            "doctor_id": self.doctor.id(),
            "time": { "wish": "preferred", "starts_at": self.at(30), "minutes": 60 },
        });
        let asked: Appointment = self
            .clinic
            .post(&self.patient, paths::APPOINTMENTS, wanted)
            .await;
        let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
        self.clinic.post(&self.doctor, &confirm, Value::Null).await
    }

    async fn slots(&self, moving: Option<&Appointment>) -> Vec<i64> {
        let path = paths::with_id(paths::SLOTS, self.doctor.id());
        let (from, to) = (self.at(-60), self.at(600));
        let mut path = format!("{path}?from={}&to={}", from.0, to.0);
        if let Some(moving) = moving {
            path += &format!("&moving={}", moving.id);
        }
        let list: SlotList = self.clinic.get(&self.patient, &path).await;
        let minutes = |slot: &Slot| slot.starts_at.since_ms(self.half_past_eight) / 60_000;
        list.slots.iter().map(minutes).collect()
    }

    async fn state(&self, one: &Appointment) -> AppointmentState {
        let path = paths::with_id(paths::APPOINTMENT, one.id);
        let found: Appointment = self.clinic.get(&self.patient, &path).await;
        found.state
    }
}

#[tokio::test]
async fn what_overlaps_only_the_moved_one_is_free_for_it() {
    for database in TestDatabase::both().unwrap() {
        let scene = Scene::open(database).await;
        let booked = scene.confirmed().await;
        assert_eq!(scene.slots(None).await, [120, 180]);
        assert_eq!(scene.slots(Some(&booked)).await, [0, 60, 120, 180]);
        // Nobody sees what is free for somebody else's.
        let other = scene.clinic.patient("Eve Stranger").await;
        let path = paths::with_id(paths::SLOTS, scene.doctor.id());
        let path = format!("{path}?moving={}", booked.id);
        let refused = scene
            .clinic
            .refused(&other, Method::GET, &path, Value::Null);
        assert_eq!(refused.await, (404, ProblemCode::NotFound));
        let wanted = json!({ "time": { "wish": "slot", "starts_at": scene.at(60) } });
        let path = paths::with_id(paths::RESCHEDULE_APPOINTMENT, booked.id);
        let moved: Appointment = scene.clinic.post(&scene.patient, &path, wanted).await;
        assert_eq!(moved.state, AppointmentState::Confirmed);
        assert_eq!(scene.state(&booked).await, AppointmentState::Rescheduled);
    }
}

#[tokio::test]
async fn the_very_same_time_is_no_move_and_tells_nobody() {
    let scene = Scene::open(TestDatabase::sqlite().unwrap()).await;
    let booked = scene.confirmed().await;
    let told = async || {
        let path = paths::NOTIFICATIONS;
        let list: NotificationList = scene.clinic.get(&scene.patient, path).await;
        list.notifications.len()
    };
    let before = told().await;
    let same =
        json!({ "time": { "wish": "preferred", "starts_at": booked.starts_at, "minutes": 60 } });
    let path = paths::with_id(paths::RESCHEDULE_APPOINTMENT, booked.id);
    let after: Appointment = scene.clinic.post(&scene.doctor, &path, same).await;
    assert_eq!((after, told().await), (booked, before));
}
