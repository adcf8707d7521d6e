use super::{Clinic, Person, Socket};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

/// An online session with a doctor and a ready patient.
pub struct Visit {
    pub clinic: Clinic,
    pub doctor: Person,
    pub patient: Person,
    pub schedule: Schedule,
    pub at_doctor: Socket,
    pub at_patient: Socket,
}

impl Visit {
    /// An online session with one ready patient; both have a socket.
    pub async fn prepare(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let (doctor, patient) = (
            clinic.doctor("Maria Weber").await,
            clinic.patient("John Miller").await,
        );
        let mut at_doctor = clinic.socket(&doctor, None).await;
        let mut at_patient = clinic.socket(&patient, None).await;
        at_doctor.next().await;
        at_patient.next().await;
        let schedule = clinic.online_session(&doctor).await;
        clinic.join_ready(&patient, &schedule).await;
        Self {
            clinic,
            doctor,
            patient,
            schedule,
            at_doctor,
            at_patient,
        }
    }

    pub async fn invite(&mut self) -> CallSnapshot {
        let call = self
            .clinic
            .invite(&self.doctor, &self.schedule, &self.patient)
            .await;
        let heard = self.at_patient.call_in(CallPhase::Ringing).await;
        assert_eq!(heard, call);
        call
    }

    pub async fn act(
        &self,
        who: &Person,
        pattern: &str,
        call: &CallSnapshot,
        body: Value,
    ) -> CallSnapshot {
        self.clinic
            .post(who, &paths::with_id(pattern, call.id), body)
            .await
    }

    pub async fn report(&self, who: &Person, call: &CallSnapshot, receiving: bool) -> CallSnapshot {
        let body = json!({ "microphone_on": true, "camera_on": true, "receiving": receiving });
        self.clinic
            .put(who, &paths::with_id(paths::REPORT_MEDIA, call.id), body)
            .await
    }

    /// Connected, with media both ways.
    pub async fn meet(&mut self) -> CallSnapshot {
        let call = self.invite().await;
        self.act(&self.patient, paths::CONFIRM_CALL, &call, Value::Null)
            .await;
        self.report(&self.doctor, &call, true).await;
        self.report(&self.patient, &call, true).await
    }

    pub async fn place_state(&self) -> EntryState {
        let path = paths::with_id(paths::OWN_PLACE, self.schedule.id);
        let snapshot: QueueSnapshot = self.clinic.get(&self.patient, &path).await;
        match snapshot.queue {
            QueueView::Patient {
                place: Some(place), ..
            } => place.state,
            other => panic!("{other:?}"),
        }
    }
}
