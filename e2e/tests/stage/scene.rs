use super::material::Material;
use super::terminal::Terminal;
use super::{Pair, Person};
use client_core::{Action, CallStage, Intent, Loadable, Screen, ViewState};
use client_engine::media::MicrophoneSource;
use shared::{Pii, Timestamp};
use std::net::SocketAddr;
use std::time::Instant;

/// A ready patient with a real ring, and a doctor.
pub struct Scene {
    pub doctor: Person,
    pub patient: Terminal,
}

pub fn may(action: Action) -> Option<()> {
    matches!(action, Action::Allowed).then_some(())
}

fn in_waiting_room(view: &ViewState) -> Option<()> {
    match &view.screen {
        Screen::WaitingRoom(room) => may(room.set_ready),
        _ => None,
    }
}

impl Scene {
    /// Signs both in; the patient at this app.
    pub async fn prepare(server: SocketAddr, material: &Material, mut patient: Terminal) -> Self {
        let doctor = Person::with(server, &material.clip, MicrophoneSource::Silence);
        Pair::starts_session(&doctor).await;
        let entrance = |view: &ViewState| matches!(view.screen, Screen::SignIn(_)).then_some(());
        patient.sees("the sign-in form", entrance).await;
        let (email, password) = (Pii::from("john@email.com"), Pii::from("patient123"));
        patient.wants(&Intent::SignIn { email, password });
        let first = |view: &ViewState| match &view.screen {
            Screen::PatientHome {
                schedules: Loadable::Loaded { value },
            } => value.first().map(|s| s.id),
            _ => None,
        };
        let (_, schedule_id) = patient.sees("the sessions", first).await;
        patient.wants(&Intent::OpenSchedule { schedule_id });
        Self { doctor, patient }
    }

    /// Gets ready and is invited; when the app showed it and until when it rings.
    pub async fn rings(&mut self) -> (Instant, Timestamp) {
        self.patient.wants(&Intent::CloseCall);
        self.doctor.wants(Intent::CloseCall).await;
        self.patient.sees("the waiting room", in_waiting_room).await;
        self.patient.wants(&Intent::SetReady { ready: true });
        let next = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => may(room.invite_next),
            _ => None,
        };
        self.doctor.sees("a ready patient", next).await;
        self.doctor.wants(Intent::Invite { patient_id: None }).await;
        let ringing = |view: &ViewState| match view.call.as_ref()?.stage {
            CallStage::Ringing { until, .. } => Some(until),
            _ => None,
        };
        self.patient.sees("the invitation", ringing).await
    }

    pub async fn ended(&mut self) {
        let ended = |view: &ViewState| {
            matches!(view.call.as_ref()?.stage, CallStage::Ended { .. }).then_some(())
        };
        self.patient.sees("the end", ended).await;
        self.doctor.sees("the end", ended).await;
    }

    /// Puts a patient who was consulted back into the queue.
    pub async fn call_again(&self) {
        let done = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => match &room.queue {
                Loadable::Loaded { value } => value
                    .iter()
                    .find(|row| may(row.reset).is_some())
                    .map(|row| row.entry.patient_id),
                _ => None,
            },
            _ => None,
        };
        let patient_id = self.doctor.sees("somebody to call again", done).await;
        self.doctor.wants(Intent::ResetPatient { patient_id }).await;
    }
}
