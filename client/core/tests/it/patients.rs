//! A patient's card: whom it is shown, that each look is asked for, and that nothing of it stays.

use crate::clinic::Clinic;
use crate::clinic::answers::ok;
use client_core::{CallIntent, Loadable, PatientIntent, SessionIntent};
use shared::{PatientCard, PatientProfile, Presence, UserId, paths};

fn with_cards(clinic: &mut Clinic) {
    clinic
        .server
        .own_routes
        .insert(paths::DOCTOR_PATIENT, |_, _, _, id| {
            ok(PatientCard {
                user_id: UserId(id),
                profile: PatientProfile {
                    name: "John".into(),
                    phone: "+43 1 234".into(),
                    ..PatientProfile::default()
                },
                age: Some(40),
                presence: Presence::Present,
            })
        });
}

fn shown(clinic: &Clinic, device: usize) -> Option<Loadable<PatientCard>> {
    let card = clinic.devices[device].view().patient_card;
    card.map(|open| open.card)
}

#[test]
fn a_doctor_looks_at_it_in_the_call_and_each_look_is_asked_for() {
    let mut clinic = Clinic::open();
    with_cards(&mut clinic);
    let scene = clinic.talk();
    let patient_id = scene.patient_id;
    let call = clinic.call(scene.doctor).unwrap();
    assert_eq!(call.patient_id, Some(patient_id));
    for looks in 1..=2 {
        clinic.says(scene.doctor, PatientIntent::OpenPatient { patient_id });
        assert_eq!(shown(&clinic, scene.doctor), Some(Loadable::Loading));
        clinic.wait(200);
        let Some(Loadable::Loaded { value }) = shown(&clinic, scene.doctor) else {
            panic!("no card")
        };
        assert_eq!(value.profile.phone.reveal(), "+43 1 234");
        clinic.says(scene.doctor, PatientIntent::ClosePatient);
        assert_eq!(shown(&clinic, scene.doctor), None);
        let ending = format!("/api/doctor/patients/{patient_id}");
        let asked = clinic.requests_to(scene.doctor, &ending);
        assert_eq!(asked.len(), looks);
    }
    clinic.says(scene.doctor, CallIntent::End);
}

#[test]
fn a_patient_has_none_and_it_goes_with_its_doctor() {
    let mut clinic = Clinic::open();
    with_cards(&mut clinic);
    let scene = clinic.ready_patient(0);
    let patient_id = scene.patient_id;
    clinic.says(scene.patient, PatientIntent::OpenPatient { patient_id });
    assert_eq!(shown(&clinic, scene.patient), None);
    clinic.says(scene.doctor, PatientIntent::OpenPatient { patient_id });
    clinic.wait(200);
    clinic.says(scene.doctor, SessionIntent::SignOut);
    clinic.wait(200);
    assert_eq!(shown(&clinic, scene.doctor), None);
}
