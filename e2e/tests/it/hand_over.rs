//! A patient who is handed over to a second doctor: three whole apps and a real server between them.

use crate::stage::material::Material;
use crate::stage::scene::may;
use crate::stage::{Pair, Person, clinic, is_completed};
use backend::{Config, Running};
use client_core::{
    CallIntent, ChatIntent, Loadable, QueueIntent, QueueRow, ScheduleIntent, Screen, SessionIntent,
    ViewState,
};
use client_engine::media::MicrophoneSource;
use shared::{NewSchedule, RegisterRequest, RegisterRole, ScheduleId, ScheduleStatus, UserId};

fn rows(view: &ViewState) -> Option<&[QueueRow]> {
    match &view.screen {
        Screen::PracticeRoom(room) => match &room.queue {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        },
        _ => None,
    }
}

fn row_of(view: &ViewState, patient_id: UserId) -> Option<&QueueRow> {
    let mut rows = rows(view)?.iter();
    rows.find(|row| row.entry.patient_id == patient_id)
}

/// Registers a second doctor, who starts a session of their own.
async fn second_doctor(colleague: &Person) -> ScheduleId {
    let entrance = |view: &ViewState| matches!(view.screen, Screen::SignIn(_)).then_some(());
    colleague.sees("the sign-in form", entrance).await;
    let wish = RegisterRequest {
        role: RegisterRole::Doctor,
        name: "Dr. Jonas Lind".into(),
        email: "lind@clinic.com".into(),
        password: "a lake in the north".into(),
        date_of_birth: None,
        time_zone: "Europe/Vienna".into(),
    };
    colleague.wants(SessionIntent::ShowRegister).await;
    colleague.wants(SessionIntent::Register(wish)).await;
    let home = |view: &ViewState| matches!(view.screen, Screen::DoctorHome { .. }).then_some(());
    colleague.sees("the home screen", home).await;
    let starts_at = backend::clock::now();
    let plan = NewSchedule {
        title: "Knees".into(),
        description: String::new(),
        starts_at,
        ends_at: starts_at.plus_s(7_200),
        time_zone: "Europe/Vienna".into(),
        capacity: 5,
    };
    colleague.wants(ScheduleIntent::CreateSchedule(plan)).await;
    colleague.opens_first_session().await;
    let startable = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => may(room.start).map(|()| room.schedule.id),
        _ => None,
    };
    let schedule_id = colleague.sees("the own session", startable).await;
    colleague.wants(QueueIntent::StartSession).await;
    let online = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => {
            (room.schedule.status == ScheduleStatus::Online).then_some(())
        }
        _ => None,
    };
    colleague.sees("the session online", online).await;
    schedule_id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_is_handed_over_and_seen_by_the_second_doctor() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let config = Config {
        approve_doctors: true,
        ..clinic(folder.path(), "127.0.0.1:0".parse().unwrap())
    };
    let server = Running::start(config).await.unwrap();
    let pair = Pair::ready(server.address, &material).await;
    let (doctor, patient, patient_id) = (&pair.doctor, &pair.patient, pair.patient_id);
    let colleague = Person::with(
        server.address,
        &material.clip,
        MicrophoneSource::Wav(material.doctors_phrase.clone()),
    );
    let to = second_doctor(&colleague).await;

    doctor.wants(QueueIntent::LookForColleagues).await;
    let found = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => match &room.colleagues {
            Loadable::Loaded { value } => value.iter().find(|one| one.id == to).map(|_| ()),
            Loadable::Loading | Loadable::Failed { .. } => None,
        },
        _ => None,
    };
    doctor.sees("the colleague", found).await;
    let text = "My colleague knows knees.".into();
    doctor
        .wants(QueueIntent::HandOver {
            patient_id,
            to,
            text,
        })
        .await;
    let gone = |view: &ViewState| {
        rows(view)?;
        row_of(view, patient_id).is_none().then_some(())
    };
    doctor.sees("the place gone", gone).await;
    let moved = |view: &ViewState| match &view.screen {
        Screen::WaitingRoom(room) if room.schedule.id == to => match &room.place {
            Loadable::Loaded { value } => value.as_ref().map(|_| ()),
            Loadable::Loading | Loadable::Failed { .. } => None,
        },
        _ => None,
    };
    patient.sees("the other waiting room", moved).await;

    // The colleague has the thread, and reads who wrote in it.
    let handed = |view: &ViewState| {
        let row = row_of(view, patient_id)?;
        may(row.invite).map(|()| row.chat.encounter_id)
    };
    let encounter_id = colleague.sees("the place", handed).await;
    colleague.wants(ChatIntent::OpenChat { encounter_id }).await;
    let written = |view: &ViewState| {
        let Loadable::Loaded { value: lines } = &view.chat.as_ref()?.lines else {
            return None;
        };
        let line = lines.first()?;
        (!line.own).then(|| line.former.clone()).flatten()
    };
    colleague.sees("who wrote before", written).await;

    let whom = Some(patient_id);
    colleague
        .wants(QueueIntent::Invite { patient_id: whom })
        .await;
    let rings = |view: &ViewState| may(view.call.as_ref()?.accept);
    patient.sees("the invitation", rings).await;
    patient.wants(CallIntent::Accept).await;
    colleague.is_active().await;
    patient.is_active().await;
    colleague.wants(CallIntent::End).await;
    colleague.stage("the end", is_completed).await;

    for person in [doctor, patient, &colleague] {
        person.app.handle.stop().await;
    }
    server.stop().await.unwrap();
}
