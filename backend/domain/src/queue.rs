//! A place in a queue.
//!
//! ```text
//!   join -> waiting <-> ready -> invited -> in_call -> done
//!              |          ^         |          |         |
//!              |          +---------+----------+         |
//!              |          missed, lost, never connected  |
//!              +-> invited, once the doctor is sure      |
//!              ^                    |                    |
//!              +----- declined -----+                    |
//!              +---- reset ------------------------------+
//!   waiting, ready, invited -> left | removed;  waiting, ready -> no_show | left (lapsed)
//! ```
//!
//! Ready is what the patient said last, and no lock: whoever was not reached is invited again in one
//! press, and whoever is not ready, or declined, once the doctor was asked.

use crate::Refusal;
use shared::{EntryState, FailedRing, Outcome, Presence, ScheduleStatus, SetBackTo, Timestamp};

/// What a patient said last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Said {
    /// To be ready.
    Ready,
    /// Not to be, or nothing yet.
    NotReady,
}

/// What happens to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryEvent {
    /// The patient says ready, or not ready.
    SetReady(bool),
    /// The doctor rings, in one press.
    Invite,
    /// The doctor rings, and was asked whether that is meant.
    InviteAnyway,
    /// The patient accepts.
    Accept,
    /// The call about this place ended; what the patient said before it rang.
    Settle(Outcome, Said),
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
        (Is::Ready, On::Invite) | (Is::Waiting | Is::Ready, On::InviteAnyway) => Ok(Is::Invited),
        (Is::Waiting, On::Invite) => Err(Refusal::PatientNotReady),
        (Is::Invited, On::Accept) => Ok(Is::InCall),
        (Is::Invited | Is::InCall, On::Settle(outcome, said)) => Ok(after_call(outcome, said)),
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
            | On::InviteAnyway
            | On::Accept
            | On::Settle(..)
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
/// reached, or whose connection failed, keeps the turn and is invited again in one press.
const fn after_call(outcome: Outcome, said: Said) -> EntryState {
    match (outcome, said) {
        (Outcome::Completed, _) => EntryState::Done,
        (Outcome::NoShow, _) => EntryState::NoShow,
        (Outcome::Missed | Outcome::NeverConnected | Outcome::Lost, _)
        | (Outcome::Cancelled, Said::Ready) => EntryState::Ready,
        (Outcome::Cancelled, Said::NotReady) | (Outcome::Declined, _) => EntryState::Waiting,
    }
}

/// Whether a call that ended so came to nothing, which the place then tells.
#[must_use]
pub const fn is_in_vain(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Missed
        | Outcome::NeverConnected
        | Outcome::Lost
        | Outcome::Cancelled
        | Outcome::Declined => true,
        Outcome::Completed | Outcome::NoShow => false,
    }
}

/// When a patient said to be there since an invitation that came to nothing.
#[must_use]
pub fn here_since(failed_at: Timestamp, ready_at: Option<Timestamp>) -> Option<Timestamp> {
    ready_at.filter(|at| *at > failed_at)
}

/// Whether the patient's devices ring once more after an invitation that was not answered: once, as long
/// after it as the clinic says, and not where the patient has come since.
#[must_use]
pub fn rings_once_more(
    failed: &FailedRing,
    reminded_at: Option<Timestamp>,
    after_ms: i64,
    now: Timestamp,
) -> bool {
    failed.outcome == Outcome::Missed
        && failed.here_since.is_none()
        && reminded_at.is_none()
        && now.since_ms(failed.at) >= after_ms
}

