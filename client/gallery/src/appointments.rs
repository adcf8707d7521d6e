//! Doctors, appointments and hours.

use crate::kit::unreachable;
use crate::people::{NOW, doctor, patient, schedule, view};
use client_core::{
    Action, AppointmentRow, AppointmentScreen, AppointmentsScreen, AvailabilityScreen,
    BookingScreen, ChatBadge, DoctorRow, DoctorsScreen, FormState, Loadable, Screen, ViewState,
    WhyNot,
};
use shared::{
    Appointment, AppointmentId, AppointmentState, Availability, AvailabilityChange,
    AvailabilityException, AvailabilityRule, Break, CallStatus, DoctorCard, ExceptionId, LeadTimes,
    Party, Presence, ProblemCode, Reachability, Role, RuleId, ScheduleStatus, Slot, UserId,
    Weekday, WorkingHours,
};
use uuid::Uuid;

const HALF_HOUR_S: i64 = 1_800;

fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

fn card() -> DoctorCard {
    DoctorCard {
        user_id: UserId(Uuid::from_u128(1)),
        name: "Dr. Eva Grey".into(),
        specialty: "General practice".into(),
        languages: vec!["en".into(), "de".into()],
        bio: "For everything that can't wait, and for what can.".into(),
        accepts_direct_calls: true,
        presence: Presence::Present,
        reachability: Reachability::Online,
    }
}

/// An appointment that starts so many seconds from now.
pub(crate) fn appointment(number: u128, starts_in_s: i64, state: AppointmentState) -> Appointment {
    let starts_at = NOW.plus_s(starts_in_s);
    let ends_at = starts_at.plus_s(HALF_HOUR_S);
    Appointment {
        id: AppointmentId(Uuid::from_u128(700 + number)),
        version: 2,
        doctor_id: card().user_id,
        doctor_name: card().name,
        patient_id: UserId(Uuid::from_u128(2)),
        patient_name: "John Doe".into(),
        state,
        starts_at,
        ends_at,
        asked_by: Party::Patient,
        reason: "Results of the blood test".into(),
        rescheduled_from: None,
        rescheduled_to: None,
        cancelled_by: (state == AppointmentState::Cancelled).then_some(Party::Doctor),
        cancel_reason: "".into(),
        absent: None,
        call_status: CallStatus::Inactive,
        opens_at: starts_at.plus_s(-600),
        closes_at: ends_at,
        doctor_time_zone: "Europe/Vienna".into(),
        patient_time_zone: "America/New_York".into(),
        device_test: None,
    }
}

fn row(appointment: Appointment, role: Role) -> AppointmentRow {
    let over = refuse(WhyNot::AppointmentOver);
    let open = appointment.state.is_open() && NOW < appointment.ends_at;
    let answer = match appointment.state {
        AppointmentState::Pending if role.party() == Some(appointment.asked_by) => {
            refuse(WhyNot::OthersTurn)
        }
        AppointmentState::Pending => Action::Allowed,
        _ => refuse(WhyNot::Answered),
    };
    AppointmentRow {
        confirm: answer,
        decline: answer,
        cancel: if open { Action::Allowed } else { over },
        move_to: if open { Action::Allowed } else { over },
        start: match appointment.state {
            AppointmentState::Confirmed if NOW < appointment.opens_at => refuse(WhyNot::TooEarly),
            AppointmentState::Confirmed if open => Action::Allowed,
            AppointmentState::Pending => refuse(WhyNot::NotConfirmed),
            _ => over,
        },
        appointment,
    }
}

fn rows(role: Role) -> Vec<AppointmentRow> {
    let all = [
        appointment(1, -90_000, AppointmentState::Completed),
        appointment(2, 300, AppointmentState::Confirmed),
        appointment(3, 9_000, AppointmentState::Confirmed),
        appointment(4, 94_000, AppointmentState::Pending),
        appointment(5, 180_000, AppointmentState::Cancelled),
    ];
    all.into_iter().map(|one| row(one, role)).collect()
}

pub(crate) fn list(role: Role, appointments: Loadable<Vec<AppointmentRow>>) -> ViewState {
    let (me, schedules) = match role {
        Role::Doctor => (doctor(), vec![schedule(2, ScheduleStatus::Upcoming)]),
        _ => (patient(), Vec::new()),
    };
    let screen = Screen::Appointments(AppointmentsScreen {
        appointments,
        schedules,
        feed: None,
    });
    view(me, screen)
}

