//! The profile screen, for both roles.

use crate::people::{blocked, doctor, patient, patient_profile};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server, as_it_is};
use client_core::{Method, Profile, ProfileIntent};
use serde_json::{Value, json};
use shared::{FieldCode, ProblemCode, paths};

fn of_patient(change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(patient())
        .with(change)
        .start()
        .does(ProfileIntent::ShowProfile)
}

/// The patient saves the profile and another password; what becomes of each.
fn saving(profile: Reply, password: Reply) -> Scene {
    of_patient(|server| {
        server.replies(Method::Put, paths::PATIENT_PROFILE, profile);
        server.replies(Method::Post, paths::PASSWORD_CHANGE, password);
    })
    .does(ProfileIntent::SaveProfile(Profile::Patient(
        patient_profile(),
    )))
    .does(ProfileIntent::ChangePassword {
        current_password: "patient123".into(),
        new_password: "patient1234".into(),
    })
}

pub(crate) fn pages() -> Pages {
    let saved = || Reply::ok(json!(patient_profile()));
    let fields = Reply::wrong_fields(&[
        ("name", FieldCode::Required),
        ("date_of_birth", FieldCode::OutOfRange),
        ("time_zone", FieldCode::Malformed),
    ]);
    let short = Reply::wrong_fields(&[("new_password", FieldCode::TooShort)]);
    let wrong = Reply::refused(ProblemCode::WrongCredentials);
    vec![
        ("profile", of_patient(as_it_is).view()),
        (
            "profile-doctor",
            Scene::of(doctor())
                .start()
                .does(ProfileIntent::ShowProfile)
                .view(),
        ),
        (
            "profile-doctor-blocked",
            Scene::of(doctor())
                .with(|server| server.blocked = blocked())
                .start()
                .does(ProfileIntent::ShowProfile)
                .view(),
        ),
        (
            "profile-loading",
            of_patient(|server| server.holds(paths::PATIENT_PROFILE)).view(),
        ),
        (
            "profile-failed",
            of_patient(|server| server.loses(paths::PATIENT_PROFILE))
                .passes(6)
                .view(),
        ),
        (
            "profile-busy",
            saving(Reply::Silence, Reply::Silence).view(),
        ),
        (
            "profile-saved",
            saving(saved(), Reply::Told(204, Value::Null)).view(),
        ),
        ("profile-fields", saving(fields, short).view()),
        ("profile-wrong-password", saving(saved(), wrong).view()),
    ]
}
