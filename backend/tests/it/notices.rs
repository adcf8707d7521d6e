//! What a doctor is told of waiting rooms that are not open, and the ways in which people are told.

use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

/// What the doctor was told of patients: who, what, and whether it waits to be read; newest first.
async fn told(clinic: &Clinic, doctor: &Person) -> Vec<(UserId, WaitingRoomNews, bool)> {
    let list: NotificationList = clinic.get(doctor, paths::NOTIFICATIONS).await;
    let about = |one: Notification| match one.about {
        NotificationAbout::WaitingRoom {
            patient_id, news, ..
        } => Some((patient_id, news, one.read_at.is_none())),
        _ => None,
    };
    list.notifications.into_iter().filter_map(about).collect()
}

fn test(network: &str) -> Value {
    let good = json!({ "verdict": "good" });
    let network = json!({ "verdict": network });
    json!({ "camera": good, "microphone": good, "speaker": good, "network": network })
}

#[tokio::test]
async fn a_doctor_who_looks_elsewhere_is_told_the_newest_of_each_patient() {
    use WaitingRoomNews::{Arrived, Left, Ready, TestFinished};
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let (john, ana) = (
            clinic.patient("John Miller").await,
            clinic.patient("Ana Ruiz").await,
        );
        let schedule = clinic.online_session(&doctor).await;
        let path = |pattern| paths::with_id(pattern, schedule.id);
        let mut at_doctor = clinic.socket(&doctor, None).await;
        at_doctor.answers().await;

        let _: Value = clinic
            .post(&john, &path(paths::JOIN_QUEUE), json!({}))
            .await;
        let _: Value = clinic.post(&ana, &path(paths::JOIN_QUEUE), json!({})).await;
        let both = [(ana.id(), Arrived, true), (john.id(), Arrived, true)];
        assert_eq!(told(&clinic, &doctor).await, both);
        let live = |frame: &ServerFrame| match frame {
            ServerFrame::Notification { notification } => Some(notification.about.clone()),
            _ => None,
        };
        let first = at_doctor.until(live).await;
        let expected = NotificationAbout::WaitingRoom {
            schedule_id: schedule.id,
            patient_id: john.id(),
            patient_name: Pii::from("John Miller"),
            title: "Morning".into(),
            news: Arrived,
        };
        assert_eq!(first, expected);

        // A test is finished with its last part, and then it is old news.
        let device_test = path(paths::DEVICE_TEST);
        let _: Value = clinic.put(&john, &device_test, test("untested")).await;
        assert_eq!(told(&clinic, &doctor).await.len(), 2);
        let _: Value = clinic.put(&john, &device_test, test("weak")).await;
        let _: Value = clinic.put(&john, &device_test, test("good")).await;
        clinic.join_ready(&ana, &schedule).await;
        let newest = told(&clinic, &doctor).await;
        let unread: Vec<_> = newest.iter().filter(|one| one.2).collect();
        assert_eq!(
            unread,
            [&(ana.id(), Ready, true), &(john.id(), TestFinished, true)]
        );
        assert_eq!(newest.len(), 4, "{newest:?}");

        // Nobody needs to be told of what they look at.
        let looked = ClientFrame::LookAtSchedule {
            schedule_id: Some(schedule.id),
        };
        at_doctor.say(looked).await;
        at_doctor.answers().await;
        let _: Value = clinic
            .post(&ana, &path(paths::LEAVE_QUEUE), json!({}))
            .await;
        assert_eq!(told(&clinic, &doctor).await.len(), 4);
        let nowhere = ClientFrame::LookAtSchedule { schedule_id: None };
        at_doctor.say(nowhere).await;
        at_doctor.answers().await;
        let _: Value = clinic
            .post(&john, &path(paths::LEAVE_QUEUE), json!({}))
            .await;
        assert_eq!(told(&clinic, &doctor).await[0], (john.id(), Left, true));
        // Patients are told nothing of each other's coming and going.
        for patient in [&john, &ana] {
            let list: NotificationList = clinic.get(patient, paths::NOTIFICATIONS).await;
            assert_eq!(list.notifications, []);
        }
    }
}

