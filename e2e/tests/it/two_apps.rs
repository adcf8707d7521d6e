//! The promise: the doctor invites, it rings, the patient accepts, and they see and hear each other.

use crate::stage::material::Material;
use crate::stage::sight::{advance, hears, numbers_seen};
use crate::stage::{Pair, Person, clinic, is_completed, is_completed_talk, open_clinic};
use client_core::proof::Code;
use client_core::{CallIntent, OtherDevice, VerificationView, ViewState};

/// The number beside a call with a device that was never met before.
async fn number_of(person: &Person) -> Code {
    let number = |view: &ViewState| match view.call.as_ref()?.verification {
        VerificationView::Signed {
            code,
            device: OtherDevice::First,
        } => code,
        _ => None,
    };
    person.sees("a number to compare", number).await
}

#[tokio::test(flavor = "multi_thread")]
async fn they_see_and_hear_each_other_and_the_doctor_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let pair = Pair::ready(server.address, &material).await;
    pair.meet().await;

    // Nobody sits between them, so both see one number to compare.
    let number = number_of(&pair.doctor).await;
    assert_eq!(number, number_of(&pair.patient).await);

    let (at_doctor, at_patient) = tokio::join!(
        numbers_seen(&pair.doctor, 20),
        numbers_seen(&pair.patient, 20)
    );
    assert!(
        advance(&at_doctor),
        "out of order at the doctor's: {at_doctor:?}"
    );
    assert!(
        advance(&at_patient),
        "out of order at the patient's: {at_patient:?}"
    );
    hears(
        &pair.doctor,
        &material.patients_phrase,
        &material.doctors_phrase,
    )
    .await;
    hears(
        &pair.patient,
        &material.doctors_phrase,
        &material.patients_phrase,
    )
    .await;

    pair.patient
        .wants(CallIntent::SetMicrophone { on: false })
        .await;
    pair.patient
        .wants(CallIntent::SetCamera { on: false })
        .await;
    let mirrored = |view: &client_core::ViewState| {
        let call = view.call.as_ref()?;
        (!call.other_microphone_on && !call.other_camera_on).then_some(())
    };
    pair.doctor.sees("both switched off", mirrored).await;
    pair.patient.wants(CallIntent::SetCamera { on: true }).await;
    let back = |view: &client_core::ViewState| view.call.as_ref()?.other_camera_on.then_some(());
    pair.doctor.sees("the camera back on", back).await;
    // The clip starts over with the camera; a last picture from before may still be on its way.
    let after = numbers_seen(&pair.doctor, 10).await;
    assert!(advance(&after[5..]), "{after:?}");

    pair.doctor.wants(CallIntent::End).await;
    pair.doctor.stage("the end", is_completed_talk).await;
    pair.patient.stage("the end", is_completed_talk).await;
    pair.doctor.app.handle.stop().await;
    pair.patient.app.handle.stop().await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_survives_a_restart_of_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let address = server.address;
    let pair = Pair::ready(address, &material).await;
    pair.meet().await;
    server.stop().await.unwrap();
    // Pictures go from device to device and do not need the server.
    assert!(advance(&numbers_seen(&pair.doctor, 10).await));
    let server = backend::Running::start(clinic(folder.path(), address))
        .await
        .unwrap();
    let online = |view: &client_core::ViewState| {
        matches!(view.link, client_core::LinkState::Online).then_some(())
    };
    pair.doctor.sees("the link back", online).await;
    pair.patient.sees("the link back", online).await;
    pair.doctor.is_active().await;
    pair.patient.is_active().await;
    // And the server still decides: the patient ends it, and the doctor hears of it.
    pair.patient.wants(CallIntent::End).await;
    pair.doctor.stage("the end", is_completed).await;
    server.stop().await.unwrap();
}
