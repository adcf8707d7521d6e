//! A place in a queue.
//!
//! ```text
//!   join -> waiting <-> ready -> invited -> in_call -> done
//!              ^                    |          |         |
//!              +----- declined, ----+----------+         |
//!              |      missed, lost                       |
//!              +---- reset (call again) -----------------+
//!   waiting, ready, invited -> left | removed;  waiting, ready -> no_show | left (lapsed)
//! ```

use crate::Refusal;
use shared::{EntryState, Outcome, ScheduleStatus, Timestamp};

/// What happens to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryEvent {
    /// The patient says ready, or not ready.
    SetReady(bool),
    /// The doctor rings.
    Invite,
    /// The patient accepts.
    Accept,
    /// The call about this place ended.
    Settle(Outcome),
    /// The patient gives it up.
    Leave,
    /// The doctor takes it away.
    Remove,
    /// The patient did not turn up.
    MarkNoShow,
    /// The doctor puts the patient back into the queue.
    Reset,
    /// The patient joins again after the place was settled.
    Rejoin,
    /// The session ends.
    SessionEnds,
    /// None of the patient's devices was connected for too long.
    Lapse,
}

/// The state after `event`.
///
/// # Errors
/// The event does not fit the state; nothing changes.
pub const fn step(state: EntryState, event: EntryEvent) -> Result<EntryState, Refusal> {
    use EntryEvent as On;
    use EntryState as Is;
    match (state, event) {
        (Is::Waiting | Is::Ready, On::SetReady(true)) => Ok(Is::Ready),
        (Is::Waiting | Is::Ready, On::SetReady(false)) => Ok(Is::Waiting),
        (Is::Ready, On::Invite) => Ok(Is::Invited),
        (Is::Waiting, On::Invite) => Err(Refusal::PatientNotReady),
        (Is::Invited, On::Accept) => Ok(Is::InCall),
        (Is::Invited | Is::InCall, On::Settle(outcome)) => Ok(after_call(outcome)),
        (Is::Waiting | Is::Ready | Is::Invited, On::Leave) | (Is::Left, On::Leave) => Ok(Is::Left),
        (Is::Waiting | Is::Ready | Is::Invited, On::Remove) | (Is::Removed, On::Remove) => {
            Ok(Is::Removed)
        }
        (Is::Waiting | Is::Ready, On::MarkNoShow) | (Is::NoShow, On::MarkNoShow) => Ok(Is::NoShow),
        (Is::Waiting | Is::Ready, On::Lapse) => Ok(Is::Left),
        (Is::Waiting | Is::Ready, On::Reset) => Ok(state),
        (Is::Done | Is::NoShow | Is::Removed | Is::Left, On::Reset) => Ok(Is::Waiting),
        (Is::Left | Is::Done | Is::NoShow, On::Rejoin) => Ok(Is::Waiting),
        (Is::Waiting | Is::Ready | Is::Invited | Is::InCall, On::Rejoin) => Ok(state),
        (Is::Waiting | Is::Ready | Is::Invited, On::SessionEnds) => Ok(Is::Left),
        (Is::InCall, On::SessionEnds) => Ok(Is::Done),
        (Is::Done | Is::Left | Is::NoShow | Is::Removed, On::SessionEnds) => Ok(state),
        (
            Is::Waiting
            | Is::Ready
            | Is::Invited
            | Is::InCall
            | Is::Done
            | Is::Left
            | Is::NoShow
            | Is::Removed,
            On::SetReady(_)
            | On::Invite
            | On::Accept
            | On::Settle(_)
            | On::Leave
            | On::Remove
            | On::MarkNoShow
            | On::Reset
            | On::Rejoin
            | On::Lapse,
        ) => Err(Refusal::EntryState),
    }
}

/// Where a call leaves the place: only a consultation that took place settles it. Whoever was not
/// heard, or whose connection failed, keeps the place and says ready again.
const fn after_call(outcome: Outcome) -> EntryState {
    match outcome {
        Outcome::Completed => EntryState::Done,
        Outcome::NoShow => EntryState::NoShow,
        Outcome::Declined
        | Outcome::Missed
        | Outcome::Cancelled
        | Outcome::NeverConnected
        | Outcome::Lost => EntryState::Waiting,
    }
}

