//! An app ends in the middle of a call, killed or closed, and starts again: the same call goes on, and the two
//! see and hear each other within moments. Real programs; who stays presses nothing.

use crate::rounds::rounds;
use crate::stage::booking::{agree_on_now, close_up};
use crate::stage::house::House;
use crate::stage::material::Material;
use crate::stage::scene::{may, stage_of};
use crate::stage::seat::Seat;
use crate::stage::sight::{advance, hears, numbers_on_bridge, numbers_seen};
use crate::stage::spans::Spans;
use crate::stage::terminal::{Terminal, program};
use crate::stage::{Person, first_session};
use client_core::{
    Action, AppointmentIntent, CallIntent, CallStage, Loadable, Profile, ProfileIntent,
    QueueIntent, ScheduleIntent, Screen, ViewState,
};
use client_engine::media::MicrophoneSource;
use shared::{CallStatus, Cause, DoctorProfile, Outcome};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// From the start of the program to pictures on both sides.
const TOGETHER_WITHIN: Duration = Duration::from_secs(5);
const DOCTOR: (&str, &str) = ("doctor@clinic.com", "doctor123");
const PATIENT: (&str, &str) = ("john@email.com", "patient123");

/// How an app ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Killed,
    Closed,
}

/// An app that is a program of its own; what it keeps outlives it.
struct Program {
    server: SocketAddr,
    camera: PathBuf,
    microphone: PathBuf,
    profile: TempDir,
    running: Terminal,
}

impl Program {
    fn start(server: SocketAddr, material: &Material, phrase: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let command = Self::command(profile.path(), &material.clip, phrase);
        Self {
            server,
            camera: material.clip.clone(),
            microphone: phrase.to_owned(),
            running: Terminal::run(server, command),
            profile,
        }
    }

    fn command(profile: &Path, camera: &Path, microphone: &Path) -> Command {
        let mut command = Command::new(program("MEDCONSULT_CLI_BIN"));
        command.args(["--silent", "--profile"]).arg(profile);
        command.arg("--camera").arg(camera);
        command.arg("--microphone").arg(microphone);
        command
    }

    async fn end(&mut self, how: End) {
        match how {
            End::Killed => self.running.kill(),
            End::Closed => self.running.close().await,
        }
    }

    /// Starts it again; when that began.
    fn start_again(&mut self) -> Instant {
        let began = Instant::now();
        let command = Self::command(self.profile.path(), &self.camera, &self.microphone);
        self.running = Terminal::run(self.server, command);
        began
    }

    /// Waits until the app says that it is in the call and shows the other side's pictures.
    async fn is_together(&mut self) {
        self.running.sees("an active call", is_active).await;
        let bridge = |view: &ViewState| Some(view.bridge.as_ref()?.url.clone());
        let (_, url) = self.running.sees("the bridge", bridge).await;
        let seen = numbers_on_bridge(&url, 5).await;
        assert!(advance(&seen), "{seen:?}");
    }
}

fn is_active(view: &ViewState) -> Option<()> {
    matches!(stage_of(view)?, CallStage::Active { .. }).then_some(())
}

fn rings(view: &ViewState) -> Option<()> {
    may(view.call.as_ref()?.accept)
}

/// The doctor invites the patient from the queue.
async fn meet_in_a_queue(doctor: &mut impl Seat, patient: &mut impl Seat) {
    let schedule_id = doctor.sees("the sessions", first_session).await;
    doctor
        .wants(QueueIntent::OpenSchedule { schedule_id })
        .await;
    let startable = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => may(room.start),
        _ => None,
    };
    doctor.sees("a session that can start", startable).await;
    doctor.wants(QueueIntent::StartSession).await;
    patient
        .wants(QueueIntent::OpenSchedule { schedule_id })
        .await;
    let own_place = |view: &ViewState| match &view.screen {
        Screen::WaitingRoom(room) => may(room.set_ready),
        _ => None,
    };
    patient.sees("the own place", own_place).await;
    patient.wants(QueueIntent::SetReady { ready: true }).await;
    invite(doctor, patient).await;
}

async fn invite(doctor: &mut impl Seat, patient: &mut impl Seat) {
    let next = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => may(room.invite_next),
        _ => None,
    };
    doctor.sees("a ready patient", next).await;
    doctor.wants(QueueIntent::Invite { patient_id: None }).await;
    patient.sees("the invitation", rings).await;
    patient.wants(CallIntent::Accept).await;
}

