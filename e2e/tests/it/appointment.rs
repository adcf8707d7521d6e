//! An appointment from asking to talking: the patient's app books, the doctor's app answers, one of
//! them starts the call and the other one joins.

use crate::stage::booking::{books, close_up, confirms, looks_for_a_time, makes_room, rows, soon};
use crate::stage::material::Material;
use crate::stage::sight::{advance, numbers_seen};
use crate::stage::{Person, is_completed, open_clinic};
use client_core::{Action, AppointmentIntent, CallIntent, LinkState, ViewState};
use client_engine::media::MicrophoneSource;
use shared::{AppointmentState, CallStatus, TimeWish, WantedTime};

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_books_the_doctor_confirms_and_they_meet() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let app = || Person::with(server.address, &material.clip, MicrophoneSource::Silence);
    let (mut doctor, mut patient) = (app(), app());
    doctor.signs_in("doctor@clinic.com", "doctor123").await;
    patient.signs_in("liam@email.com", "patient123").await;
    let inside = |view: &ViewState| matches!(view.link, LinkState::Online).then_some(());
    doctor.sees("the way in", inside).await;
    patient.sees("the way in", inside).await;
    makes_room(&mut doctor).await;

    // A free time is confirmed at once, and the doctor sees it without asking.
    let slots = looks_for_a_time(&mut patient).await;
    let slot = WantedTime {
        wish: TimeWish::Slot,
        starts_at: slots[0].starts_at,
        minutes: None,
    };
    let booked = books(&mut patient, slot).await.appointment;
    assert_eq!(booked.state, AppointmentState::Confirmed);
    let arrived = |view: &ViewState| {
        let mut all = rows(view)?.iter();
        all.find(|row| row.appointment.id == booked.id).map(drop)
    };
    doctor.sees("the booking", arrived).await;

    // A time of one's own needs the doctor's word.
    let again = looks_for_a_time(&mut patient).await;
    assert!(!again.contains(&slots[0]), "what was taken is free no more");
    let wish = WantedTime {
        wish: TimeWish::Preferred,
        starts_at: soon(),
        minutes: Some(15),
    };
    let asked = books(&mut patient, wish).await.appointment;
    assert_eq!(asked.state, AppointmentState::Pending);
    confirms(&mut doctor, asked.id).await;
    let may_start = |view: &ViewState| close_up(view, |row| row.start == Action::Allowed);
    patient.sees("that the call may start", may_start).await;

    // The patient is there first; the doctor's device rings, and the doctor sees Join.
    let appointment_id = asked.id;
    patient
        .wants(AppointmentIntent::StartAppointment { appointment_id })
        .await;
    let rings = |view: &ViewState| view.call.as_ref().filter(|call| call.loud).map(drop);
    doctor.sees("a loud ring", rings).await;
    let joins = |view: &ViewState| {
        close_up(view, |row| {
            row.start == Action::Allowed && row.appointment.call_status == CallStatus::Waiting
        })
    };
    doctor.sees("that the patient waits", joins).await;
    doctor
        .wants(AppointmentIntent::StartAppointment { appointment_id })
        .await;
    doctor.is_active().await;
    patient.is_active().await;
    let (at_doctor, at_patient) =
        tokio::join!(numbers_seen(&doctor, 10), numbers_seen(&patient, 10));
    assert!(advance(&at_doctor), "{at_doctor:?}");
    assert!(advance(&at_patient), "{at_patient:?}");

    doctor.wants(CallIntent::End).await;
    patient.stage("the end", is_completed).await;
    let settled = |view: &ViewState| {
        close_up(view, |row| {
            row.appointment.state == AppointmentState::Completed
        })
    };
    patient.sees("that it took place", settled).await;
    doctor.sees("that it took place", settled).await;
    doctor.app.handle.stop().await;
    patient.app.handle.stop().await;
    server.stop().await.unwrap();
}
