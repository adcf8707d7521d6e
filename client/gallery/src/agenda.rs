//! The invented appointments, and the hours in which there may be more.

use crate::people::{DAY_S, HOUR_S, MINUTE_S, NOW, doctor, patient, user_id};
use crate::sessions::FLAWED;
use shared::{
    Absent, Appointment, AppointmentId, AppointmentState, Availability, AvailabilityChange,
    AvailabilityException, AvailabilityRule, Break, CallStatus, ExceptionId, LeadTimes, Party,
    RuleId, Slot, Timestamp, Weekday, WorkingHours,
};
use uuid::Uuid;

const HALF_HOUR_S: i64 = 30 * MINUTE_S;

/// So many seconds after 09:00 in Vienna, on the day of the gallery.
const fn after_nine(seconds: i64) -> Timestamp {
    NOW.plus_s(seconds - 24 * MINUTE_S)
}

/// At this hour of a day in Vienna, counted from the gallery's.
const fn at(day: i64, half_hours: i64) -> Timestamp {
    after_nine(day * DAY_S + half_hours * HALF_HOUR_S)
}

fn appointment(number: u128, starts_at: Timestamp, reason: &str) -> Appointment {
    let ends_at = starts_at.plus_s(HALF_HOUR_S);
    Appointment {
        id: AppointmentId(Uuid::from_u128(700 + number)),
        version: 2,
        doctor_id: doctor().user_id,
        doctor_name: doctor().name,
        patient_id: patient().user_id,
        patient_name: patient().name,
        state: AppointmentState::Confirmed,
        starts_at,
        ends_at,
        asked_by: Party::Patient,
        reason: reason.into(),
        rescheduled_from: None,
        rescheduled_to: None,
        cancelled_by: None,
        cancel_reason: "".into(),
        absent: None,
        call_status: CallStatus::Inactive,
        opens_at: starts_at.plus_s(-10 * MINUTE_S),
        closes_at: ends_at,
        doctor_time_zone: "Europe/Vienna".into(),
        patient_time_zone: "Europe/Vienna".into(),
        device_test: None,
    }
}

/// Its call may be started.
pub(crate) fn open() -> Appointment {
    appointment(1, after_nine(HALF_HOUR_S), "Results of the blood test")
}

/// The other one has started its call.
pub(crate) fn joined() -> Appointment {
    Appointment {
        call_status: CallStatus::Waiting,
        ..open()
    }
}

/// The same after the patient has tested the device.
pub(crate) fn tested() -> Appointment {
    Appointment {
        device_test: Some(FLAWED),
        ..open()
    }
}

/// It is too early for its call: at ten.
pub(crate) fn soon() -> Appointment {
    appointment(
        2,
        after_nine(HOUR_S),
        "A cough since Monday, worse at night",
    )
}

/// The patient asks for it.
pub(crate) fn asked() -> Appointment {
    Appointment {
        state: AppointmentState::Pending,
        ..appointment(3, at(1, 18), "After work, if at all possible")
    }
}

/// With another doctor.
fn elsewhere() -> Appointment {
    Appointment {
        doctor_id: user_id(11),
        doctor_name: "Dr. Jonas Lindqvist".into(),
        ..appointment(4, at(3, 5), "A mole on the back")
    }
}

pub(crate) fn cancelled() -> Appointment {
    Appointment {
        state: AppointmentState::Cancelled,
        cancelled_by: Some(Party::Doctor),
        cancel_reason: "I am away on that day. Please choose another.".into(),
        ..appointment(5, at(-9, 2), "")
    }
}

pub(crate) fn missed() -> Appointment {
    Appointment {
        state: AppointmentState::NoShow,
        absent: Some(Absent::Patient),
        ..appointment(6, at(-20, 2), "")
    }
}

pub(crate) fn moved() -> Appointment {
    Appointment {
        state: AppointmentState::Rescheduled,
        rescheduled_to: Some(missed().id),
        ..appointment(7, at(-21, 2), "")
    }
}

fn past() -> [Appointment; 4] {
    let completed = Appointment {
        state: AppointmentState::Completed,
        call_status: CallStatus::Ended,
        ..appointment(8, at(-6, 2), "First visit")
    };
    [completed, cancelled(), missed(), moved()]
}

/// What the patient has.
pub(crate) fn of_patient() -> Vec<Appointment> {
    let ahead = [open(), soon(), asked(), elsewhere()];
    ahead.into_iter().chain(past()).collect()
}

fn with(number: u128, name: &str, one: Appointment) -> Appointment {
    Appointment {
        patient_id: user_id(number),
        patient_name: name.into(),
        ..one
    }
}

