use super::material::Material;
use super::networks::{Home, Networks};
use super::terminal::{Terminal, program};
use super::{Pair, Person};
use client_core::{Action, CallIntent, CallStage, Loadable, QueueIntent, Screen, ViewState};
use client_engine::media::MicrophoneSource;
use shared::{RingStage, Timestamp};
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
    /// Signs both in; the patient at this app, the doctor with a microphone that hears nothing.
    pub async fn prepare(server: SocketAddr, material: &Material, patient: Terminal) -> Self {
        let doctor = Person::with(server, &material.clip, MicrophoneSource::Silence);
        Self::of(doctor, patient).await
    }

    /// Signs these two in.
    pub async fn of(doctor: Person, mut patient: Terminal) -> Self {
        Pair::starts_session(&doctor).await;
        patient.signs_in("john@email.com", "patient123").await;
        Self { doctor, patient }
    }

    /// The patient gets ready, from wherever the last call left both.
    pub async fn gets_ready(&mut self) {
        self.patient.wants(CallIntent::CloseCall);
        self.doctor.wants(CallIntent::CloseCall).await;
        self.patient.sees("the waiting room", in_waiting_room).await;
        self.patient.wants(QueueIntent::SetReady { ready: true });
        self.doctor
            .sees("a ready patient", next_may_be_invited)
            .await;
    }

    /// The doctor invites the next one.
    pub async fn invites(&self) {
        self.doctor
            .wants(QueueIntent::Invite { patient_id: None })
            .await;
    }

    /// The doctor reads that it rings aloud.
    pub async fn sounds(&self) {
        let sounds = |view: &ViewState| match stage_of(view)? {
            CallStage::Ringing { receipt, .. } => {
                (receipt.stage >= RingStage::Sounding).then_some(())
            }
            _ => None,
        };
        self.doctor.sees("a ring that sounds", sounds).await;
    }

    /// Gets ready and is invited; when the app showed it and until when it rings.
    pub async fn rings(&mut self) -> (Instant, Timestamp) {
        self.gets_ready().await;
        self.invites().await;
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
        self.doctor
            .wants(QueueIntent::ResetPatient { patient_id })
            .await;
    }
}

/// Where the call on a screen stands.
pub fn stage_of(view: &ViewState) -> Option<&CallStage> {
    Some(&view.call.as_ref()?.stage)
}

/// A doctor's and a patient's app, each a process in a network of its own.
pub struct RemoteScene {
    pub doctor: Terminal,
    pub patient: Terminal,
}

impl RemoteScene {
    /// Signs both in; the session is online and the patient ready.
    pub async fn prepare(networks: &Networks) -> Self {
        let open = |home| {
            let mut command = networks.at(home, &program("MEDCONSULT_CLI_BIN"));
            command.arg("--silent");
            Terminal::run(networks.server(home), command)
        };
        Self::of(open(Home::Doctor), open(Home::Patient)).await
    }

    /// The same with these two apps.
    pub async fn of(mut doctor: Terminal, mut patient: Terminal) -> Self {
        doctor.signs_in("doctor@clinic.com", "doctor123").await;
        let startable = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => may(room.start),
            _ => None,
        };
        doctor.sees("a session that can start", startable).await;
        doctor.wants(QueueIntent::StartSession);
        patient.signs_in("john@email.com", "patient123").await;
        patient.sees("the waiting room", in_waiting_room).await;
        patient.wants(QueueIntent::SetReady { ready: true });
        Self { doctor, patient }
    }

    /// The doctor invites, the patient accepts, media goes both ways.
    pub async fn meet(&mut self) {
        self.doctor
            .sees("a ready patient", next_may_be_invited)
            .await;
        self.doctor.wants(QueueIntent::Invite { patient_id: None });
        let rings = |view: &ViewState| may(view.call.as_ref()?.accept);
        self.patient.sees("the invitation", rings).await;
        self.patient.wants(CallIntent::Accept);
        let met =
            |view: &ViewState| matches!(stage_of(view)?, CallStage::Active { .. }).then_some(());
        self.doctor.sees("an active call", met).await;
        self.patient.sees("an active call", met).await;
    }
}

fn next_may_be_invited(view: &ViewState) -> Option<()> {
    match &view.screen {
        Screen::PracticeRoom(room) => may(room.invite_next),
        _ => None,
    }
}
