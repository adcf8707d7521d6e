//! Doctors, appointments and hours in the states that come up less often.

use crate::appointments::{
    appointment, availability, booking, close_up, doctors, hours, list, loading_close_up, plan,
    slots,
};
use crate::calls::{call, ended};
use crate::kit::unreachable;
use crate::people::doctor;
use client_core::{
    AppointmentRow, BookingScreen, CallStage, CallView, FormState, Loadable, Screen, ViewState,
};
use shared::{
    Absent, Appointment, AppointmentId, AppointmentState, Availability, AvailabilityChange,
    AvailabilityException, CallKind, Cause, ExceptionId, Outcome, Role,
};
use uuid::Uuid;

const DAY_S: i64 = 86_400;

const fn failed<T>() -> Loadable<T> {
    Loadable::Failed {
        problem: unreachable(),
    }
}

const fn nothing<T>() -> Loadable<Vec<T>> {
    Loadable::Loaded { value: Vec::new() }
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let mut pages = lists();
    pages.extend(close_ups());
    pages.extend(calls());
    pages.extend(bookings());
    pages.extend(plans());
    pages
}

fn lists() -> Vec<(&'static str, ViewState)> {
    let none = nothing::<AppointmentRow>;
    vec![
        ("doctors-empty", doctors(nothing())),
        ("doctors-failed", doctors(failed())),
        ("appointments-empty", list(Role::Patient, none())),
        ("appointments-doctor-empty", list(Role::Doctor, none())),
        (
            "appointments-loading",
            list(Role::Patient, Loadable::Loading),
        ),
    ]
}

fn close_ups() -> Vec<(&'static str, ViewState)> {
    let at_patient = |appointment| close_up(Role::Patient, appointment);
    let cancelled = Appointment {
        cancel_reason: "I am away on that day. Please choose another.".into(),
        ..appointment(5, 2 * DAY_S, AppointmentState::Cancelled)
    };
    let missed = Appointment {
        absent: Some(Absent::Patient),
        ..appointment(6, -DAY_S, AppointmentState::NoShow)
    };
    let moved = Appointment {
        rescheduled_to: Some(AppointmentId(Uuid::from_u128(703))),
        ..appointment(7, 3 * DAY_S, AppointmentState::Rescheduled)
    };
    vec![
        (
            "appointment-asked",
            at_patient(appointment(4, DAY_S, AppointmentState::Pending)),
        ),
        ("appointment-cancelled", at_patient(cancelled)),
        ("appointment-missed", at_patient(missed)),
        ("appointment-moved", at_patient(moved)),
        ("appointment-loading", loading_close_up(Loadable::Loading)),
        ("appointment-failed", loading_close_up(failed())),
    ]
}

/// How an appointment's call ended, above its appointment.
fn calls() -> Vec<(&'static str, ViewState)> {
    let page = |role, outgoing, stage: CallStage| {
        let appointment = appointment(2, -300, AppointmentState::Confirmed);
        let call = CallView {
            kind: CallKind::Appointment,
            appointment_id: Some(appointment.id),
            ..call(outgoing, stage)
        };
        ViewState {
            call: Some(call),
            ..close_up(role, appointment)
        }
    };
    let lost = ended(Outcome::Lost, Some(Cause::OtherSideGone), false);
    let absent = ended(Outcome::NoShow, Some(Cause::PartyAbsent), false);
    vec![
        ("appointment-call-lost", page(Role::Patient, false, lost)),
        ("appointment-call-absent", page(Role::Doctor, true, absent)),
    ]
}

fn bookings() -> Vec<(&'static str, ViewState)> {
    let quiet = FormState::default;
    let busy = FormState {
        busy: true,
        ..quiet()
    };
    let change = |page: ViewState, change: &dyn Fn(&mut BookingScreen)| {
        let mut page = page;
        if let Screen::Booking(booking) = &mut page.screen {
            change(booking);
        }
        page
    };
    let moving = appointment(3, 9_000, AppointmentState::Confirmed);
    let move_it = |page| {
        change(page, &|booking| {
            booking.moving = Some(moving.clone());
        })
    };
    let moving_doctor = ViewState {
        me: Some(doctor()),
        ..move_it(booking(slots(), quiet()))
    };
    let unknown = change(booking(Loadable::Loading, quiet()), &|booking| {
        booking.doctor = None;
    });
    vec![
        ("booking-busy", booking(slots(), busy)),
        ("booking-full", booking(nothing(), quiet())),
        ("booking-loading", unknown),
        ("booking-failed", booking(failed(), quiet())),
        ("booking-moving", move_it(booking(slots(), quiet()))),
        ("booking-moving-doctor", moving_doctor),
    ]
}

fn plans() -> Vec<(&'static str, ViewState)> {
    let loaded = |value| availability(Loadable::Loaded { value });
    let empty = Availability {
        rules: Vec::new(),
        exceptions: Vec::new(),
        ..plan()
    };
    let extra = AvailabilityException {
        id: ExceptionId(Uuid::from_u128(901)),
        date: "2026-12-28".into(),
        change: AvailabilityChange::ExtraHours { hours: hours() },
    };
    let mut full = plan();
    full.exceptions.push(extra);
    full.outside = vec![appointment(3, 9_000, AppointmentState::Confirmed)];
    let mut saved = loaded(full);
    if let Screen::Availability(screen) = &mut saved.screen {
        screen.lead_times.accepted = 1;
    }
    vec![
        ("availability-empty", loaded(empty)),
        ("availability-saved", saved),
    ]
}