#[tokio::test]
async fn each_kind_is_told_in_the_ways_that_were_chosen() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let john = clinic.patient("John Miller").await;
        let path = paths::NOTIFICATION_PREFERENCES;
        let choices = |answer: NotificationPreferences| {
            let of = |kind| {
                let mut all = answer.choices.iter();
                let one = all.find(|one| one.kind == kind).unwrap();
                (one.in_app, one.os, one.mail)
            };
            [
                of(NotificationKind::MissedCall),
                of(NotificationKind::NewMessage),
                of(NotificationKind::AppointmentReminder),
            ]
        };
        let usual = choices(clinic.get(&john, path).await);
        assert_eq!(
            usual,
            [
                (true, true, None),
                (true, false, None),
                (true, true, Some(true))
            ]
        );
        let body = json!({ "choices": [
            { "kind": "missed_call", "in_app": true, "os": false, "mail": true },
            { "kind": "appointment_reminder", "in_app": false, "mail": false },
        ] });
        let kept = choices(clinic.put(&john, path, body).await);
        let expected = [
            (true, false, None),
            (true, false, None),
            (false, true, Some(false)),
        ];
        assert_eq!(kept, expected);
        assert_eq!(choices(clinic.get(&john, path).await), expected);
    }
}

#[tokio::test]
async fn the_ring_is_rehearsed_on_the_device_that_asks_and_on_no_other() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let john = clinic.patient("John Miller").await;
        let schedule = clinic.online_session(&doctor).await;
        let path = paths::with_id(paths::RING_REHEARSAL, schedule.id);
        let ask = async |who: &Person| {
            let token = Some(who.token());
            let (status, answer) = clinic.send(Method::POST, &path, token, Value::Null).await;
            (status.as_u16(), answer["code"].clone())
        };
        assert_eq!(ask(&john).await, (404, json!("not_found")), "no place yet");
        clinic.join_ready(&john, &schedule).await;
        assert_eq!(ask(&john).await, (409, json!("not_connected")));
        let tablet = clinic.login(&john).await;
        let mut on_phone = clinic.socket(&john, None).await;
        let mut on_tablet = clinic.socket(&tablet, None).await;
        on_phone.answers().await;
        on_tablet.answers().await;
        assert_eq!(ask(&john).await, (204, Value::Null));
        let rings = |frames: Vec<ServerFrame>| {
            let rings = frames.into_iter().filter_map(|frame| match frame {
                ServerFrame::RingRehearsal { until } => Some(until),
                _ => None,
            });
            rings.collect::<Vec<_>>()
        };
        let until = rings(on_phone.answers().await);
        assert_eq!(until.len(), 1);
        let left_ms = until[0].since_ms(backend::clock::now());
        assert!((1..=8_000).contains(&left_ms), "{left_ms}");
        assert_eq!(rings(on_tablet.answers().await), []);

        // What came of it is kept with the place, for the doctor's eyes.
        let device_test = paths::with_id(paths::DEVICE_TEST, schedule.id);
        let mut result = test("good");
        result["ring"] = json!({ "verdict": "good" });
        let _: Value = clinic.put(&john, &device_test, result).await;
        let queue = paths::with_id(paths::DOCTOR_QUEUE, schedule.id);
        let seen: Value = clinic.get(&doctor, &queue).await;
        let ring = &seen["queue"]["entries"][0]["device_test"]["ring"]["verdict"];
        assert_eq!(ring, "good");
        let leave = paths::with_id(paths::LEAVE_QUEUE, schedule.id);
        let _: Value = clinic.post(&john, &leave, json!({})).await;
        assert_eq!(ask(&john).await, (409, json!("entry_not_allowed")));
    }
}
