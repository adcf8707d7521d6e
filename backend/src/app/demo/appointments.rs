//! The doctor's hours in the demo, and what its patients have agreed on.

use crate::app::demo::people::{HOUR_MS, Login, ZONE};
use crate::clock;
use shared::{
    Absent, AppointmentState, AvailabilityRule, Break, Party, Pii, Slot, Timestamp, UserId,
    Weekday, WorkingHours,
};
use store::AppointmentRecord;

/// Weekdays from nine to five with an hour's break at noon, by the doctor's own clock.
pub(in crate::app) fn practice_hours() -> [AvailabilityRule; 5] {
    let hours = WorkingHours {
        starts_minute: 9 * 60,
        ends_minute: 17 * 60,
        slot_minutes: 30,
        breaks: vec![Break {
            starts_minute: 12 * 60,
            ends_minute: 13 * 60,
        }],
    };
    [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ]
    .map(|weekday| AvailabilityRule {
        id: clock::new_id(),
        weekday,
        hours: hours.clone(),
    })
}

/// One line of the demo's appointments: whose, in which state, how many days from today, at which
/// minute of the doctor's day, why, and why it was given up.
type Agreed = (
    &'static str,
    AppointmentState,
    i64,
    u16,
    &'static str,
    &'static str,
);

/// What the patients of the demo have agreed on with the doctor, over three weeks.
const APPOINTMENTS: [Agreed; 12] = {
    use AppointmentState as A;
    [
        (
            "sofia@email.com",
            A::Completed,
            -6,
            570,
            "Rash on the left arm",
            "",
        ),
        (
            "liam@email.com",
            A::NoShow,
            -5,
            840,
            "Back pain after lifting",
            "",
        ),
        (
            "john@email.com",
            A::Completed,
            -3,
            600,
            "Cough for two weeks",
            "",
        ),
        (
            "peter@email.com",
            A::Completed,
            -1,
            660,
            "Change of medicine",
            "",
        ),
        (
            "amina@email.com",
            A::Pending,
            1,
            930,
            "Results of the blood test",
            "",
        ),
        (
            "sofia@email.com",
            A::Confirmed,
            1,
            570,
            "Rash, second look",
            "",
        ),
        (
            "liam@email.com",
            A::Cancelled,
            1,
            630,
            "Back pain",
            "I have to work that day, sorry.",
        ),
        (
            "peter@email.com",
            A::Confirmed,
            2,
            600,
            "Blood pressure diary",
            "",
        ),
        (
            "liam@email.com",
            A::Pending,
            3,
            1_080,
            "Evening time, if at all possible",
            "",
        ),
        (
            "john@email.com",
            A::Confirmed,
            6,
            810,
            "Check-up after the cough",
            "",
        ),
        (
            "amina@email.com",
            A::Confirmed,
            8,
            540,
            "Blood pressure check-up",
            "",
        ),
        (
            "sofia@email.com",
            A::Confirmed,
            13,
            990,
            "Allergy test, results",
            "",
        ),
    ]
};

/// When its patient may start John's call: it begins within half an hour, so that the demo has one
/// that can be tried soon.
fn next_half_hour(now: Timestamp) -> Timestamp {
    let half_hour_ms = HOUR_MS / 2;
    now.plus_ms(half_hour_ms - now.0.rem_euclid(half_hour_ms))
}

/// What a patient of the demo has agreed on with the doctor.
pub(in crate::app) fn appointments(
    doctor_id: UserId,
    patient_id: UserId,
    (_, email, _): Login,
    now: Timestamp,
) -> Vec<AppointmentRecord> {
    let zone = domain::zone::find(ZONE);
    let at = |days: i64, minute: u16| {
        let zone = zone.as_ref()?;
        let today = jiff::Timestamp::from_millisecond(now.0).ok()?;
        let date = today.to_zoned_datetime(zone.clone()).date();
        let date = date.checked_add(jiff::Span::new().days(days)).ok()?;
        let instant = domain::zone::instant(zone, date, minute)?;
        Some(Timestamp(instant.as_millisecond()))
    };
    let own = APPOINTMENTS.iter().filter(|line| line.0 == email);
    let mut all: Vec<AppointmentRecord> = own
        .filter_map(|(_, state, days, minute, reason, excuse)| {
            let starts_at = at(*days, *minute)?;
            let about = (*state, *reason, *excuse);
            Some(appointment((doctor_id, patient_id), starts_at, about, now))
        })
        .collect();
    if email == "john@email.com" {
        let soon = (AppointmentState::Confirmed, "Cough, second look", "");
        all.push(appointment(
            (doctor_id, patient_id),
            next_half_hour(now),
            soon,
            now,
        ));
    }
    all
}

fn appointment(
    (doctor_id, patient_id): (UserId, UserId),
    starts_at: Timestamp,
    (state, reason, excuse): (AppointmentState, &str, &str),
    now: Timestamp,
) -> AppointmentRecord {
    use AppointmentState as A;
    let id = clock::new_id();
    AppointmentRecord {
        id,
        version: 1,
        doctor_id,
        patient_id,
        state,
        time: Slot {
            starts_at,
            ends_at: starts_at.plus_ms(HOUR_MS / 2),
        },
        asked_by: Party::Patient,
        reason: Pii::from(reason),
        rescheduled_from: None,
        chain_id: id,
        confirmed_at: (state != A::Pending).then_some(now),
        cancelled_by: (state == A::Cancelled).then_some(Party::Patient),
        cancel_reason: Pii::from(excuse),
        absent: (state == A::NoShow).then_some(Absent::Patient),
        device_test: None,
        held_until: None,
        lapsed_at: None,
        changed_at: None,
    }
}
