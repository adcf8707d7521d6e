//! An appointment.
//!
//! ```text
//!   ask -> pending --confirm--> confirmed --the call took place--> completed
//!             |  |                |  |  |
//!             |  +----- move -----+  |  +--somebody stayed away--> no_show
//!             |          v           |
//!             |     rescheduled      |
//!             |          | the move is declined: a confirmed time comes back
//!             v          v
//!         cancelled   confirmed
//! ```
//!
//! Only pending and confirmed appointments hold their time.

use crate::Refusal;
use shared::{Absent, AppointmentState, CallPhase, CallStatus, Party, ReminderTime, Timestamp};

const MINUTE_MS: i64 = 60_000;
/// How long before its start the call of an appointment may be started, in milliseconds.
pub const OPENS_BEFORE_MS: i64 = 10 * MINUTE_MS;

/// What happens to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The one who was asked agrees.
    Confirm,
    /// The one who was asked refuses.
    Decline,
    /// Either takes it back.
    Cancel,
    /// Either gives it up for another time.
    Move,
    /// The other time was declined, and this one is still free.
    Restore,
    /// The two met.
    Complete,
    /// Its time is over, and somebody stayed away.
    StayAway,
    /// Its time is over, and it was never confirmed, or the two came and never reached each other.
    Expire,
}

/// The state after `event`. What was asked for and came true already changes nothing.
///
/// # Errors
/// The event does not fit the state; nothing changes.
pub const fn step(state: AppointmentState, event: Event) -> Result<AppointmentState, Refusal> {
    use AppointmentState as Is;
    use Event as On;
    match (state, event) {
        (Is::Pending | Is::Confirmed, On::Confirm) => Ok(Is::Confirmed),
        (Is::Pending | Is::Cancelled, On::Decline) => Ok(Is::Cancelled),
        (Is::Pending | Is::Confirmed | Is::Cancelled, On::Cancel) => Ok(Is::Cancelled),
        (Is::Pending | Is::Confirmed, On::Move) => Ok(Is::Rescheduled),
        (Is::Rescheduled, On::Restore) => Ok(Is::Confirmed),
        (Is::Confirmed | Is::Completed, On::Complete) => Ok(Is::Completed),
        (Is::Confirmed | Is::NoShow, On::StayAway) => Ok(Is::NoShow),
        (Is::Pending | Is::Confirmed | Is::Cancelled, On::Expire) => Ok(Is::Cancelled),
        (Is::Pending, On::Restore | On::Complete | On::StayAway)
        | (Is::Confirmed, On::Decline | On::Restore)
        | (
            Is::Rescheduled,
            On::Confirm
            | On::Decline
            | On::Cancel
            | On::Move
            | On::Complete
            | On::StayAway
            | On::Expire,
        )
        | (Is::Cancelled, On::Confirm | On::Move | On::Restore | On::Complete | On::StayAway)
        | (
            Is::Completed,
            On::Confirm
            | On::Decline
            | On::Cancel
            | On::Move
            | On::Restore
            | On::StayAway
            | On::Expire,
        )
        | (
            Is::NoShow,
            On::Confirm
            | On::Decline
            | On::Cancel
            | On::Move
            | On::Restore
            | On::Complete
            | On::Expire,
        ) => Err(Refusal::AppointmentState),
    }
}

/// Whether that side may do it: only who was asked answers.
///
/// # Errors
/// The other side's to do.
pub fn check_side(event: Event, asked_by: Party, side: Party) -> Result<(), Refusal> {
    match event {
        Event::Confirm | Event::Decline if side == asked_by => Err(Refusal::NotYours),
        Event::Confirm
        | Event::Decline
        | Event::Cancel
        | Event::Move
        | Event::Restore
        | Event::Complete
        | Event::StayAway
        | Event::Expire => Ok(()),
    }
}

/// The gate in front of an appointment's call. Consultations are free, so it is always open; a
/// clinic that asks for a deposit or a referral writes its rule here.
#[must_use]
pub const fn may_call(_: AppointmentState) -> bool {
    true
}

