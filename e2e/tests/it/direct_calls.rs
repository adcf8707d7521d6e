//! A patient rings a doctor without an appointment: two whole apps and a real server between them.

use crate::stage::material::Material;
use crate::stage::sight::{advance, numbers_seen};
use crate::stage::{Person, is_completed_talk, open_clinic};
use backend::Running;
use client_core::{
    CallIntent, CallStage, DirectView, LinkState, Loadable, Profile, ProfileIntent, ScheduleIntent,
    Screen, ViewState,
};
use client_engine::media::MicrophoneSource;
use shared::{DoctorProfile, Outcome, RingStage, UserId};
use tempfile::TempDir;

/// A doctor who takes direct calls and a patient, both at home.
struct Two {
    doctor: Person,
    patient: Person,
    doctor_id: UserId,
    server: Running,
    _folder: TempDir,
}

impl Two {
    async fn at_home() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let material = Material::make(folder.path());
        let server = open_clinic(folder.path()).await;
        let person = |phrase: &std::path::Path| {
            let microphone = MicrophoneSource::Wav(phrase.to_owned());
            Person::with(server.address, &material.clip, microphone)
        };
        let doctor = person(&material.doctors_phrase);
        let patient = person(&material.patients_phrase);
        doctor.signs_in("doctor@clinic.com", "doctor123").await;
        take_direct_calls(&doctor, false).await;
        take_direct_calls(&doctor, true).await;
        patient.signs_in("john@email.com", "patient123").await;
        let first = |view: &ViewState| match &view.screen {
            Screen::PatientHome {
                schedules: Loadable::Loaded { value },
                ..
            } => Some(value.first()?.doctor_id),
            _ => None,
        };
        let doctor_id = patient.sees("a doctor", first).await;
        // Lists come by another way than presence and calls do.
        for person in [&doctor, &patient] {
            let online = |view: &ViewState| (view.link == LinkState::Online).then_some(());
            person.sees("the server", online).await;
        }
        Self {
            doctor,
            patient,
            doctor_id,
            server,
            _folder: folder,
        }
    }

    /// The patient rings, and the doctor sees the card.
    async fn ring(&self) -> DirectView {
        let (doctor_id, reason) = (self.doctor_id, "The rash is back".into());
        self.patient
            .wants(CallIntent::CallDoctor { doctor_id, reason })
            .await;
        let card = |view: &ViewState| {
            let direct = view.call.as_ref()?.direct.clone()?;
            direct.card.then_some(direct)
        };
        self.doctor.sees("the card", card).await
    }

    async fn leave(self) {
        self.doctor.app.handle.stop().await;
        self.patient.app.handle.stop().await;
        self.server.stop().await.unwrap();
    }
}

/// The switch on the doctor's own profile.
async fn take_direct_calls(doctor: &Person, accepts: bool) {
    let home = |view: &ViewState| matches!(view.screen, Screen::DoctorHome { .. }).then_some(());
    doctor.sees("the home screen", home).await;
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
        accepts_direct_calls: accepts,
        ..before
    };
    doctor
        .wants(ProfileIntent::SaveProfile(Profile::Doctor(after)))
        .await;
    let saved = |view: &ViewState| (profile(view)?.accepts_direct_calls == accepts).then_some(());
    doctor.sees("the switch as it was set", saved).await;
    doctor.wants(ScheduleIntent::ShowHome).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_answers_from_the_card_and_they_see_each_other() {
    let two = Two::at_home().await;
    let card = two.ring().await;
    assert_eq!(card.reason, "The rash is back".into());
    // What the patient sees of the ring comes from the doctor's device.
    two.doctor.wants(CallIntent::InvitationSeen).await;
    let seen = |stage: &CallStage| matches!(stage, CallStage::Ringing { receipt, .. } if receipt.stage == RingStage::Seen);
    two.patient.stage("that the doctor saw it", seen).await;

    two.doctor.wants(CallIntent::Accept).await;
    two.doctor.is_active().await;
    two.patient.is_active().await;
    let (at_doctor, at_patient) = tokio::join!(
        numbers_seen(&two.doctor, 10),
        numbers_seen(&two.patient, 10)
    );
    assert!(advance(&at_doctor), "at the doctor's: {at_doctor:?}");
    assert!(advance(&at_patient), "at the patient's: {at_patient:?}");

    two.patient.wants(CallIntent::End).await;
    two.doctor.stage("the end", is_completed_talk).await;
    two.patient.stage("the end", is_completed_talk).await;
    two.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_declines_with_a_message_and_the_patient_may_book_instead() {
    let two = Two::at_home().await;
    two.ring().await;
    let message = "Please book a time for this afternoon.";
    two.doctor
        .wants(CallIntent::DeclineWith {
            message: message.into(),
        })
        .await;
    let declined = |view: &ViewState| {
        let call = view.call.as_ref()?;
        let over = matches!(
            call.stage,
            CallStage::Ended {
                outcome: Outcome::Declined,
                by_me: false,
                ..
            }
        );
        call.direct.clone().filter(|_| over)
    };
    let told = two.patient.sees("that it was declined", declined).await;
    assert_eq!(told.decline_message, message.into());
    assert_eq!(told.fallback.unwrap().doctor_id, two.doctor_id);
    let nothing = |view: &ViewState| view.call.is_none().then_some(());
    two.doctor.sees("the card gone", nothing).await;
    two.leave().await;
}
