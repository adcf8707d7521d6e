//! A real server with demo data, and apps without windows at it: real sockets, real media, a clip
//! for a camera and a spoken phrase for a microphone.

pub mod booking;
pub mod browser;
pub mod clocks;
pub mod desktop;
pub mod house;
pub mod material;
pub mod networks;
mod page;
pub mod passage;
pub mod pattern;
pub mod phone;
pub mod scene;
pub mod seat;
pub mod sight;
pub mod spans;
pub mod terminal;
pub mod window;

use backend::{AddressProof, Config, Keys, Limits, Proxies, Quota, Relays, Running, Terms, Waiver};
use client_core::{
    CallIntent, CallStage, Intent, Loadable, PlainHttp, QueueIntent, Screen, SessionIntent,
    ViewState,
};
use client_engine::bridge::AllowedOrigins;
use client_engine::media::audio::processing::VoiceSettings;
use client_engine::media::{
    CameraSource, Captured, MediaConfig, MicrophoneSource, Reach, SpeakerSink,
};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretBackend};
use shared::{DeviceTestPolicy, Outcome, Pii, ScheduleId, UserId};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use store::Address;
use tempfile::TempDir;

/// Everything that is awaited happens within this, or the test fails.
/// An interrupted call is waited for a whole minute.
pub const PATIENCE: Duration = Duration::from_secs(80);

/// How often that is looked at which tells nobody when it changes: a page behind WebDriver, another
/// program's windows.
pub const LOOK: Duration = Duration::from_millis(100);

/// Looks again and again, where there is no event to wait for; nothing once patience has ended.
pub async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return Some(found);
        }
        if began.elapsed() > PATIENCE {
            return None;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The configuration of a demo clinic in a folder.
pub fn clinic(folder: &Path, listen: SocketAddr) -> Config {
    Config {
        listen,
        internal_listen: None,
        proxies: Proxies::default(),
        database: Address::Sqlite(folder.join("clinic.db").display().to_string()),
        files: folder.join("files"),
        storage: Quota {
            keep_free: 0,
            ..Quota::default()
        },
        scanner: None,
        keys: Keys::new(
            Pii::from("a secret of the tests, long enough for HS256"),
            None,
        ),
        audit_heads: None,
        kept_clock: None,
        demo: true,
        approve_doctors: false,
        address_proof: AddressProof::Waived(Waiver::Demo),
        place_lapses_ms: None,
        second_ring_ms: None,
        device_test: DeviceTestPolicy::default(),
        relays: Relays::default(),
        limits: Limits::generous(),
        retention: Terms::default(),
        recheck: Duration::from_secs(60),
        public_url: None,
        mail: None,
    }
}

/// Starts one on a free port.
pub async fn open_clinic(folder: &Path) -> Running {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    Running::start(clinic(folder, "127.0.0.1:0".parse().unwrap()))
        .await
        .unwrap()
}

fn spoken(phrase: &Path) -> MicrophoneSource {
    MicrophoneSource::Wav(phrase.to_owned())
}

/// An app without a window.
pub struct Person {
    pub app: NativeApp,
    /// What comes out of the speaker.
    pub heard: Captured,
    driver: DriverConfig,
    media: MediaConfig,
    _profile: TempDir,
}

fn start_app(driver: DriverConfig, media: MediaConfig) -> NativeApp {
    let config = NativeConfig {
        driver,
        media,
        page_devices: None,
        origins: AllowedOrigins::new(["http://127.0.0.1"]),
        page: Page::InWindow,
    };
    NativeApp::start(config).unwrap()
}

impl Person {
    /// Starts an app with a clip for its camera.
    pub fn with(server: SocketAddr, clip: &Path, microphone: MicrophoneSource) -> Self {
        Self::equipped(server, CameraSource::Y4m(clip.to_owned()), microphone)
    }

    /// Starts an app with these devices.
    pub fn equipped(
        server: SocketAddr,
        camera: CameraSource,
        microphone: MicrophoneSource,
    ) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let heard = Captured::default();
        let driver = DriverConfig {
            server_url: format!("http://{server}"),
            plain_http: PlainHttp::OnThisDevice,
            profile_dir: profile.path().to_owned(),
            secrets: SecretBackend::File,
            synthetic_media: true,
            ring: RingConfig::Silent,
            downloads: None,
            notifications: false,
        };
        let media = MediaConfig {
            camera,
            microphone,
            speaker: SpeakerSink::Capture(heard.clone()),
            voice: VoiceSettings::standard(),
            reach: Reach::Loopback,
            authorities: vec![],
        };
        Self {
            app: start_app(driver.clone(), media.clone()),
            heard,
            driver,
            media,
            _profile: profile,
        }
    }

    /// Closes the app in order, and starts it again where it kept its things; when that began.
    pub async fn restarts(&mut self) -> Instant {
        self.app.handle.stop().await;
        let began = Instant::now();
        self.app = start_app(self.driver.clone(), self.media.clone());
        began
    }

    pub async fn wants(&self, intent: impl Into<Intent>) {
        self.app.handle.intent(intent).await.unwrap();
    }

    /// Waits for a view that fits.
    pub async fn sees<T>(&self, what: &str, fits: impl Fn(&ViewState) -> Option<T>) -> T {
        let wait = self.app.handle.until(fits);
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(found) => found.unwrap(),
            Err(_) => panic!(
                "never saw {what}; the last view: {:#?}",
                *self.app.handle.views.borrow()
            ),
        }
    }

    pub async fn signs_in(&self, email: &str, password: &str) {
        let entrance = |view: &ViewState| matches!(view.screen, Screen::SignIn(_)).then_some(());
        self.sees("the sign-in form", entrance).await;
        let (email, password) = (Pii::from(email), Pii::from(password));
        self.wants(SessionIntent::SignIn { email, password }).await;
    }

    /// Opens the first practice session of the list.
    pub async fn opens_first_session(&self) {
        let schedule_id = self.sees("a list of sessions", first_session).await;
        self.wants(QueueIntent::OpenSchedule { schedule_id }).await;
    }

    pub async fn is_active(&self) {
        self.stage("an active call", |stage| {
            matches!(stage, CallStage::Active { .. })
        })
        .await;
    }

    /// Waits for the call to reach a stage.
    pub async fn stage(&self, what: &str, fits: impl Fn(&CallStage) -> bool) -> CallStage {
        let staged = |view: &ViewState| {
            let call = view.call.as_ref()?;
            fits(&call.stage).then(|| call.stage.clone())
        };
        self.sees(what, staged).await
    }
}

