//! Practice sessions: UPCOMING → ONLINE → COMPLETED, and never back.

use crate::Refusal;
use crate::text::Check;
use shared::{FieldCode, FieldProblem, NewSchedule, ScheduleStatus, limits};

/// Longest practice session: a day, so that a slip in the date shows.
pub const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;

/// Whether a plan for a session holds together.
///
/// `zone_is_known` tells whether the time zone is in the IANA database, which this crate does not carry.
///
/// # Errors
/// Every wrong field.
pub fn check_plan(plan: &NewSchedule, zone_is_known: bool) -> Result<(), Vec<FieldProblem>> {
    let length = plan.ends_at.since_ms(plan.starts_at);
    Check::new()
        .line("title", &plan.title, limits::MAX_NAME_CHARS)
        .note("description", &plan.description)
        .refuse_if(plan.starts_at.0 < 0, "starts_at", FieldCode::OutOfRange)
        .refuse_if(
            !(1..=LONGEST_MS).contains(&length),
            "ends_at",
            FieldCode::OutOfRange,
        )
        .refuse_if(!zone_is_known, "time_zone", FieldCode::Malformed)
        .refuse_if(
            !(1..=limits::MAX_QUEUE_CAPACITY).contains(&plan.capacity),
            "capacity",
            FieldCode::OutOfRange,
        )
        .finish()
}

/// The state after the doctor goes online. Starting twice is the same as starting once.
///
/// # Errors
/// A session that is over stays over.
pub const fn start(status: ScheduleStatus) -> Result<ScheduleStatus, Refusal> {
    match status {
        ScheduleStatus::Upcoming | ScheduleStatus::Online => Ok(ScheduleStatus::Online),
        ScheduleStatus::Completed => Err(Refusal::ScheduleCompleted),
    }
}

/// The state after the doctor ends the session. Ending twice is the same as ending once.
///
/// # Errors
/// A session that never started can't be ended.
pub const fn end(status: ScheduleStatus) -> Result<ScheduleStatus, Refusal> {
    match status {
        ScheduleStatus::Upcoming => Err(Refusal::ScheduleNotOnline),
        ScheduleStatus::Online | ScheduleStatus::Completed => Ok(ScheduleStatus::Completed),
    }
}

/// Whether the plan may be changed.
///
/// # Errors
/// Not once it has started.
pub const fn may_change(status: ScheduleStatus) -> Result<(), Refusal> {
    match status {
        ScheduleStatus::Upcoming => Ok(()),
        ScheduleStatus::Online | ScheduleStatus::Completed => Err(Refusal::ScheduleStarted),
    }
}

/// Whether the session may be deleted: nobody may lose a place without being told.
///
/// # Errors
/// It has started, or somebody waits.
pub const fn may_delete(status: ScheduleStatus, waiting: u32) -> Result<(), Refusal> {
    match status {
        ScheduleStatus::Upcoming if waiting == 0 => Ok(()),
        ScheduleStatus::Upcoming => Err(Refusal::EntryState),
        ScheduleStatus::Online | ScheduleStatus::Completed => Err(Refusal::ScheduleStarted),
    }
}

/// Whether patients may take places: before the session and during it.
///
/// # Errors
/// Not after it, and not when the queue holds `capacity` already.
pub const fn may_join(status: ScheduleStatus, waiting: u32, capacity: u32) -> Result<(), Refusal> {
    match status {
        ScheduleStatus::Completed => Err(Refusal::ScheduleCompleted),
        ScheduleStatus::Upcoming | ScheduleStatus::Online if waiting >= capacity => {
            Err(Refusal::QueueFull)
        }
        ScheduleStatus::Upcoming | ScheduleStatus::Online => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ScheduleStatus::{Completed, Online, Upcoming};
    use shared::Timestamp;

    #[test]
    fn a_session_only_moves_forward() {
        assert_eq!([start(Upcoming), start(Online)], [Ok(Online), Ok(Online)]);
        assert_eq!(start(Completed), Err(Refusal::ScheduleCompleted));
        assert_eq!(
            [end(Online), end(Completed)],
            [Ok(Completed), Ok(Completed)]
        );
        assert_eq!(end(Upcoming), Err(Refusal::ScheduleNotOnline));
    }

    #[test]
    fn only_an_empty_session_that_never_started_is_deleted() {
        assert_eq!(may_delete(Upcoming, 0), Ok(()));
        assert_eq!(may_delete(Upcoming, 1), Err(Refusal::EntryState));
        assert_eq!(may_delete(Online, 0), Err(Refusal::ScheduleStarted));
        assert_eq!(may_change(Completed), Err(Refusal::ScheduleStarted));
        assert_eq!(may_change(Upcoming), Ok(()));
    }

    #[test]
    fn the_last_place_is_taken_once() {
        assert_eq!(may_join(Online, 4, 5), Ok(()));
        assert_eq!(may_join(Online, 5, 5), Err(Refusal::QueueFull));
        assert_eq!(may_join(Completed, 0, 5), Err(Refusal::ScheduleCompleted));
    }

    #[test]
    fn a_plan_that_ends_before_it_starts_is_refused() {
        let plan = NewSchedule {
            title: "Morning".into(),
            description: String::new(),
            starts_at: Timestamp(2_000),
            ends_at: Timestamp(1_000),
            time_zone: "Europe/Vienna".into(),
            capacity: 0,
        };
        let fields: Vec<_> = check_plan(&plan, true)
            .unwrap_err()
            .into_iter()
            .map(|p| p.field)
            .collect();
        assert_eq!(fields, ["ends_at", "capacity"]);
    }
}