/// Whether "invite next" may mean this one; the first in turn of whom it is true is invited. Whoever is
/// gone keeps the place.
#[must_use]
pub const fn may_be_next(state: EntryState, presence: Presence) -> bool {
    matches!(state, EntryState::Ready) && presence.is_near()
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

/// Whether the doctor may set this patient back, or hand the place to a colleague: whoever waits.
///
/// # Errors
/// The patient is being rung, in the consultation, or not in the queue any more.
pub const fn check_waits(state: EntryState) -> Result<(), Refusal> {
    match state {
        EntryState::Waiting | EntryState::Ready => Ok(()),
        EntryState::Invited
        | EntryState::InCall
        | EntryState::Done
        | EntryState::Left
        | EntryState::NoShow
        | EntryState::Removed => Err(Refusal::EntryState),
    }
}

/// The order of a queue once the one at this place was set back. Nobody else overtakes anybody.
#[must_use]
pub fn set_back<T>(mut order: Vec<T>, at: usize, to: SetBackTo) -> Vec<T> {
    if at < order.len() {
        let one = order.remove(at);
        let place = match to {
            SetBackTo::BehindNext => order.len().min(at.saturating_add(1)),
            SetBackTo::End => order.len(),
        };
        order.insert(place, one);
    }
    order
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
    fn a_patient_who_is_not_ready_is_invited_only_once_the_doctor_was_asked() {
        for (state, in_one_press, once_asked) in [
            (Is::Ready, Ok(Is::Invited), Ok(Is::Invited)),
            (Is::Waiting, Err(Refusal::PatientNotReady), Ok(Is::Invited)),
            (
                Is::InCall,
                Err(Refusal::EntryState),
                Err(Refusal::EntryState),
            ),
            (Is::Left, Err(Refusal::EntryState), Err(Refusal::EntryState)),
        ] {
            assert_eq!(step(state, On::Invite), in_one_press, "{state:?}");
            assert_eq!(step(state, On::InviteAnyway), once_asked, "{state:?}");
        }
    }

    #[test]
    fn whoever_was_not_reached_keeps_the_turn_and_is_invited_again_in_one_press() {
        let (rings, talks) = (Is::Invited, Is::InCall);
        for (from, outcome, said, after) in [
            (rings, Outcome::Missed, Said::Ready, Is::Ready),
            (rings, Outcome::Missed, Said::NotReady, Is::Ready),
            (talks, Outcome::NeverConnected, Said::Ready, Is::Ready),
            (talks, Outcome::Lost, Said::NotReady, Is::Ready),
            (rings, Outcome::Cancelled, Said::Ready, Is::Ready),
            // A press that was taken back makes nobody ready.
            (rings, Outcome::Cancelled, Said::NotReady, Is::Waiting),
            (rings, Outcome::Declined, Said::Ready, Is::Waiting),
            (talks, Outcome::Completed, Said::Ready, Is::Done),
        ] {
            let settled = step(from, On::Settle(outcome, said));
            assert_eq!(settled, Ok(after), "{outcome:?} {said:?}");
            assert_eq!(is_in_vain(outcome), after.is_open(), "{outcome:?}");
        }
    }

    #[test]
    fn the_next_one_is_ready_and_there_or_just_away() {
        for state in Is::ALL {
            for presence in [Presence::Present, Presence::Away, Presence::Gone] {
                let next = state == Is::Ready && presence != Presence::Gone;
                assert_eq!(may_be_next(state, presence), next, "{state:?} {presence:?}");
            }
        }
    }

    #[test]
    fn a_second_ring_comes_once_and_only_to_those_who_have_not_come() {
        let missed = FailedRing {
            outcome: Outcome::Missed,
            cause: None,
            at: Timestamp(1_000_000),
            here_since: None,
        };
        let after = |failed: FailedRing, reminded: Option<i64>, ms| {
            let now = missed.at.plus_ms(ms);
            rings_once_more(&failed, reminded.map(Timestamp), 120_000, now)
        };
        assert!(!after(missed, None, 119_999));
        assert!(after(missed, None, 120_000));
        assert!(!after(missed, Some(1_120_000), 500_000));
        let here = FailedRing {
            here_since: Some(Timestamp(1_050_000)),
            ..missed
        };
        assert!(!after(here, None, 500_000));
        for outcome in [Outcome::Declined, Outcome::Cancelled, Outcome::Lost] {
            let other = FailedRing { outcome, ..missed };
            assert!(!after(other, None, 500_000), "{outcome:?}");
        }
    }

    #[test]
    fn whoever_says_ready_after_a_ring_in_vain_is_here() {
        let failed_at = Timestamp(1_000);
        assert_eq!(here_since(failed_at, None), None);
        assert_eq!(here_since(failed_at, Some(Timestamp(999))), None);
        let said = Some(Timestamp(1_001));
        assert_eq!(here_since(failed_at, said), said);
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
    fn who_is_set_back_lets_others_go_first_and_nobody_else_moves() {
        for (at, to, order) in [
            (0, SetBackTo::BehindNext, "bacd"),
            (0, SetBackTo::End, "bcda"),
            (1, SetBackTo::BehindNext, "acbd"),
            (2, SetBackTo::End, "abdc"),
            (3, SetBackTo::BehindNext, "abcd"),
            (3, SetBackTo::End, "abcd"),
            (9, SetBackTo::End, "abcd"),
        ] {
            let after: String = set_back("abcd".chars().collect(), at, to).iter().collect();
            assert_eq!(after, order, "{at} {to:?}");
        }
    }

    #[test]
    fn only_who_waits_is_set_back_or_handed_over() {
        for state in Is::ALL {
            let waits = matches!(state, Is::Waiting | Is::Ready);
            assert_eq!(check_waits(state).is_ok(), waits, "{state:?}");
        }
    }

    #[test]
    fn ages() {
        assert_eq!(age_in_years((1980, 11, 22), (2026, 11, 21)), Some(45));
        assert_eq!(age_in_years((1980, 11, 21), (2026, 11, 21)), Some(46));
        assert_eq!(age_in_years((2024, 2, 29), (2025, 2, 28)), Some(0));
        assert_eq!(age_in_years((2027, 1, 1), (2026, 1, 1)), None);
    }
}