/// Whether a place is given free whose patient has been gone since then: for as long as a clinic waits,
/// and only while the doctor is there. A ring or a call ends by itself before.
#[must_use]
pub fn lapses(
    state: EntryState,
    session: ScheduleStatus,
    gone_since: Timestamp,
    patience_ms: i64,
    now: Timestamp,
) -> bool {
    let waits = matches!(state, EntryState::Waiting | EntryState::Ready);
    let held = session == ScheduleStatus::Online;
    waits && held && now.since_ms(gone_since) >= patience_ms
}

/// Whole years from a birth date to a day, both as (year, month, day) of the Gregorian calendar.
#[must_use]
pub fn age_in_years(born: (i16, i8, i8), today: (i16, i8, i8)) -> Option<u32> {
    let had_birthday = (today.1, today.2) >= (born.1, born.2);
    let years = i32::from(today.0) - i32::from(born.0) - i32::from(!had_birthday);
    u32::try_from(years).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntryEvent as On;
    use EntryState as Is;

    #[test]
    fn only_a_ready_patient_is_invited() {
        assert_eq!(step(Is::Ready, On::Invite), Ok(Is::Invited));
        assert_eq!(step(Is::Waiting, On::Invite), Err(Refusal::PatientNotReady));
        assert_eq!(step(Is::InCall, On::Invite), Err(Refusal::EntryState));
    }

    #[test]
    fn a_missed_ring_keeps_the_place_but_asks_for_ready_again() {
        for outcome in [Outcome::Missed, Outcome::Declined, Outcome::Cancelled] {
            assert_eq!(step(Is::Invited, On::Settle(outcome)), Ok(Is::Waiting));
        }
        assert_eq!(
            step(Is::InCall, On::Settle(Outcome::Completed)),
            Ok(Is::Done)
        );
    }

    #[test]
    fn a_removed_patient_does_not_walk_back_in() {
        assert_eq!(step(Is::Removed, On::Rejoin), Err(Refusal::EntryState));
        assert_eq!(step(Is::Removed, On::Reset), Ok(Is::Waiting));
    }

    #[test]
    fn the_end_of_the_session_settles_every_place() {
        for state in Is::ALL {
            assert!(
                !step(state, On::SessionEnds).unwrap().is_open(),
                "{state:?}"
            );
        }
    }

    #[test]
    fn a_place_lapses_once_its_patient_was_gone_for_as_long_as_the_clinic_waits() {
        let since = Timestamp(1_000_000);
        let lapses = |state, session, after_ms| {
            super::lapses(state, session, since, 1_800_000, since.plus_ms(after_ms))
        };
        for state in Is::ALL {
            let waits = matches!(state, Is::Waiting | Is::Ready);
            assert!(!lapses(state, ScheduleStatus::Online, 1_799_999));
            assert_eq!(lapses(state, ScheduleStatus::Online, 1_800_000), waits);
            // Whoever comes hours before need not wait for the doctor at the device.
            assert!(!lapses(state, ScheduleStatus::Upcoming, 9_000_000));
            // The rule and the machine agree on whom it is about.
            assert_eq!(step(state, On::Lapse).is_ok(), waits, "{state:?}");
        }
        assert_eq!(step(Is::Ready, On::Lapse), Ok(Is::Left));
        assert_eq!(step(Is::Left, On::Rejoin), Ok(Is::Waiting), "taken again");
    }

    #[test]
    fn ages() {
        assert_eq!(age_in_years((1980, 11, 22), (2026, 11, 21)), Some(45));
        assert_eq!(age_in_years((1980, 11, 21), (2026, 11, 21)), Some(46));
        assert_eq!(age_in_years((2024, 2, 29), (2025, 2, 28)), Some(0));
        assert_eq!(age_in_years((2027, 1, 1), (2026, 1, 1)), None);
    }
}