/// They have an appointment; the patient is there first.
async fn meet_by_appointment(doctor: &mut impl Seat, patient: &mut impl Seat) {
    let appointment_id = agree_on_now(doctor, patient).await;
    patient
        .wants(AppointmentIntent::StartAppointment { appointment_id })
        .await;
    let joins = |view: &ViewState| {
        let waits = |status| status == CallStatus::Waiting;
        close_up(view, |row| {
            row.start == Action::Allowed && waits(row.appointment.call_status)
        })
    };
    doctor.sees("that the patient waits", joins).await;
    doctor
        .wants(AppointmentIntent::StartAppointment { appointment_id })
        .await;
}

/// The patient rings the doctor.
async fn meet_directly(doctor: &mut impl Seat, patient: &mut impl Seat) {
    doctor.wants(ProfileIntent::ShowProfile).await;
    let profile = |view: &ViewState| match &view.screen {
        Screen::Profile(screen) => match &screen.profile {
            Loadable::Loaded {
                value: Profile::Doctor(profile),
            } => Some(profile.clone()),
            _ => None,
        },
        _ => None,
    };
    let before = doctor.sees("the profile", profile).await;
    let after = DoctorProfile {
        accepts_direct_calls: true,
        ..before
    };
    doctor
        .wants(ProfileIntent::SaveProfile(Profile::Doctor(after)))
        .await;
    let saved = |view: &ViewState| profile(view)?.accepts_direct_calls.then_some(());
    doctor.sees("the switch as it was set", saved).await;
    doctor.wants(ScheduleIntent::ShowHome).await;
    let first = |view: &ViewState| match &view.screen {
        Screen::PatientHome {
            schedules: Loadable::Loaded { value },
            ..
        } => Some(value.first()?.doctor_id),
        _ => None,
    };
    let doctor_id = patient.sees("a doctor", first).await;
    let reason = "The rash is back".into();
    patient
        .wants(CallIntent::CallDoctor { doctor_id, reason })
        .await;
    doctor.sees("the card", rings).await;
    doctor.wants(CallIntent::Accept).await;
}

/// Somebody whose app comes and goes, and somebody whose app stays.
struct Two {
    restarts: Program,
    stays: Person,
    /// What the one says whose app comes and goes, and what the other one says.
    phrase: PathBuf,
    other_phrase: PathBuf,
    _house: House,
    _folder: TempDir,
}

/// Whose app comes and goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Doctor,
    Patient,
}

impl Two {
    async fn enter(who: Who) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let material = Material::make(folder.path());
        let house = House::open(folder.path());
        let (phrase, other) = match who {
            Who::Doctor => (&material.doctors_phrase, &material.patients_phrase),
            Who::Patient => (&material.patients_phrase, &material.doctors_phrase),
        };
        let mut restarts = Program::start(house.address, &material, phrase);
        let microphone = MicrophoneSource::Wav(other.clone());
        let mut stays = Person::with(house.address, &material.clip, microphone);
        let (own, others) = match who {
            Who::Doctor => (DOCTOR, PATIENT),
            Who::Patient => (PATIENT, DOCTOR),
        };
        restarts.running.enters(own.0, own.1).await;
        stays.enters(others.0, others.1).await;
        Self {
            restarts,
            stays,
            phrase: phrase.clone(),
            other_phrase: other.clone(),
            _house: house,
            _folder: folder,
        }
    }

    /// Both see and hear each other; nothing of it is from before.
    async fn are_together(&mut self) {
        let Self {
            restarts, stays, ..
        } = self;
        let (seen, ()) = tokio::join!(numbers_seen(stays, 5), restarts.is_together());
        assert!(advance(&seen), "{seen:?}");
        stays.is_active().await;
    }

    /// The app ends and starts again; how long it took from there until both are together.
    async fn comes_back(&mut self, how: End) -> Duration {
        self.restarts.end(how).await;
        let began = self.restarts.start_again();
        self.are_together().await;
        began.elapsed()
    }

    /// Comes back so often in each way, and is heard in the end.
    async fn come_and_go(&mut self, what: &str, rounds: usize) -> Vec<Duration> {
        self.are_together().await;
        let mut took = Vec::new();
        for how in [End::Killed, End::Closed] {
            for _ in 0..rounds {
                let after = self.comes_back(how).await;
                println!("{what}, {how:?}: together after {after:.1?}");
                took.push(after);
            }
            hears(&self.stays, &self.phrase, &self.other_phrase).await;
        }
        took
    }
}

