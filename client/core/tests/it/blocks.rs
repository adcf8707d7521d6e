//! A doctor blocks a patient and lifts it again; the list is the server's.

use crate::clinic::Clinic;
use crate::clinic::answers::{ok, problem};
use client_core::{Action, BlockIntent, BlocksView, Loadable};
use shared::{BlockedPatient, BlockedPatients, ProblemCode, UserId, paths};

/// The server's side: the route that names the patient blocks or lifts, whichever is asked for.
fn with_blocks(clinic: &mut Clinic) {
    let routes = &mut clinic.server.own_routes;
    routes.insert(paths::BLOCK, |server, request, _, id| {
        let patient_id = UserId(id);
        let patients = match request.method {
            client_core::Method::Put => vec![BlockedPatient {
                patient_id,
                name: server.users[&patient_id].me.name.clone(),
                blocked_at: server.now,
            }],
            _ => Vec::new(),
        };
        ok(BlockedPatients {
            patients,
            next: None,
        })
    });
}

fn view(clinic: &Clinic, device: usize) -> BlocksView {
    clinic.devices[device].view().blocks.unwrap()
}

fn names(clinic: &Clinic, device: usize) -> Vec<String> {
    match view(clinic, device).rows {
        Loadable::Loaded { value } => value
            .iter()
            .map(|row| row.patient.name.reveal().clone())
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_patient_is_blocked_and_the_doctor_takes_it_back() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    with_blocks(&mut clinic);
    assert_eq!(names(&clinic, scene.doctor), [""; 0]);
    assert_eq!(clinic.devices[scene.patient].view().blocks, None);
    let patient_id = scene.patient_id;
    clinic.says(scene.doctor, BlockIntent::BlockPatient { patient_id });
    clinic.wait(300);
    assert_eq!(names(&clinic, scene.doctor), ["John"]);
    clinic.says(scene.doctor, BlockIntent::UnblockPatient { patient_id });
    clinic.wait(300);
    assert_eq!(names(&clinic, scene.doctor), [""; 0]);
}

#[test]
fn what_the_server_refuses_is_said_and_a_patient_asks_for_nothing() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let routes = &mut clinic.server.own_routes;
    routes.insert(paths::BLOCK, |_, _, _, _| {
        problem(404, ProblemCode::NotFound)
    });
    let patient_id = scene.patient_id;
    clinic.says(scene.doctor, BlockIntent::BlockPatient { patient_id });
    clinic.says(scene.patient, BlockIntent::BlockPatient { patient_id });
    clinic.wait(300);
    assert_eq!(clinic.devices[scene.doctor].view().notices.len(), 1);
    assert_eq!(view(&clinic, scene.doctor).block, Action::Allowed);
    assert!(clinic.requests_to(scene.patient, "/blocks/").is_empty());
}