/// What the doctor has: full weeks, some at the same time, and two requests.
pub(crate) fn of_doctor() -> Vec<Appointment> {
    let names = [
        "John Doe",
        "Aylin Demir",
        "Sofia Rossi",
        "Peter Novak",
        "Liam O’Brien",
        "Dr. Maximiliane von Hohenstein-Oberndorfer",
    ];
    let days = [0, 1, 2, 3, 4, 6, 7, 9, 10, 13, 14, -1, -2, -5];
    let busy = (20_u32..).zip(days).zip(names.iter().cycle());
    let busy = busy.map(|((number, day), name)| {
        let (even, hours) = (number % 2 == 0, number % 4);
        let starts_at = at(day, 4 + 2 * i64::from(hours));
        let reason = if even { "Check-up" } else { "" };
        let state = if day < 0 {
            AppointmentState::Completed
        } else {
            AppointmentState::Confirmed
        };
        let number = u128::from(number);
        let one = appointment(number, starts_at, reason);
        with(number, name, Appointment { state, ..one })
    });
    let beside = [
        with(
            50,
            "Marta Kowalska",
            appointment(50, at(1, 4).plus_s(15 * MINUTE_S), ""),
        ),
        with(
            51,
            "Olu Adeyemi",
            Appointment {
                patient_time_zone: "Africa/Lagos".into(),
                ..appointment(51, at(1, 10), "")
            },
        ),
        with(52, "Chen Wei", appointment(52, at(1, 12), "")),
    ];
    let far = appointment(
        9,
        at(2, 14),
        "I am travelling and can only talk in the evening of the place where you are, which is the \
         middle of the day here; any day of this week would do.",
    );
    let requests = [
        with(3, "John Doe", asked()),
        with(
            53,
            "Dr. Maximiliane von Hohenstein-Oberndorfer-Lichtenberg",
            Appointment {
                state: AppointmentState::Pending,
                patient_time_zone: "America/New_York".into(),
                ..far
            },
        ),
    ];
    let mut all = vec![open(), soon()];
    all.extend(busy);
    all.extend(beside);
    all.extend(requests);
    all.extend(past());
    all
}

/// Free times on some of the coming days, from half past nine on, and none that is too soon.
pub(crate) fn slots() -> Vec<Slot> {
    let days = [0, 1, 2, 3, 6, 7, 8].into_iter();
    let slots = days.flat_map(|day| {
        let half_hours = [1, 2, 3, 6, 7, 12, 13, 14].into_iter();
        half_hours.map(move |half_hours| {
            let starts_at = at(day, half_hours);
            Slot {
                starts_at,
                ends_at: starts_at.plus_s(HALF_HOUR_S),
            }
        })
    });
    slots
        .filter(|slot| slot.starts_at > NOW.plus_s(HOUR_S))
        .collect()
}

/// The free times of the second week alone.
pub(crate) fn later_slots() -> Vec<Slot> {
    let mut slots = slots();
    slots.retain(|slot| slot.starts_at > NOW.plus_s(7 * DAY_S));
    slots
}

/// Hours from one hour of the clock to another, with breaks in minutes after midnight.
fn hours(from: u16, to: u16, breaks: &[(u16, u16)]) -> WorkingHours {
    let breaks = breaks.iter().map(|&(starts_minute, ends_minute)| Break {
        starts_minute,
        ends_minute,
    });
    WorkingHours {
        starts_minute: from * 60,
        ends_minute: to * 60,
        slot_minutes: 30,
        breaks: breaks.collect(),
    }
}

/// A doctor's hours: with breaks, twice on a day, over midnight, and days that are different.
pub(crate) fn plan() -> Availability {
    let rule = |number: u128, weekday, hours| AvailabilityRule {
        id: RuleId(Uuid::from_u128(800 + number)),
        weekday,
        hours,
    };
    let exception = |number: u128, date: &str, change| AvailabilityException {
        id: ExceptionId(Uuid::from_u128(900 + number)),
        date: date.into(),
        change,
    };
    let extra = AvailabilityChange::ExtraHours {
        hours: hours(10, 13, &[]),
    };
    Availability {
        time_zone: "Europe/Vienna".into(),
        lead_times: LeadTimes::default(),
        rules: vec![
            rule(1, Weekday::Monday, hours(9, 17, &[(720, 780)])),
            rule(2, Weekday::Tuesday, hours(8, 12, &[(570, 600), (660, 675)])),
            rule(3, Weekday::Tuesday, hours(16, 19, &[])),
            rule(4, Weekday::Friday, hours(22, 26, &[])),
        ],
        exceptions: vec![
            exception(1, "2026-12-08", AvailabilityChange::DayOff),
            exception(2, "2026-12-12", extra),
        ],
        outside: vec![with(3, "John Doe", appointment(10, at(5, 2), ""))],
    }
}
