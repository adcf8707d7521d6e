//! Somebody sits between the two devices of a call: the server, or whoever has taken it over.

mod devices;
mod middle;
mod numbers;

use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::proof::Code;
use client_core::{CallIntent, OtherDevice, ProofFault, VerificationView};

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

/// The same two once more: this device of the patient rings the doctor.
pub fn talk_again(clinic: &mut Clinic, scene: &Scene, patient: usize) {
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(1_000);
    for device in [scene.doctor, scene.patient, patient] {
        clinic.says(device, CallIntent::CloseCall);
    }
    let (doctor_id, reason) = (scene.doctor_id, "Still coughing".into());
    clinic.says(patient, CallIntent::CallDoctor { doctor_id, reason });
    clinic.wait(500);
    assert!(clinic.rings(scene.doctor));
    clinic.says(scene.doctor, CallIntent::Accept);
    clinic.wait(2_000);
    assert!(clinic.is_active(scene.doctor) && clinic.is_active(patient));
}
