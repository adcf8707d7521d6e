use super::{Clinic, Person, Socket};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

/// How two people come to be in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayIn {
    /// The doctor invites a ready patient.
    Queue,
    /// The doctor starts an appointment's call.
    AppointmentByDoctor,
    /// The patient starts it.
    AppointmentByPatient,
    /// The patient rings a doctor who takes direct calls.
    Direct,
}

impl WayIn {
    pub const fn is_appointment(self) -> bool {
        matches!(self, Self::AppointmentByDoctor | Self::AppointmentByPatient)
    }

    const fn doctor_calls(self) -> bool {
        matches!(self, Self::Queue | Self::AppointmentByDoctor)
    }
}

/// What a call is about, and where that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Entry(EntryState),
    Appointment(AppointmentState),
    Nothing,
}

/// A doctor who takes direct calls and is online, and a patient who is ready in the queue and, where
/// that is the way in, has an appointment now. Both have a socket.
pub struct Visit {
    pub way: WayIn,
    pub clinic: Clinic,
    pub doctor: Person,
    pub patient: Person,
    pub schedule: Schedule,
    pub appointment: Option<Appointment>,
    pub at_doctor: Socket,
    pub at_patient: Socket,
}

impl Visit {
    /// An online session with one ready patient; both have a socket.
    pub async fn prepare(database: TestDatabase) -> Self {
        Self::prepare_for(database, WayIn::Queue).await
    }

    pub async fn prepare_for(database: TestDatabase, way: WayIn) -> Self {
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
        let profile = json!({
            "name": "Maria Weber", "time_zone": "Europe/Vienna", "accepts_direct_calls": true,
        });
        let _: DoctorProfile = clinic.put(&doctor, paths::DOCTOR_PROFILE, profile).await;
        let appointment = match way.is_appointment() {
            true => Some(clinic.appointment_now(&doctor, &patient).await),
            false => None,
        };
        Self {
            way,
            clinic,
            doctor,
            patient,
            schedule,
            appointment,
            at_doctor,
            at_patient,
        }
    }

    pub fn caller(&self) -> &Person {
        if self.way.doctor_calls() {
            &self.doctor
        } else {
            &self.patient
        }
    }

    pub fn callee(&self) -> &Person {
        if self.way.doctor_calls() {
            &self.patient
        } else {
            &self.doctor
        }
    }

    pub fn at_caller(&mut self) -> &mut Socket {
        if self.way.doctor_calls() {
            &mut self.at_doctor
        } else {
            &mut self.at_patient
        }
    }

    pub fn at_callee(&mut self) -> &mut Socket {
        if self.way.doctor_calls() {
            &mut self.at_patient
        } else {
            &mut self.at_doctor
        }
    }

    /// Where one asks to be in a call with the other, and with what.
    pub fn asking(&self, who: &Person) -> (String, Value) {
        let is_doctor = who.id() == self.doctor.id();
        match &self.appointment {
            Some(appointment) => (
                paths::with_id(paths::START_APPOINTMENT_CALL, appointment.id),
                Value::Null,
            ),
            None if is_doctor => (
                paths::with_id(paths::START_CALL, self.schedule.id),
                json!({ "patient_id": self.patient.id() }),
            ),
            None => (
                paths::with_id(paths::CALL_DOCTOR, self.doctor.id()),
                Value::Null,
            ),
        }
    }

    /// Asks to be in a call with the other.
    pub async fn ask(&self, who: &Person, key: Option<&str>) -> (StatusCode, Value) {
        let (path, body) = self.asking(who);
        self.clinic
            .send_with_key(Method::POST, &path, Some(who.token()), body, key)
            .await
    }

    /// The call, ringing at the one who is called.
    pub async fn invite(&mut self) -> CallSnapshot {
        let (status, answer) = self.ask(self.caller(), None).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let call = serde_json::from_value(answer).unwrap();
        let heard = self.at_callee().call_in(CallPhase::Ringing).await;
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

    /// Where the called person accepts.
    pub fn accepting(&self, call: &CallSnapshot) -> String {
        match (&self.appointment, self.way.doctor_calls()) {
            (Some(appointment), _) => paths::with_id(paths::JOIN_APPOINTMENT_CALL, appointment.id),
            (None, true) => paths::with_id(paths::CONFIRM_CALL, call.id),
            (None, false) => paths::with_id(paths::ACCEPT_CALL, call.id),
        }
    }

    pub async fn accept(&self, call: &CallSnapshot) -> CallSnapshot {
        let path = self.accepting(call);
        self.clinic.post(self.callee(), &path, Value::Null).await
    }

    /// One of them ends it, each way in by its own route.
    pub async fn end(&self, who: &Person, call: &CallSnapshot) -> CallSnapshot {
        let path = match &self.appointment {
            Some(appointment) => paths::with_id(paths::END_APPOINTMENT_CALL, appointment.id),
            None => paths::with_id(paths::END_CALL, call.id),
        };
        self.clinic.post(who, &path, Value::Null).await
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
        self.accept(&call).await;
        self.report(self.caller(), &call, true).await;
        self.report(self.callee(), &call, true).await
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

    pub async fn appointment(&self) -> Appointment {
        let id = self.appointment.as_ref().unwrap().id;
        let path = paths::with_id(paths::APPOINTMENT, id);
        self.clinic.get(&self.patient, &path).await
    }

    /// Where what the call is about stands. A call about something else leaves the queue alone.
    pub async fn standing(&self) -> Standing {
        if self.way == WayIn::Queue {
            return Standing::Entry(self.place_state().await);
        }
        assert_eq!(self.place_state().await, EntryState::Ready);
        match self.way.is_appointment() {
            true => Standing::Appointment(self.appointment().await.state),
            false => Standing::Nothing,
        }
    }

    /// The one of these that belongs to this way in.
    pub const fn expected(&self, place: EntryState, appointment: AppointmentState) -> Standing {
        match self.way {
            WayIn::Queue => Standing::Entry(place),
            WayIn::AppointmentByDoctor | WayIn::AppointmentByPatient => {
                Standing::Appointment(appointment)
            }
            WayIn::Direct => Standing::Nothing,
        }
    }
}

impl Clinic {
    /// A confirmed appointment that begins in five minutes, so that its window is open.
    pub async fn appointment_now(&self, doctor: &Person, patient: &Person) -> Appointment {
        let starts_at = backend::clock::now().plus_s(300);
        self.appointment_at(doctor, patient, starts_at).await
    }

    /// A confirmed appointment.
    pub async fn appointment_at(
        &self,
        doctor: &Person,
        patient: &Person,
        starts_at: Timestamp,
    ) -> Appointment {
        let wanted = json!({
            "doctor_id": doctor.id(), "time": { "wish": "preferred", "starts_at": starts_at },
        });
        let asked: Appointment = self.post(patient, paths::APPOINTMENTS, wanted).await;
        let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
        self.post(doctor, &confirm, Value::Null).await
    }

    /// Moves a call's deadline to now, as if it had been waited for, from beside the server.
    pub fn let_time_pass(&self, call: &CallSnapshot) {
        use domain::call::Phase;
        let until = backend::clock::now();
        let moved = self.beside().write(|tx| {
            let mut record = tx.call(call.id)?.unwrap();
            record.call.phase = match record.call.phase {
                Phase::Ringing { .. } => Phase::Ringing { until },
                Phase::Connecting { .. } => Phase::Connecting { until },
                Phase::Interrupted { .. } => Phase::Interrupted { until },
                other => panic!("{other:?} has no deadline"),
            };
            tx.save_call(&record)
        });
        moved.unwrap();
    }
}