/// When the call of an appointment may be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From this instant on.
    pub opens_at: Timestamp,
    /// Before this instant.
    pub closes_at: Timestamp,
}

/// The window of an appointment: from ten minutes before its start to its end.
#[must_use]
pub const fn window(starts_at: Timestamp, ends_at: Timestamp) -> Window {
    Window {
        opens_at: starts_at.plus_ms(-OPENS_BEFORE_MS),
        closes_at: ends_at,
    }
}

/// Whether its call may be started now.
///
/// # Errors
/// It is not confirmed, the gate is shut, or it is too early or too late.
pub fn check_call(state: AppointmentState, window: Window, now: Timestamp) -> Result<(), Refusal> {
    if state != AppointmentState::Confirmed || !may_call(state) {
        return Err(Refusal::AppointmentState);
    }
    if now < window.opens_at || window.closes_at <= now {
        return Err(Refusal::OutsideWindow);
    }
    Ok(())
}

/// Whether anything may still be agreed about an appointment.
///
/// # Errors
/// Its time is over: what became of it follows from who came.
pub fn check_not_over(ends_at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if now < ends_at {
        Ok(())
    } else {
        Err(Refusal::AppointmentState)
    }
}

/// How the call of an appointment stands, from its latest call's phase.
#[must_use]
pub const fn call_status(latest: Option<CallPhase>) -> CallStatus {
    match latest {
        None => CallStatus::Inactive,
        Some(CallPhase::Ringing) => CallStatus::Waiting,
        Some(CallPhase::Connecting | CallPhase::Active | CallPhase::Interrupted) => {
            CallStatus::Active
        }
        Some(CallPhase::Ended) => CallStatus::Ended,
    }
}

/// What is known of an appointment's calls once its window has closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// The doctor started or answered a call.
    pub doctor_came: bool,
    /// The patient did.
    pub patient_came: bool,
    /// They had sound or picture both ways.
    pub met: bool,
}

/// What becomes of an appointment that is still open when its window has closed and no call runs.
#[must_use]
pub const fn settle(state: AppointmentState, attendance: Attendance) -> (Event, Option<Absent>) {
    let Attendance {
        doctor_came,
        patient_came,
        met,
    } = attendance;
    match (state, met, doctor_came, patient_came) {
        (AppointmentState::Pending, ..) => (Event::Expire, None),
        (_, true, _, _) => (Event::Complete, None),
        (_, false, true, false) => (Event::StayAway, Some(Absent::Patient)),
        (_, false, false, true) => (Event::StayAway, Some(Absent::Doctor)),
        (_, false, false, false) => (Event::StayAway, Some(Absent::Both)),
        (_, false, true, true) => (Event::Expire, None),
    }
}

/// Every reminder there is, the earliest first.
pub const REMINDERS: [ReminderTime; 3] = [
    ReminderTime::Day,
    ReminderTime::Hour,
    ReminderTime::TenMinutes,
];

/// When a reminder is due.
#[must_use]
pub const fn reminder_at(reminder: ReminderTime, starts_at: Timestamp) -> Timestamp {
    let before_minutes = match reminder {
        ReminderTime::Day => 24 * 60,
        ReminderTime::Hour => 60,
        ReminderTime::TenMinutes => 10,
    };
    starts_at.plus_ms(-before_minutes * MINUTE_MS)
}