pub(crate) fn close_up(role: Role, appointment: Appointment) -> ViewState {
    let id = appointment.id;
    let screen = Screen::Appointment(Box::new(AppointmentScreen {
        appointment_id: id,
        row: Loadable::Loaded {
            value: row(appointment, role),
        },
        chat: Some(ChatBadge {
            encounter_id: id.into(),
            unread: 0,
        }),
    }));
    let me = if role == Role::Doctor {
        doctor()
    } else {
        patient()
    };
    view(me, screen)
}

/// An appointment that has not come from the server, or does not come.
pub(crate) fn loading_close_up(row: Loadable<AppointmentRow>) -> ViewState {
    let screen = Screen::Appointment(Box::new(AppointmentScreen {
        appointment_id: AppointmentId(Uuid::from_u128(702)),
        row,
        chat: None,
    }));
    view(patient(), screen)
}

pub(crate) fn doctors(doctors: Loadable<Vec<DoctorRow>>) -> ViewState {
    view(patient(), Screen::Doctors(DoctorsScreen { doctors }))
}

pub(crate) fn booking(slots: Loadable<Vec<Slot>>, form: FormState) -> ViewState {
    let screen = Screen::Booking(Box::new(BookingScreen {
        doctor_id: card().user_id,
        doctor: Some(card()),
        moving: None,
        from: NOW,
        to: NOW.plus_s(29 * 86_400),
        slots,
        time_zone: "Europe/Vienna".into(),
        book: Action::Allowed,
        form,
    }));
    view(patient(), screen)
}

pub(crate) fn hours() -> WorkingHours {
    WorkingHours {
        starts_minute: 540,
        ends_minute: 1_020,
        slot_minutes: 30,
        breaks: vec![Break {
            starts_minute: 720,
            ends_minute: 780,
        }],
    }
}

pub(crate) fn availability(availability: Loadable<Availability>) -> ViewState {
    let screen = Screen::Availability(AvailabilityScreen {
        availability,
        rule: FormState::default(),
        exception: FormState::default(),
        lead_times: FormState::default(),
        deleting_rules: Vec::new(),
        deleting_exceptions: Vec::new(),
        change: Action::Allowed,
    });
    view(doctor(), screen)
}

pub(crate) fn plan() -> Availability {
    Availability {
        time_zone: "Europe/Vienna".into(),
        lead_times: LeadTimes::default(),
        rules: vec![AvailabilityRule {
            id: RuleId(Uuid::from_u128(800)),
            weekday: Weekday::Monday,
            hours: hours(),
        }],
        exceptions: vec![AvailabilityException {
            id: ExceptionId(Uuid::from_u128(900)),
            date: "2026-12-24".into(),
            change: AvailabilityChange::DayOff,
        }],
        outside: Vec::new(),
    }
}

/// A morning's free times.
pub(crate) fn slots() -> Loadable<Vec<Slot>> {
    let slots = (0..6).map(|turn| {
        let starts_at = NOW.plus_s(86_400 + turn * HALF_HOUR_S);
        Slot {
            starts_at,
            ends_at: starts_at.plus_s(HALF_HOUR_S),
        }
    });
    Loadable::Loaded {
        value: slots.collect(),
    }
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let slots = slots();
    let taken = super::form(Some(super::refused(
        ProblemCode::SlotTaken,
        Vec::new(),
        None,
    )));
    let value = |value| Loadable::Loaded { value };
    let failed = unreachable();
    let one = DoctorRow {
        doctor: card(),
        book: Action::Allowed,
        call: Action::Allowed,
    };
    let soon = appointment(2, 300, AppointmentState::Confirmed);
    let asked = appointment(4, 94_000, AppointmentState::Pending);
    vec![
        ("doctors", doctors(value(vec![one]))),
        ("doctors-loading", doctors(Loadable::Loading)),
        (
            "appointments",
            list(
                Role::Patient,
                Loadable::Loaded {
                    value: rows(Role::Patient),
                },
            ),
        ),
        (
            "appointments-doctor",
            list(
                Role::Doctor,
                Loadable::Loaded {
                    value: rows(Role::Doctor),
                },
            ),
        ),
        (
            "appointments-failed",
            list(Role::Patient, Loadable::Failed { problem: failed }),
        ),
        ("appointment", close_up(Role::Patient, soon)),
        ("appointment-request", close_up(Role::Doctor, asked)),
        ("booking", booking(slots.clone(), FormState::default())),
        ("booking-taken", booking(slots, taken)),
        (
            "availability",
            availability(Loadable::Loaded { value: plan() }),
        ),
        ("availability-loading", availability(Loadable::Loading)),
    ]
}
