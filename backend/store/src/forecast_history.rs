//! What there is to learn from about how fast a doctor works.

use crate::columns::Bind;
use crate::schema::{calls, queue_entries, schedules};
use crate::{ReadTx, StoreError};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use shared::{CallPhase, EntryId, ScheduleId, Timestamp, UserId};

/// An ended call of a practice session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
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

impl ReadTx<'_> {
    /// The newest ended calls of a doctor's practice sessions, oldest first. At most `most`.
    pub fn turn_calls(
        &mut self,
        doctor_id: UserId,
        most: i64,
    ) -> Result<Vec<TurnCall>, StoreError> {
        let query = calls::table
            .inner_join(schedules::table.on(calls::schedule_id.eq(schedules::id.nullable())))
            .inner_join(queue_entries::table.on(calls::entry_id.eq(queue_entries::id.nullable())))
            .filter(schedules::doctor_id.eq(Bind(doctor_id)))
            .filter(calls::phase.eq(Bind(CallPhase::Ended)))
            .filter(calls::ended_at.is_not_null())
            .order(calls::id.desc())
            .limit(most)
            .select((
                schedules::id,
                queue_entries::id,
                queue_entries::joined_at,
                calls::placed_at,
                calls::ended_at.assume_not_null(),
                calls::active_at.is_not_null(),
            ));
        let mut calls: Vec<TurnCall> = self.run(|c| query.load(c))?;
        calls.reverse();
        Ok(calls)
    }

    /// How far a session has come.
    pub fn session_mark(&mut self, schedule_id: ScheduleId) -> Result<SessionMark, StoreError> {
        let ended = || {
            calls::table
                .filter(calls::schedule_id.eq(Bind(schedule_id)))
                .filter(calls::phase.eq(Bind(CallPhase::Ended)))
        };
        let count: i64 = self.run(|c| ended().select(count_star()).first(c))?;
        let visits = ended().filter(calls::active_at.is_not_null());
        let free_at: Option<Timestamp> =
            self.run(|c| visits.select(max(calls::ended_at)).first(c))?;
        Ok(SessionMark {
            ended: count,
            free_at,
        })
    }

    /// When the session's live call began to ring, where there is one.
    pub fn ringing_since(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let query = calls::table
            .filter(calls::schedule_id.eq(Bind(schedule_id)))
            .filter(calls::phase.ne(Bind(CallPhase::Ended)))
            .select(calls::placed_at);
        self.run(|c| query.first(c).optional())
    }
}
