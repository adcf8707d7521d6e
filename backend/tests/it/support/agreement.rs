//! A doctor and a patient with something to agree on.

use super::{Clinic, Person, Socket};
use backend::clock;
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

pub struct Scene {
    pub clinic: Clinic,
    pub doctor: Person,
    pub patient: Person,
    pub at_doctor: Socket,
    pub at_patient: Socket,
}

impl Scene {
    pub async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let mut at_doctor = clinic.socket(&doctor, None).await;
        let mut at_patient = clinic.socket(&patient, None).await;
        at_doctor.next().await;
        at_patient.next().await;
        Self {
            clinic,
            doctor,
            patient,
            at_doctor,
            at_patient,
        }
    }

    pub async fn ask(&self, wish: &str, starts_at: Timestamp) -> Appointment {
        let body = self.wanted(wish, starts_at);
        self.clinic
            .post(&self.patient, paths::APPOINTMENTS, body)
            .await
    }

    pub fn wanted(&self, wish: &str, starts_at: Timestamp) -> Value {
        json!({
            "doctor_id": self.doctor.id(), "reason": "Cough",
            "time": { "wish": wish, "starts_at": starts_at },
        })
    }

    pub async fn act(
        &self,
        who: &Person,
        pattern: &str,
        on: &Appointment,
        body: Value,
    ) -> Appointment {
        let path = paths::with_id(pattern, on.id);
        self.clinic.post(who, &path, body).await
    }

    pub async fn refused(
        &self,
        who: &Person,
        pattern: &str,
        on: &Appointment,
        body: Value,
    ) -> (u16, ProblemCode) {
        let path = paths::with_id(pattern, on.id);
        self.clinic.refused(who, Method::POST, &path, body).await
    }

    pub async fn confirmed(&self, starts_at: Timestamp) -> Appointment {
        let asked = self.ask("preferred", starts_at).await;
        self.confirm(&self.doctor, &asked).await
    }

    pub async fn confirm(&self, who: &Person, asked: &Appointment) -> Appointment {
        self.act(who, paths::CONFIRM_APPOINTMENT, asked, Value::Null)
            .await
    }

    /// Asks for another time in its place.
    pub async fn reschedule(
        &self,
        who: &Person,
        booked: &Appointment,
        to: Timestamp,
    ) -> Appointment {
        self.act(who, paths::RESCHEDULE_APPOINTMENT, booked, at(to))
            .await
    }

    pub async fn get(&self, appointment: &Appointment) -> Appointment {
        let path = paths::with_id(paths::APPOINTMENT, appointment.id);
        self.clinic.get(&self.doctor, &path).await
    }

    /// Both are told live of the appointment as it is then.
    pub async fn both_see(&mut self, appointment: &Appointment) {
        for socket in [&mut self.at_doctor, &mut self.at_patient] {
            let same = |frame: &ServerFrame| match frame {
                ServerFrame::AppointmentChanged { appointment: told } => {
                    (told == appointment).then_some(())
                }
                _ => None,
            };
            socket.until(same).await;
        }
    }

    pub async fn news_of(&self, who: &Person) -> Vec<AppointmentNews> {
        let list: NotificationList = self.clinic.get(who, paths::NOTIFICATIONS).await;
        let news = list.notifications.iter().filter_map(|one| match one.about {
            NotificationAbout::AppointmentChanged { news, .. } => Some(news),
            _ => None,
        });
        news.collect()
    }
}

/// A wish for that time.
pub fn at(starts_at: Timestamp) -> Value {
    json!({ "time": { "wish": "preferred", "starts_at": starts_at } })
}

pub fn in_hours(hours: i64) -> Timestamp {
    clock::now().plus_s(hours * 3_600)
}
