//! Practice sessions: UPCOMING → ONLINE → COMPLETED, and never back.

use crate::Refusal;
use crate::text::Check;
use shared::{FieldCode, FieldProblem, NewSchedule, ScheduleStatus, Timestamp, limits};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Longest practice session from a start, in milliseconds: a day, so that a slip in the date shows. Where the
/// clocks are put back within it, that is an hour more.
fn longest_ms(plan: &NewSchedule) -> i64 {
    let next_day = || {
        let zone = crate::zone::find(&plan.time_zone)?;
        let start = jiff::Timestamp::from_millisecond(plan.starts_at.0).ok()?;
        let end = start
            .to_zoned_datetime(zone)
            .checked_add(jiff::Span::new().days(1));
        Some(end.ok()?.timestamp().as_millisecond())
    };
    let day_ms = next_day().map_or(DAY_MS, |end| end - plan.starts_at.0);
    day_ms.max(DAY_MS)
}

/// Whether a plan for a session holds together.
///
/// # Errors
/// Every wrong field.
pub fn check_plan(plan: &NewSchedule) -> Result<(), Vec<FieldProblem>> {
    let length = plan.ends_at.since_ms(plan.starts_at);
    let zone_is_known = crate::zone::find(&plan.time_zone).is_some();
    Check::new()
        .line("title", &plan.title, limits::MAX_NAME_CHARS)
        .note("description", &plan.description)
        .refuse_if(plan.starts_at.0 < 0, "starts_at", FieldCode::OutOfRange)
        .refuse_if(
            !(1..=longest_ms(plan)).contains(&length),
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

/// How long after its planned end a session that nobody ended goes on by itself, in milliseconds: half an hour.
pub const GRACE_MS: i64 = 30 * 60 * 1000;

/// Longest that somebody who waits keeps it open after its planned end, in milliseconds: half a day. A device
/// that was left on is no patient.
const LONGEST_WAIT_MS: i64 = 12 * 60 * 60 * 1000;

/// Who is in a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// A patient has a place and is not gone.
    pub somebody_waits: bool,
    /// A call rings or goes on.
    pub somebody_talks: bool,
}

/// Whether a session that nobody ended ends by itself. One that never started does so however many wait: its
/// doctor did not come.
#[must_use]
pub const fn ends_by_itself(
    status: ScheduleStatus,
    ends_at: Timestamp,
    attendance: Attendance,
    now: Timestamp,
) -> bool {
    let over_ms = now.since_ms(ends_at);
    let Attendance {
        somebody_waits,
        somebody_talks,
    } = attendance;
    match status {
        ScheduleStatus::Completed => false,
        ScheduleStatus::Upcoming => over_ms >= GRACE_MS,
        ScheduleStatus::Online => {
            let is_awaited = somebody_waits && over_ms < LONGEST_WAIT_MS;
            over_ms >= GRACE_MS && !is_awaited && !somebody_talks
        }
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
    fn a_session_that_nobody_ended_ends_when_its_time_and_a_grace_are_over_and_nobody_is_there() {
        let minute = |minutes: i64| Timestamp(minutes * 60_000);
        let nobody = Attendance::default();
        let waits = Attendance {
            somebody_waits: true,
            ..nobody
        };
        let talks = Attendance {
            somebody_talks: true,
            ..nobody
        };
        // Its end is minute 0.
        for (status, attendance, at, ends) in [
            (Online, nobody, 29, false),
            (Online, nobody, 30, true),
            (Online, waits, 30, false),
            (Online, waits, 12 * 60 - 1, false),
            (Online, waits, 12 * 60, true),
            (Online, talks, 30, false),
            (Online, talks, 100 * 60, false),
            (Upcoming, nobody, 29, false),
            (Upcoming, nobody, 30, true),
            (Upcoming, waits, 30, true),
            (Completed, nobody, 30, false),
        ] {
            let found = ends_by_itself(status, minute(0), attendance, minute(at));
            assert_eq!(found, ends, "{status:?} {attendance:?} at {at}");
        }
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
        let fields: Vec<_> = check_plan(&plan)
            .unwrap_err()
            .into_iter()
            .map(|p| p.field)
            .collect();
        assert_eq!(fields, ["ends_at", "capacity"]);
    }

    #[test]
    fn a_session_lasts_a_day_at_most_and_a_day_may_have_25_hours() {
        // 2026-10-25T00:00:00+02:00, when the clocks in Vienna are put back, and the day before.
        let (long_day, day_before) = (1_792_879_200_000, 1_792_792_800_000);
        let hours = |starts_at: i64, hours: i64| {
            let plan = NewSchedule {
                title: "Morning".into(),
                description: String::new(),
                starts_at: Timestamp(starts_at),
                ends_at: Timestamp(starts_at + hours * 3_600_000),
                time_zone: "Europe/Vienna".into(),
                capacity: 1,
            };
            check_plan(&plan).is_ok()
        };
        assert!(hours(long_day, 25) && !hours(long_day, 26));
        assert!(hours(day_before, 24) && !hours(day_before, 25));
    }
}
