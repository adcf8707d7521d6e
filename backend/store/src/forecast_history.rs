//! What there is to learn from about how fast a doctor works.

use crate::code::id;
use crate::schema::{calls, queue_entries, schedules};
use crate::{ReadTx, StoreError};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use shared::{EntryId, ScheduleId, Timestamp, UserId};

/// An ended call of a practice session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnCall {
    /// In which session.
    pub schedule_id: ScheduleId,
    /// For whose place.
    pub entry_id: EntryId,
    /// When that patient joined the queue.
    pub joined_at: Timestamp,
    /// When it began to ring.
    pub placed_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Whether the two saw each other.
    pub took_place: bool,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionMark {
    /// How many of its calls have ended.
    pub ended: i64,
    /// When the last consultation ended.
    pub free_at: Option<Timestamp>,
}

type Row = (String, String, i64, i64, Option<i64>, Option<i64>);

impl ReadTx<'_> {
    /// The newest ended calls of a doctor's practice sessions, oldest first. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn turn_calls(
        &mut self,
        doctor_id: UserId,
        most: i64,
    ) -> Result<Vec<TurnCall>, StoreError> {
        let query = calls::table
            .inner_join(schedules::table.on(calls::schedule_id.eq(schedules::id.nullable())))
            .inner_join(queue_entries::table.on(calls::entry_id.eq(queue_entries::id.nullable())))
            .filter(schedules::doctor_id.eq(doctor_id.to_string()))
            .filter(calls::phase.eq("ended"))
            .order(calls::id.desc())
            .limit(most)
            .select((
                schedules::id,
                queue_entries::id,
                queue_entries::joined_at,
                calls::placed_at,
                calls::active_at,
                calls::ended_at,
            ));
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().rev().filter_map(turn_call).collect()
    }

    /// How far a session has come.
    ///
    /// # Errors
    /// The query fails.
    pub fn session_mark(&mut self, schedule_id: ScheduleId) -> Result<SessionMark, StoreError> {
        let ended = || {
            calls::table
                .filter(calls::schedule_id.eq(schedule_id.to_string()))
                .filter(calls::phase.eq("ended"))
        };
        let count: i64 = self.run(|c| ended().select(count_star()).first(c))?;
        let visits = ended().filter(calls::active_at.is_not_null());
        let free_at: Option<i64> = self.run(|c| visits.select(max(calls::ended_at)).first(c))?;
        Ok(SessionMark {
            ended: count,
            free_at: free_at.map(Timestamp),
        })
    }

    /// When the session's live call began to ring, where there is one.
    ///
    /// # Errors
    /// The query fails.
    pub fn ringing_since(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let query = calls::table
            .filter(calls::schedule_id.eq(schedule_id.to_string()))
            .filter(calls::phase.ne("ended"))
            .select(calls::placed_at);
        let placed_at: Option<i64> = self.run(|c| query.first(c).optional())?;
        Ok(placed_at.map(Timestamp))
    }
}

fn turn_call(row: Row) -> Option<Result<TurnCall, StoreError>> {
    let (schedule_id, entry_id, joined_at, placed_at, active_at, ended_at) = row;
    let ended_at = Timestamp(ended_at?);
    let read = || {
        Ok(TurnCall {
            schedule_id: id(&schedule_id)?,
            entry_id: id(&entry_id)?,
            joined_at: Timestamp(joined_at),
            placed_at: Timestamp(placed_at),
            ended_at,
            took_place: active_at.is_some(),
        })
    };
    Some(read())
}
