//! Reminders come from the database: each once, whatever becomes of the servers that send them.

use crate::support::{Clinic, Person, config};
use crate::testkit::on_both_databases;
use backend::app::appointments::reminders::send_due;
use backend::clock;
use backend::state::AppState;
use serde_json::Value;
use shared::*;
use std::sync::Arc;
use store::testing::TestDatabase;
use tokio::sync::Barrier;

on_both_databases! {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    each_comes_once_however_many_nodes_look => super::once;
    a_running_server_sends_them_by_itself => super::by_itself;
    what_is_given_up_is_not_reminded_of => super::given_up;
    after_an_absence_only_the_nearest_comes => super::after_absence;
}

const HOUR_S: i64 = 3_600;

struct Scene {
    clinic: Clinic,
    doctor: Person,
    patient: Person,
    appointment: Appointment,
}

impl Scene {
    /// A confirmed appointment in thirty hours.
    async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let appointment = clinic
            .appointment_at(&doctor, &patient, clock::now().plus_s(30 * HOUR_S))
            .await;
        Self {
            clinic,
            doctor,
            patient,
            appointment,
        }
    }

    async fn reminders_of(&self, who: &Person) -> Vec<ReminderTime> {
        let list: NotificationList = self.clinic.get(who, paths::NOTIFICATIONS).await;
        let reminders = list
            .notifications
            .into_iter()
            .rev()
            .filter_map(|one| match one.about {
                NotificationAbout::AppointmentReminder {
                    appointment_id,
                    before,
                    starts_at,
                    ..
                } => {
                    assert_eq!(appointment_id, self.appointment.id);
                    assert_eq!(starts_at, self.appointment.starts_at);
                    Some(before)
                }
                _ => None,
            });
        reminders.collect()
    }

    async fn both_have(&self, expected: &[ReminderTime]) {
        for who in [&self.doctor, &self.patient] {
            assert_eq!(self.reminders_of(who).await, expected);
        }
    }
}

/// Several nodes look at the same moment, again and again.
async fn look(database: &TestDatabase, now: Timestamp) {
    let nodes: Vec<_> = (0..3)
        .map(|_| AppState::open(config(database)).unwrap())
        .collect();
    let line = Arc::new(Barrier::new(nodes.len()));
    let looking = nodes.into_iter().map(|node| {
        let line = line.clone();
        tokio::spawn(async move {
            for _ in 0..5 {
                line.wait().await;
                send_due(&node, now).await.unwrap();
            }
        })
    });
    for look in looking.collect::<Vec<_>>() {
        look.await.unwrap();
    }
}

async fn once(database: TestDatabase) {
    use ReminderTime::{Day, Hour, TenMinutes};
    let mut scene = Scene::open(database).await;
    let starts_at = scene.appointment.starts_at;
    for (before_s, expected) in [
        (24 * HOUR_S + 1, &[][..]),
        (24 * HOUR_S, &[Day]),
        (HOUR_S + 1, &[Day]),
        (HOUR_S, &[Day, Hour]),
        (600, &[Day, Hour, TenMinutes]),
        (0, &[Day, Hour, TenMinutes]),
    ] {
        look(&scene.clinic.database, starts_at.plus_s(-before_s)).await;
        scene.both_have(expected).await;
    }
    // A server that starts anew finds nothing left to send.
    scene.clinic = scene.clinic.restart().await;
    look(&scene.clinic.database, starts_at).await;
    scene.both_have(&[Day, Hour, TenMinutes]).await;
}

async fn by_itself(database: TestDatabase) {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let mut at_patient = clinic.socket(&patient, None).await;
    // The hour's reminder is due in a second, the day's never was.
    let starts_at = clock::now().plus_s(HOUR_S + 1);
    clinic.appointment_at(&doctor, &patient, starts_at).await;
    let reminded = |frame: &ServerFrame| match frame {
        ServerFrame::Notification { notification } => match &notification.about {
            NotificationAbout::AppointmentReminder {
                before, other_name, ..
            } => Some((*before, other_name.reveal().clone())),
            _ => None,
        },
        _ => None,
    };
    let told = at_patient.until(reminded).await;
    assert_eq!(told, (ReminderTime::Hour, "Maria Weber".to_owned()));
}

async fn given_up(database: TestDatabase) {
    let scene = Scene::open(database).await;
    let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, scene.appointment.id);
    let _: Appointment = scene.clinic.post(&scene.doctor, &cancel, Value::Null).await;
    look(
        &scene.clinic.database,
        scene.appointment.starts_at.plus_s(-600),
    )
    .await;
    scene.both_have(&[]).await;
}

async fn after_absence(database: TestDatabase) {
    let scene = Scene::open(database).await;
    let starts_at = scene.appointment.starts_at;
    look(&scene.clinic.database, starts_at.plus_s(-1_800)).await;
    scene.both_have(&[ReminderTime::Hour]).await;
    // Nobody is reminded of what has begun.
    look(&scene.clinic.database, starts_at).await;
    scene.both_have(&[ReminderTime::Hour]).await;
}
