//! Somebody sits between the two devices of a call: the server, or whoever has taken it over.

mod devices;
mod middle;
mod numbers;

use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::proof::Code;
use client_core::{CallIntent, OtherDevice, ProofFault, QueueIntent, VerificationView};

pub fn about(clinic: &Clinic, device: usize) -> VerificationView {
    clinic.call(device).unwrap().verification
}

pub fn code(clinic: &Clinic, device: usize) -> Option<Code> {
    match about(clinic, device) {
        VerificationView::Signed { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

pub fn device(clinic: &Clinic, of: usize) -> OtherDevice {
    match about(clinic, of) {
        VerificationView::Signed { device, .. } => device,
        other => panic!("{other:?}"),
    }
}

pub fn refused(clinic: &Clinic, device: usize) -> Option<ProofFault> {
    match about(clinic, device) {
        VerificationView::Refused { why } => Some(why),
        _ => None,
    }
}

/// The same two, on these devices, once more.
pub fn talk_again(clinic: &mut Clinic, scene: &Scene, patient: usize) {
    let schedule_id = scene.schedule_id;
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(500);
    for device in [scene.doctor, scene.patient] {
        clinic.says(device, CallIntent::CloseCall);
    }
    clinic.says(patient, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(500);
    let reason = "Still coughing".into();
    clinic.says(patient, QueueIntent::JoinQueue { reason });
    clinic.wait(500);
    clinic.says(patient, QueueIntent::SetReady { ready: true });
    clinic.wait(500);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id: None });
    clinic.wait(500);
    clinic.says(patient, CallIntent::Accept);
    clinic.wait(2_000);
    assert!(clinic.is_active(scene.doctor) && clinic.is_active(patient));
}
