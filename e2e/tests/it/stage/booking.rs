//! An appointment from asking to agreeing: the patient's app books, the doctor's app answers.

use super::seat::Seat;
use client_core::{
    Action, AppointmentIntent, AppointmentRow, Loadable, NoticeText, Screen, ViewState,
};
use shared::{
    AppointmentId, AppointmentNews, AppointmentState, Party, Slot, TimeWish, Timestamp, UserId,
    WantedTime,
};
use std::time::{SystemTime, UNIX_EPOCH};

pub fn rows(view: &ViewState) -> Option<&Vec<AppointmentRow>> {
    match &view.screen {
        Screen::Appointments(screen) => match &screen.appointments {
            Loadable::Loaded { value } => Some(value),
            _ => None,
        },
        _ => None,
    }
}

/// The appointment from close up, once `fits` says so.
pub fn close_up(
    view: &ViewState,
    fits: impl Fn(&AppointmentRow) -> bool,
) -> Option<AppointmentRow> {
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
pub fn soon() -> Timestamp {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(now.as_millis()).unwrap()).plus_s(20)
}

/// The patient opens the doctor's free times.
pub async fn looks_for_a_time(patient: &mut impl Seat) -> Vec<Slot> {
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

pub async fn books(patient: &mut impl Seat, time: WantedTime) -> AppointmentRow {
    let reason = "Back pain after lifting".into();
    patient
        .wants(AppointmentIntent::Book { time, reason })
        .await;
    let booked =
        |view: &ViewState| close_up(view, |row| row.appointment.starts_at == time.starts_at);
    patient.sees("what was booked", booked).await
}

/// The doctor has an hour of their own: what the demo planned for now is cancelled.
pub async fn makes_room(doctor: &mut impl Seat) {
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
pub async fn confirms(doctor: &mut impl Seat, appointment_id: AppointmentId) {
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

/// They agree on a time so soon that the call may be started.
pub async fn agree_on_now(doctor: &mut impl Seat, patient: &mut impl Seat) -> AppointmentId {
    makes_room(doctor).await;
    looks_for_a_time(patient).await;
    let wish = WantedTime {
        wish: TimeWish::Preferred,
        starts_at: soon(),
        minutes: Some(15),
    };
    let asked = books(patient, wish).await.appointment;
    confirms(doctor, asked.id).await;
    let may_start = |view: &ViewState| close_up(view, |row| row.start == Action::Allowed);
    patient.sees("that the call may start", may_start).await;
    asked.id
}
