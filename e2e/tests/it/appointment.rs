//! An appointment from asking to talking: the patient's app books, the doctor's app answers, one of
//! them starts the call and the other one joins.

use crate::stage::material::Material;
use crate::stage::sight::{advance, numbers_seen};
use crate::stage::{Person, is_completed, open_clinic};
use client_core::{
    Action, AppointmentIntent, AppointmentRow, CallIntent, LinkState, Loadable, NoticeText, Screen,
    ViewState,
};
use client_engine::media::MicrophoneSource;
use shared::{
    AppointmentId, AppointmentNews, AppointmentState, CallStatus, Party, Slot, TimeWish, Timestamp,
    UserId, WantedTime,
};
use std::time::{SystemTime, UNIX_EPOCH};

fn rows(view: &ViewState) -> Option<&Vec<AppointmentRow>> {
    match &view.screen {
        Screen::Appointments(screen) => match &screen.appointments {
            Loadable::Loaded { value } => Some(value),
            _ => None,
        },
        _ => None,
    }
}

/// The appointment from close up, once `fits` says so.
fn close_up(view: &ViewState, fits: impl Fn(&AppointmentRow) -> bool) -> Option<AppointmentRow> {
    match &view.screen {
        Screen::Appointment(screen) => match &screen.row {
            Loadable::Loaded { value } => fits(value).then(|| value.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The server runs on this machine, so its clock is this one.
#[expect(clippy::disallowed_methods, reason = "a test stands at the edge, too")]
fn soon() -> Timestamp {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(now.as_millis()).unwrap()).plus_s(20)
}

/// The patient opens the doctor's free times.
async fn looks_for_a_time(patient: &Person) -> Vec<Slot> {
    patient.wants(AppointmentIntent::ShowDoctors).await;
    let listed = |view: &ViewState| -> Option<UserId> {
        match &view.screen {
            Screen::Doctors(screen) => match &screen.doctors {
                Loadable::Loaded { value } => value.first().map(|row| row.doctor.user_id),
                _ => None,
            },
            _ => None,
        }
    };
    let doctor_id = patient.sees("a doctor", listed).await;
    patient
        .wants(AppointmentIntent::OpenBooking { doctor_id })
        .await;
    let free = |view: &ViewState| match &view.screen {
        Screen::Booking(screen) if screen.book == Action::Allowed => match &screen.slots {
            Loadable::Loaded { value } => Some(value.clone()),
            _ => None,
        },
        _ => None,
    };
    patient.sees("free times", free).await
}

async fn books(patient: &Person, time: WantedTime) -> AppointmentRow {
    let reason = "Back pain after lifting".into();
    patient
        .wants(AppointmentIntent::Book { time, reason })
        .await;
    let booked =
        |view: &ViewState| close_up(view, |row| row.appointment.starts_at == time.starts_at);
    patient.sees("what was booked", booked).await
}

/// The doctor has an hour of their own: what the demo planned for now is cancelled.
async fn makes_room(doctor: &Person) {
    doctor.wants(AppointmentIntent::ShowAppointments).await;
    let near = soon().plus_s(2_000);
    let now =
        |row: &&AppointmentRow| row.cancel == Action::Allowed && row.appointment.starts_at < near;
    let planned = |view: &ViewState| rows(view).map(|rows| rows.iter().find(now).cloned());
    if let Some(row) = doctor.sees("the appointments", planned).await {
        let appointment_id = row.appointment.id;
        let reason = "Something came up".into();
        doctor
            .wants(AppointmentIntent::CancelAppointment {
                appointment_id,
                reason,
            })
            .await;
        let gone = |view: &ViewState| {
            let all = rows(view)?.iter();
            let mut that = all.filter(|row| row.appointment.id == appointment_id);
            let state = that.next()?.appointment.state;
            (state == AppointmentState::Cancelled).then_some(())
        };
        doctor.sees("the cancellation", gone).await;
    }
}

/// The doctor is told of the request at once, opens it from there, and agrees.
async fn confirms(doctor: &Person, appointment_id: AppointmentId) {
    let told = |view: &ViewState| {
        let mut texts = view.notices.iter().map(|notice| &notice.text);
        texts.find_map(|text| match text {
            NoticeText::Appointment {
                appointment_id: id,
                news: AppointmentNews::Requested,
                ..
            } if *id == appointment_id => Some(()),
            _ => None,
        })
    };
    doctor.sees("the request", told).await;
    doctor
        .wants(AppointmentIntent::OpenAppointment { appointment_id })
        .await;
    let asked = |view: &ViewState| close_up(view, |row| row.confirm == Action::Allowed);
    let row = doctor.sees("the request from close up", asked).await;
    assert_eq!(row.appointment.asked_by, Party::Patient);
    doctor
        .wants(AppointmentIntent::ConfirmAppointment { appointment_id })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_books_the_doctor_confirms_and_they_meet() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let app = || Person::with(server.address, &material.clip, MicrophoneSource::Silence);
    let (doctor, patient) = (app(), app());
    doctor.signs_in("doctor@clinic.com", "doctor123").await;
    patient.signs_in("liam@email.com", "patient123").await;
    let inside = |view: &ViewState| matches!(view.link, LinkState::Online).then_some(());
    doctor.sees("the way in", inside).await;
    patient.sees("the way in", inside).await;
    makes_room(&doctor).await;

    // A free time is confirmed at once, and the doctor sees it without asking.
    let slots = looks_for_a_time(&patient).await;
    let slot = WantedTime {
        wish: TimeWish::Slot,
        starts_at: slots[0].starts_at,
        minutes: None,
    };
    let booked = books(&patient, slot).await.appointment;
    assert_eq!(booked.state, AppointmentState::Confirmed);
    let arrived = |view: &ViewState| {
        let mut all = rows(view)?.iter();
        all.find(|row| row.appointment.id == booked.id).map(drop)
    };
    doctor.sees("the booking", arrived).await;

    // A time of one's own needs the doctor's word.
    let again = looks_for_a_time(&patient).await;
    assert!(!again.contains(&slots[0]), "what was taken is free no more");
    let wish = WantedTime {
        wish: TimeWish::Preferred,
        starts_at: soon(),
        minutes: Some(15),
    };
    let asked = books(&patient, wish).await.appointment;
    assert_eq!(asked.state, AppointmentState::Pending);
    confirms(&doctor, asked.id).await;
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
