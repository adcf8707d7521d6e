//! A patient's card, beside the queue, an appointment and the call.

use crate::agenda::open;
use crate::appointments::close_up;
use crate::calls::{at_doctor, doctor_talks};
use crate::people::{doctor, patient, user_id};
use crate::scene::{Pages, Scene};
use client_core::PatientIntent;
use shared::{UserId, paths};

fn with_card(scene: Scene, patient_id: UserId) -> Scene {
    scene.does(PatientIntent::OpenPatient { patient_id })
}

pub(crate) fn pages() -> Pages {
    let maria = patient().user_id;
    vec![
        ("patient-card", with_card(at_doctor(), maria).view()),
        (
            "patient-card-bare",
            with_card(at_doctor(), user_id(3)).view(),
        ),
        ("patient-card-call", with_card(doctor_talks(), maria).view()),
        (
            "patient-card-appointment",
            with_card(close_up(doctor(), open()), maria).view(),
        ),
        (
            "patient-card-loading",
            with_card(
                at_doctor().with(|server| server.holds(paths::DOCTOR_PATIENT)),
                maria,
            )
            .view(),
        ),
        (
            "patient-card-failed",
            with_card(
                at_doctor().with(|server| server.loses(paths::DOCTOR_PATIENT)),
                maria,
            )
            .passes(16)
            .view(),
        ),
    ]
}