/// The reminder that says something true now. After a long absence several are due at once: only the nearest
/// does, and none once the appointment has begun.
#[must_use]
pub fn newest_due(starts_at: Timestamp, now: Timestamp) -> Option<ReminderTime> {
    let due = |reminder: &ReminderTime| reminder_at(*reminder, starts_at) <= now;
    let newest = REMINDERS.into_iter().rfind(due);
    newest.filter(|_| now < starts_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use AppointmentState as Is;
    use Event as On;

    const EVENTS: [On; 8] = [
        On::Confirm,
        On::Decline,
        On::Cancel,
        On::Move,
        On::Restore,
        On::Complete,
        On::StayAway,
        On::Expire,
    ];

    /// Written from the product's words, not from the match: rows are states, columns events.
    const EXPECTED: [[Option<Is>; 8]; 6] = {
        const C: Option<Is> = Some(Is::Confirmed);
        const X: Option<Is> = Some(Is::Cancelled);
        const R: Option<Is> = Some(Is::Rescheduled);
        const D: Option<Is> = Some(Is::Completed);
        const N: Option<Is> = Some(Is::NoShow);
        // confirm, decline, cancel, move, restore, complete, stay away, expire
        [
            [C, X, X, R, None, None, None, X],
            [C, None, X, R, None, D, N, X],
            [None, None, None, None, C, None, None, None],
            [None, X, X, None, None, None, None, X],
            [None, None, None, None, None, D, None, None],
            [None, None, None, None, None, None, N, None],
        ]
    };

    #[test]
    fn every_state_meets_every_event_as_the_table_says() {
        for (state, row) in Is::ALL.into_iter().zip(EXPECTED) {
            for (event, expected) in EVENTS.into_iter().zip(row) {
                let after = step(state, event);
                assert_eq!(after.ok(), expected, "{state:?} on {event:?}");
                let again = after.and_then(|after| step(after, event));
                // Moving and restoring are not repeated: each is part of another act.
                if !matches!(event, On::Move | On::Restore) {
                    assert_eq!(again, after, "{event:?} twice is not once");
                }
            }
        }
    }

    #[test]
    fn what_is_over_never_holds_its_time_again_but_by_a_declined_move() {
        for state in Is::ALL {
            for event in EVENTS {
                if let Ok(after) = step(state, event)
                    && !state.is_open()
                    && after.is_open()
                {
                    assert_eq!((state, event), (Is::Rescheduled, On::Restore));
                }
            }
        }
    }

    #[test]
    fn only_who_was_asked_answers() {
        for event in EVENTS {
            let answers = matches!(event, On::Confirm | On::Decline);
            let own = check_side(event, Party::Patient, Party::Patient);
            assert_eq!(own.is_err(), answers, "{event:?}");
            assert_eq!(check_side(event, Party::Patient, Party::Doctor), Ok(()));
        }
    }

    #[test]
    fn the_call_starts_inside_its_window_and_only_once_confirmed() {
        let at = |minutes: i64| Timestamp(minutes * 60_000);
        let window = window(at(60), at(90));
        for (now, allowed) in [(49, false), (50, true), (60, true), (89, true), (90, false)] {
            let checked = check_call(Is::Confirmed, window, at(now));
            assert_eq!(checked.is_ok(), allowed, "minute {now}");
        }
        for state in Is::ALL {
            assert!(may_call(state), "consultations are free");
            let checked = check_call(state, window, at(60));
            assert_eq!(checked.is_ok(), state == Is::Confirmed, "{state:?}");
        }
    }

    #[test]
    fn whoever_stayed_away_is_named() {
        let attendance = |doctor_came, patient_came, met| Attendance {
            doctor_came,
            patient_came,
            met,
        };
        for (came, expected) in [
            (
                attendance(false, false, false),
                (On::StayAway, Some(Absent::Both)),
            ),
            (
                attendance(true, false, false),
                (On::StayAway, Some(Absent::Patient)),
            ),
            (
                attendance(false, true, false),
                (On::StayAway, Some(Absent::Doctor)),
            ),
            (attendance(true, true, false), (On::Expire, None)),
            (attendance(true, true, true), (On::Complete, None)),
        ] {
            assert_eq!(settle(Is::Confirmed, came), expected, "{came:?}");
            assert_eq!(settle(Is::Pending, came), (On::Expire, None));
        }
    }

    #[test]
    fn reminders_come_a_day_an_hour_and_ten_minutes_before() {
        // 2026-11-22T15:00:00Z.
        let starts_at = Timestamp(1_795_359_600_000);
        let at = REMINDERS.map(|reminder| reminder_at(reminder, starts_at).0);
        // 2026-11-21T15:00:00Z, 2026-11-22T14:00:00Z, 2026-11-22T14:50:00Z.
        assert_eq!(
            at,
            [1_795_273_200_000, 1_795_356_000_000, 1_795_359_000_000]
        );
    }
}
