//! Calls in which a device is missing, refused or pulled out: they go on with what is there, and both
//! sides know.

use crate::stage::{PATIENCE, Pair, Person, open_clinic};
use backend::Running;
use client_core::{CallIntent, CallStage, CallView, DeviceTrouble, ViewState};
use client_engine::media::audio::render::share_of_tone;
use client_engine::media::video::frame::Size;
use client_engine::media::{CameraSource, MicrophoneSource, Stream, UnplugSwitch};
use shared::Outcome;
use tempfile::TempDir;

/// What the doctor's microphone hears, and what the patient's does.
const DOCTORS_TONE: f32 = 440.0;
const PATIENTS_TONE: f32 = 880.0;

fn pattern() -> CameraSource {
    CameraSource::Pattern {
        size: Size::new(320, 240).unwrap(),
        fps: 30,
    }
}

fn tone(hertz: f32) -> MicrophoneSource {
    MicrophoneSource::Tone { hertz }
}

/// A call between a doctor with everything and a patient with these devices.
async fn call(camera: CameraSource, microphone: MicrophoneSource) -> (Pair, Running, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let server = open_clinic(folder.path()).await;
    let doctor = Person::equipped(server.address, pattern(), tone(DOCTORS_TONE));
    let patient = Person::equipped(server.address, camera, microphone);
    let pair = Pair::of(doctor, patient).await;
    pair.meet().await;
    (pair, server, folder)
}

impl Person {
    async fn sees_call(&self, what: &str, fits: impl Fn(&CallView) -> bool) {
        let seen = |view: &ViewState| fits(view.call.as_ref()?).then_some(());
        self.sees(what, seen).await;
    }

    async fn hears(&self, hertz: f32) {
        let listen = async {
            while share_of_tone(&self.heard.last(48_000), hertz) < 0.7 {
                self.heard.hear(1).await;
            }
        };
        let heard = tokio::time::timeout(PATIENCE, listen).await;
        assert!(heard.is_ok(), "{hertz} Hz is never heard");
    }

    async fn sees_pictures(&self) {
        let mut pictures = self.app.video.view();
        let looking = async { while pictures.next().await.unwrap().stream != Stream::Remote {} };
        let seen = tokio::time::timeout(PATIENCE, looking).await;
        assert!(seen.is_ok(), "no picture of the other side");
    }
}

/// Both agree that it is over and that nothing went wrong.
async fn ends_well(pair: &Pair) {
    pair.doctor.wants(CallIntent::End).await;
    let completed = |stage: &CallStage| {
        matches!(
            stage,
            CallStage::Ended {
                outcome: Outcome::Completed,
                cause: None,
                ..
            }
        )
    };
    pair.doctor.stage("a completed call", completed).await;
    pair.patient.stage("a completed call", completed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_microphone_the_patient_is_seen_and_hears() {
    let (pair, _server, _folder) = call(pattern(), MicrophoneSource::None).await;
    let trouble = Some(DeviceTrouble::NoMicrophone);
    pair.patient
        .sees_call("what is wrong", |call| call.device_trouble == trouble)
        .await;
    pair.doctor
        .sees_call("a mute patient", |call| {
            !call.other_microphone_on && call.other_camera_on
        })
        .await;
    pair.patient.hears(DOCTORS_TONE).await;
    pair.doctor.sees_pictures().await;
    ends_well(&pair).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_refused_camera_the_patient_is_heard_and_sees() {
    let (pair, _server, _folder) = call(CameraSource::Denied, tone(PATIENTS_TONE)).await;
    let trouble = Some(DeviceTrouble::CameraRefused);
    pair.patient
        .sees_call("what is wrong", |call| call.device_trouble == trouble)
        .await;
    pair.doctor
        .sees_call("a patient without a picture", |call| {
            call.other_microphone_on && !call.other_camera_on
        })
        .await;
    pair.doctor.hears(PATIENTS_TONE).await;
    pair.patient.sees_pictures().await;
    ends_well(&pair).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pulled_out_is_missed_at_both_sides_and_welcomed_back() {
    let plug = UnplugSwitch::default();
    let camera = CameraSource::Plugged {
        size: Size::new(320, 240).unwrap(),
        plug: plug.clone(),
    };
    let microphone = MicrophoneSource::Plugged {
        hertz: PATIENTS_TONE,
        plug: plug.clone(),
    };
    let (pair, _server, _folder) = call(camera, microphone).await;
    pair.doctor.hears(PATIENTS_TONE).await;
    plug.unplug();
    let both = Some(DeviceTrouble::NoCameraNorMicrophone);
    pair.patient
        .sees_call("what is wrong", |call| call.device_trouble == both)
        .await;
    pair.doctor
        .sees_call("a patient without devices", |call| {
            !call.other_microphone_on && !call.other_camera_on
        })
        .await;
    pair.patient.hears(DOCTORS_TONE).await;
    plug.plug_in();
    pair.patient
        .sees_call("nothing wrong", |call| call.device_trouble.is_none())
        .await;
    pair.doctor
        .sees_call("both devices", |call| {
            call.other_microphone_on && call.other_camera_on
        })
        .await;
    pair.doctor.sees_pictures().await;
    pair.doctor.hears(PATIENTS_TONE).await;
    ends_well(&pair).await;
}