/// The call is over and was what it was meant to be.
pub const fn is_completed(stage: &CallStage) -> bool {
    matches!(
        stage,
        CallStage::Ended {
            outcome: Outcome::Completed,
            ..
        }
    )
}

/// The same, and both are told for how long they talked.
pub const fn is_completed_talk(stage: &CallStage) -> bool {
    let talked = matches!(
        stage,
        CallStage::Ended {
            talked_ms: Some(_),
            ..
        }
    );
    is_completed(stage) && talked
}

/// The first practice session of the list on the screen.
pub fn first_session(view: &ViewState) -> Option<ScheduleId> {
    match &view.screen {
        Screen::DoctorHome {
            schedules: Loadable::Loaded { value },
            ..
        }
        | Screen::PatientHome {
            schedules: Loadable::Loaded { value },
            ..
        } => value.first().map(|schedule| schedule.id),
        _ => None,
    }
}

/// A doctor and a patient, signed in; the session is online and the patient ready.
pub struct Pair {
    pub doctor: Person,
    pub patient: Person,
    pub patient_id: UserId,
}

impl Pair {
    pub async fn ready(server: SocketAddr, material: &material::Material) -> Self {
        let doctor = Person::with(server, &material.clip, spoken(&material.doctors_phrase));
        let patient = Person::with(server, &material.clip, spoken(&material.patients_phrase));
        Self::of(doctor, patient).await
    }

    /// These two.
    pub async fn of(doctor: Person, patient: Person) -> Self {
        Self::starts_session(&doctor).await;
        patient.signs_in("john@email.com", "patient123").await;
        patient.opens_first_session().await;
        let waiting = |view: &ViewState| match &view.screen {
            Screen::WaitingRoom(room) => {
                matches!(room.set_ready, client_core::Action::Allowed).then_some(())
            }
            _ => None,
        };
        patient.sees("the own place", waiting).await;
        patient.wants(QueueIntent::SetReady { ready: true }).await;
        let next = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => room.next_patient_id,
            _ => None,
        };
        let patient_id = doctor.sees("a ready patient", next).await;
        Self {
            doctor,
            patient,
            patient_id,
        }
    }

    /// The doctor signs in and opens the first practice session.
    pub async fn starts_session(doctor: &Person) {
        doctor.signs_in("doctor@clinic.com", "doctor123").await;
        doctor.opens_first_session().await;
        let startable = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => {
                matches!(room.start, client_core::Action::Allowed).then_some(())
            }
            _ => None,
        };
        doctor.sees("a session that can start", startable).await;
        doctor.wants(QueueIntent::StartSession).await;
    }

    /// The doctor invites, the patient accepts, media goes both ways.
    pub async fn meet(&self) {
        self.doctor
            .wants(QueueIntent::Invite { patient_id: None })
            .await;
        let rings = |stage: &CallStage| matches!(stage, CallStage::Ringing { .. });
        self.patient.stage("the invitation", rings).await;
        self.patient.wants(CallIntent::Accept).await;
        self.doctor.is_active().await;
        self.patient.is_active().await;
    }
}