fn assert_soon(took: &[Duration]) {
    let slow = took.iter().filter(|took| **took > TOGETHER_WITHIN);
    assert_eq!(slow.count(), 0, "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patients_app_comes_back_into_a_call_from_the_queue() {
    let mut two = Two::enter(Who::Patient).await;
    meet_in_a_queue(&mut two.stays, &mut two.restarts.running).await;
    assert_soon(&two.come_and_go("the patient, queue", 1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctors_app_comes_back_into_a_call_from_the_queue() {
    let mut two = Two::enter(Who::Doctor).await;
    meet_in_a_queue(&mut two.restarts.running, &mut two.stays).await;
    assert_soon(&two.come_and_go("the doctor, queue", 1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctors_app_comes_back_into_an_appointments_call() {
    let mut two = Two::enter(Who::Doctor).await;
    meet_by_appointment(&mut two.restarts.running, &mut two.stays).await;
    assert_soon(&two.come_and_go("the doctor, appointment", 1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patients_app_comes_back_into_a_direct_call() {
    let mut two = Two::enter(Who::Patient).await;
    meet_directly(&mut two.stays, &mut two.restarts.running).await;
    assert_soon(&two.come_and_go("the patient, direct call", 1).await);
}

/// Both in one process here, so that what the restarted app plays can be listened to as well.
#[tokio::test(flavor = "multi_thread")]
async fn both_hear_each_other_again_where_both_apps_were_closed() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let house = House::open(folder.path());
    let person = |phrase: &PathBuf| {
        let microphone = MicrophoneSource::Wav(phrase.clone());
        Person::with(house.address, &material.clip, microphone)
    };
    let mut doctor = person(&material.doctors_phrase);
    let mut patient = person(&material.patients_phrase);
    doctor.enters(DOCTOR.0, DOCTOR.1).await;
    patient.enters(PATIENT.0, PATIENT.1).await;
    meet_in_a_queue(&mut doctor, &mut patient).await;
    doctor.is_active().await;
    patient.is_active().await;
    let (began, _) = tokio::join!(doctor.restarts(), patient.restarts());
    let (at_doctor, at_patient) = tokio::join!(numbers_seen(&doctor, 5), numbers_seen(&patient, 5));
    assert!(advance(&at_doctor) && advance(&at_patient));
    doctor.is_active().await;
    patient.is_active().await;
    let took = began.elapsed();
    println!("both closed: together after {took:.1?}");
    assert_soon(&[took]);
    let (of_doctor, of_patient) = (&material.doctors_phrase, &material.patients_phrase);
    hears(&doctor, of_patient, of_doctor).await;
    hears(&patient, of_doctor, of_patient).await;
}

/// The doctor does not wait for it: what is ended while it is interrupted is not completed, and the patient can
/// be invited again.
#[tokio::test(flavor = "multi_thread")]
async fn who_ends_it_meanwhile_completes_nothing() {
    let mut two = Two::enter(Who::Patient).await;
    meet_in_a_queue(&mut two.stays, &mut two.restarts.running).await;
    two.are_together().await;
    two.restarts.end(End::Killed).await;
    let interrupted = |stage: &CallStage| matches!(stage, CallStage::Interrupted { .. });
    two.stays.stage("an interrupted call", interrupted).await;
    two.stays.wants(CallIntent::End).await;
    let lost = |stage: &CallStage| {
        matches!(
            stage,
            CallStage::Ended {
                outcome: Outcome::Lost,
                cause: Some(Cause::EndedInterrupted),
                by_me: true,
                ..
            }
        )
    };
    two.stays.stage("a lost call", lost).await;
    two.stays.wants(CallIntent::CloseCall).await;
    two.restarts.start_again();
    let home = |view: &ViewState| matches!(view.screen, Screen::PatientHome { .. }).then_some(());
    let patient = &mut two.restarts.running;
    patient.sees("the home screen", home).await;
    let schedule_id = Seat::sees(patient, "the sessions", first_session).await;
    Seat::wants(patient, QueueIntent::OpenSchedule { schedule_id }).await;
    let ready = |view: &ViewState| match &view.screen {
        Screen::WaitingRoom(room) => may(room.set_ready),
        _ => None,
    };
    Seat::sees(patient, "the kept place", ready).await;
    Seat::wants(patient, QueueIntent::SetReady { ready: true }).await;
    invite(&mut two.stays, &mut two.restarts.running).await;
    two.are_together().await;
}

/// How long it takes: a figure for `docs/benchmarks.md` with `cargo xtask test --long`.
#[tokio::test(flavor = "multi_thread")]
async fn coming_back_takes_moments_each_time() {
    let rounds = rounds(2, 25);
    let mut two = Two::enter(Who::Patient).await;
    meet_in_a_queue(&mut two.stays, &mut two.restarts.running).await;
    let took = Spans::of(two.come_and_go("again", rounds).await);
    println!("{rounds} times each way, together after {took}");
    assert!(took.at(95) <= TOGETHER_WITHIN, "{took:?}");
}
