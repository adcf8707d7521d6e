//! A whole visit against a live server, with accounts that are made for it.

use crate::devices::RunningApp;
use crate::steps::{Steps, say};
use crate::visit::Which;
use client_core::{PlainHttp, QueueIntent, ScheduleIntent, Screen, SessionIntent, ViewState};
use client_engine::media::{MediaConfig, SpeakerSink};
use client_engine::{DriverConfig, RingConfig, SecretBackend};
use serde_json::json;
use shared::NewSchedule;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long the session that the visit is held in is planned for.
const SESSION_S: i64 = 600;

/// Plays a whole synthetic visit and says each step with its time. Exits with 1 if a step fails.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A doctor's address; best one that is there for this test alone.
    #[arg(long)]
    doctor: String,
    /// That doctor's password.
    #[arg(long, env = "MEDCONSULT_DOCTOR_PASSWORD", hide_env_values = true)]
    doctor_password: String,
    /// A patient's address.
    #[arg(long)]
    patient: String,
    /// That patient's password.
    #[arg(long, env = "MEDCONSULT_PATIENT_PASSWORD", hide_env_values = true)]
    patient_password: String,
    /// Seconds that one step may take.
    #[arg(long, default_value_t = 30)]
    patience_s: u64,
}

fn app(server: &str, plain_http: PlainHttp) -> anyhow::Result<RunningApp> {
    let media = MediaConfig {
        speaker: SpeakerSink::Discard,
        ..MediaConfig::synthetic()
    };
    let driver = DriverConfig {
        server_url: server.to_owned(),
        plain_http,
        profile_dir: PathBuf::new(),
        secrets: SecretBackend::File,
        synthetic_media: true,
        ring: RingConfig::Silent,
        downloads: None,
        notifications: false,
    };
    RunningApp::start(driver, media)
}

pub async fn run(server: &str, plain_http: PlainHttp, args: Args) -> anyhow::Result<()> {
    let begun = Instant::now();
    let (at_doctor, at_patient) = (app(server, plain_http)?, app(server, plain_http)?);
    let patience = Duration::from_secs(args.patience_s);
    let doctor = Steps {
        app: &at_doctor.app.handle,
        who: "doctor",
        patience,
    };
    let patient = Steps {
        app: &at_patient.app.handle,
        who: "patient",
        patience,
    };
    doctor.sign_in(&args.doctor, &args.doctor_password).await?;
    patient
        .sign_in(&args.patient, &args.patient_password)
        .await?;
    let title = plan(&doctor).await?;
    doctor.open_session(&title).await?;
    let result = visit(&doctor, &patient, &title, &at_doctor, &at_patient).await;
    // Whatever came of it, nobody is left waiting in a session that was only a test.
    doctor.want(QueueIntent::EndSession).await?;
    let over = doctor.see("session over", session_over).await;
    at_patient.app.handle.stop().await;
    at_doctor.app.handle.stop().await;
    result.and(over)?;
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    say(&json!({ "ok": true, "ms": ms }))
}

/// Plans a session of its own, so that no patient of another one is called.
async fn plan(doctor: &Steps<'_>) -> anyhow::Result<Which> {
    let now = client_engine::clock::now();
    let title = format!("Self-test {}", now.0);
    let home = |view: &ViewState| matches!(view.screen, Screen::DoctorHome { .. }).then_some(());
    doctor.see("home", home).await?;
    let schedule = NewSchedule {
        title: title.clone(),
        description: String::new(),
        starts_at: now,
        ends_at: now.plus_s(SESSION_S),
        time_zone: "UTC".to_owned(),
        capacity: 1,
    };
    doctor
        .want(ScheduleIntent::CreateSchedule(schedule))
        .await?;
    Ok(Which::Titled(title))
}

async fn visit(
    doctor: &Steps<'_>,
    patient: &Steps<'_>,
    title: &Which,
    at_doctor: &RunningApp,
    at_patient: &RunningApp,
) -> anyhow::Result<()> {
    doctor.start_session().await?;
    patient.want(SessionIntent::Reload).await?;
    patient.open_session(title).await?;
    patient.wait_ready().await?;
    patient.write_to_doctor().await?;
    doctor.read_from_patient().await?;
    patient.is_read().await?;
    doctor.invite().await?;
    patient.accept().await?;
    tokio::try_join!(doctor.connect(), patient.connect())?;
    tokio::try_join!(
        doctor.see_pictures(&at_doctor.app.video),
        patient.see_pictures(&at_patient.app.video)
    )?;
    doctor.end(Duration::ZERO).await?;
    patient.ended().await
}

fn session_over(view: &ViewState) -> Option<()> {
    match &view.screen {
        Screen::PracticeRoom(room) => {
            (room.schedule.status == shared::ScheduleStatus::Completed).then_some(())
        }
        Screen::DoctorHome { .. } => Some(()),
        _ => None,
    }
}
