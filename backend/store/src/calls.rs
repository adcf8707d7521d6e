//! Calls: a row each, with a row for each of the two people.

use crate::columns::Bind;
use crate::page::{Page, Position, read_page};
use crate::schema::{call_members, calls};
use crate::{ReadTx, StoreError, WriteTx};
use anyhow::Context;
use diesel::prelude::*;
use domain::call::{Call, Ending, Member, Phase, Side, Terms};
use shared::{
    AppointmentId, CallId, CallKind, CallPhase, Cause, EntryId, MediaReport, Outcome, Pii,
    RingStage, RingStall, Role, ScheduleId, SessionId, Timestamp, UserId,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A call as stored.
#[derive(Clone, Debug)]
pub struct CallRecord {
    /// This call.
    pub id: CallId,
    /// Raised by one at each change.
    pub version: i64,
    /// The practice session, for a queue invitation.
    pub schedule_id: Option<ScheduleId>,
    /// The place in its queue.
    pub entry_id: Option<EntryId>,
    /// The appointment, for an appointment's call.
    pub appointment_id: Option<AppointmentId>,
    /// The direct call that came to nothing, for one by which the doctor calls back.
    pub calls_back: Option<CallId>,
    /// Why the patient rings; may be empty.
    pub reason: Pii,
    /// What the called person said when declining; may be empty.
    pub decline_message: Pii,
    /// The machine's state.
    pub call: Call,
}

impl CallRecord {
    /// A new call about nothing that was there before.
    #[must_use]
    pub fn new(id: CallId, call: Call) -> Self {
        Self {
            id,
            version: 1,
            schedule_id: None,
            entry_id: None,
            appointment_id: None,
            calls_back: None,
            reason: Pii::default(),
            decline_message: Pii::default(),
            call,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = calls)]
struct Row {
    id: CallId,
    version: i64,
    kind: CallKind,
    schedule_id: Option<ScheduleId>,
    entry_id: Option<EntryId>,
    phase: CallPhase,
    until_at: Option<Timestamp>,
    stage: RingStage,
    stall: Option<RingStall>,
    window_closes_at: Option<Timestamp>,
    placed_at: Timestamp,
    accepted_at: Option<Timestamp>,
    active_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    outcome: Option<Outcome>,
    cause: Option<Cause>,
    ended_by: Option<Side>,
    appointment_id: Option<AppointmentId>,
    loud_until_at: Timestamp,
    reason: Pii,
    decline_message: Pii,
    calls_back: Option<CallId>,
}

#[derive(Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = call_members)]
struct MemberRow {
    call_id: CallId,
    side: Side,
    user_id: UserId,
    session_id: Option<SessionId>,
    microphone_on: bool,
    camera_on: bool,
    receiving: bool,
}

impl Row {
    fn terms(&self) -> anyhow::Result<Terms> {
        Ok(match self.kind {
            CallKind::Queue => Terms::queue_invitation(),
            CallKind::Direct if self.calls_back.is_some() => Terms::call_back(),
            CallKind::Direct => Terms::direct_call(),
            CallKind::Appointment => Terms::appointment(
                self.window_closes_at
                    .context("an appointment's call without a window")?,
            ),
        })
    }

    fn phase(&self) -> anyhow::Result<Phase> {
        let until = || self.until_at.context("a phase without its deadline");
        Ok(match self.phase {
            CallPhase::Ringing => Phase::Ringing { until: until()? },
            CallPhase::Connecting => Phase::Connecting { until: until()? },
            CallPhase::Active => Phase::Active,
            CallPhase::Interrupted => Phase::Interrupted { until: until()? },
            CallPhase::Ended => Phase::Ended(Ending {
                outcome: self.outcome.context("an ended call without an outcome")?,
                cause: self.cause,
                by: self.ended_by,
                at: self.ended_at.context("an ended call without its end")?,
            }),
        })
    }

    fn record(self, members: &[MemberRow]) -> anyhow::Result<CallRecord> {
        let member = |side| {
            let row = members
                .iter()
                .find(|row| row.call_id == self.id && row.side == side);
            row.copied()
                .map(Member::from)
                .context("a call without its members")
        };
        let call = Call {
            terms: self.terms()?,
            phase: self.phase()?,
            caller: member(Side::Caller)?,
            callee: member(Side::Callee)?,
            loud_until: self.loud_until_at,
            stage: self.stage,
            stall: self.stall,
            placed_at: self.placed_at,
            accepted_at: self.accepted_at,
            active_at: self.active_at,
        };
        Ok(CallRecord {
            id: self.id,
            version: self.version,
            schedule_id: self.schedule_id,
            entry_id: self.entry_id,
            appointment_id: self.appointment_id,
            calls_back: self.calls_back,
            reason: self.reason,
            decline_message: self.decline_message,
            call,
        })
    }
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            user_id: row.user_id,
            session_id: row.session_id,
            media: MediaReport {
                microphone_on: row.microphone_on,
                camera_on: row.camera_on,
                receiving: row.receiving,
            },
        }
    }
}

impl ReadTx<'_> {
    fn with_members(&mut self, rows: Vec<Row>) -> Result<Vec<CallRecord>, StoreError> {
        let members: Vec<MemberRow> = self.run_each(&rows, |c, part| {
            call_members::table
                .filter(call_members::call_id.eq_any(part.iter().map(|row| Bind(row.id))))
                .select(MemberRow::as_select())
                .load(c)
        })?;
        rows.into_iter()
            .map(|row| Ok(row.record(&members)?))
            .collect()
    }

    /// The call with that id.
    pub fn call(&mut self, call_id: CallId) -> Result<Option<CallRecord>, StoreError> {
        let query = calls::table.find(Bind(call_id)).select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(self.with_members(rows)?.pop())
    }

    /// A person's calls, newest first; only the live one where `live_only`. At most `most`, and only those
    /// before a call, where one is named.
    pub fn calls_of(
        &mut self,
        user_id: UserId,
        live_only: LiveOnly,
        before: Option<CallId>,
        most: i64,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let mut mine = call_members::table
            .filter(call_members::user_id.eq(Bind(user_id)))
            .select(call_members::call_id)
            .order(call_members::call_id.desc())
            .limit(most)
            .into_boxed();
        if live_only == LiveOnly::Yes {
            mine = mine.filter(call_members::live.eq(true));
        }
        if let Some(before) = before {
            mine = mine.filter(call_members::call_id.lt(Bind(before)));
        }
        let ids: Vec<CallId> = self.run(|c| mine.load(c))?;
        let query = calls::table
            .filter(calls::id.eq_any(ids.into_iter().map(Bind)))
            .order(calls::id.desc())
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// A page of a person's calls, newest first.
    pub fn call_page(
        &mut self,
        user_id: UserId,
        live_only: LiveOnly,
        after: Option<Position>,
    ) -> Result<Page<CallRecord>, StoreError> {
        let read = |_, behind: Option<(i64, Uuid)>, most| {
            let before = behind.map(|(_, id)| CallId(id));
            self.calls_of(user_id, live_only, before, most)
        };
        read_page(after, 1, read, |call| (0, call.id.0))
    }

    /// The live calls of a practice session.
    pub fn live_calls_of_schedule(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::schedule_id.eq(Bind(schedule_id)))
            .filter(calls::phase.ne(Bind(CallPhase::Ended)))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// The calls of an appointment, newest first. At most `most`.
    pub fn calls_of_appointment(
        &mut self,
        appointment_id: AppointmentId,
        most: i64,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::appointment_id.eq(Bind(appointment_id)))
            .order(calls::id.desc())
            .limit(most)
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// Calls whose deadline has come, oldest first. At most `most`.
    pub fn due_calls(&mut self, now: Timestamp, most: i64) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::until_at.le(Bind(now)))
            .order(calls::until_at)
            .limit(most)
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// Calls with media both ways, oldest first: those after one, where one is named. At most `most`.
    pub fn active_calls(
        &mut self,
        after: Option<CallId>,
        most: i64,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let mut query = calls::table
            .filter(calls::phase.eq(Bind(CallPhase::Active)))
            .order(calls::id)
            .limit(most)
            .select(Row::as_select())
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(calls::id.gt(Bind(after)));
        }
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// The next deadline of any call.
    pub fn next_deadline(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let query = calls::table.select(diesel::dsl::min(calls::until_at));
        self.run(|c| query.first(c))
    }

    /// Names and roles of these calls' people, a page's at most.
    pub fn names_in(
        &mut self,
        calls: &[CallRecord],
    ) -> Result<HashMap<UserId, (Pii, Role)>, StoreError> {
        let mut people: Vec<UserId> = calls
            .iter()
            .flat_map(|it| [it.call.caller.user_id, it.call.callee.user_id])
            .collect();
        people.sort_unstable();
        people.dedup();
        self.names_of(&people)
    }
}

/// Whether only a live call is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveOnly {
    /// Only that.
    Yes,
    /// Ended ones, too.
    No,
}

/// The columns of the phase, which change together.
macro_rules! phase_columns {
    ($record:ident) => {{
        let call = &$record.call;
        let ending = match call.phase {
            Phase::Ended(ending) => Some(ending),
            Phase::Ringing { .. }
            | Phase::Connecting { .. }
            | Phase::Active
            | Phase::Interrupted { .. } => None,
        };
        (
            calls::version.eq($record.version),
            calls::phase.eq(Bind(call.shown_phase())),
            calls::until_at.eq(call.deadline().map(Bind)),
            calls::loud_until_at.eq(Bind(call.loud_until)),
            calls::stage.eq(Bind(call.stage)),
            calls::stall.eq(call.stall.map(Bind)),
            calls::accepted_at.eq(call.accepted_at.map(Bind)),
            calls::active_at.eq(call.active_at.map(Bind)),
            calls::ended_at.eq(ending.map(|ending| Bind(ending.at))),
            calls::outcome.eq(ending.map(|ending| Bind(ending.outcome))),
            calls::cause.eq(ending.and_then(|ending| ending.cause).map(Bind)),
            calls::ended_by.eq(ending.and_then(|ending| ending.by).map(Bind)),
        )
    }};
}

impl WriteTx<'_> {
    /// Stores a new call.
    ///
    /// # Errors
    /// [`crate::Violation::PersonBusy`] where one of the two is in a live call.
    pub fn add_call(&mut self, record: &CallRecord) -> Result<(), StoreError> {
        let call = &record.call;
        let window = match call.terms.ring_until {
            domain::call::RingUntil::WindowCloses(at) => Some(Bind(at)),
            domain::call::RingUntil::Lasting(_) => None,
        };
        let fixed = (
            calls::id.eq(Bind(record.id)),
            calls::kind.eq(Bind(call.terms.kind)),
            calls::schedule_id.eq(record.schedule_id.map(Bind)),
            calls::entry_id.eq(record.entry_id.map(Bind)),
            calls::appointment_id.eq(record.appointment_id.map(Bind)),
            calls::window_closes_at.eq(window),
            calls::placed_at.eq(Bind(call.placed_at)),
            calls::reason.eq(Bind(&record.reason)),
            calls::calls_back.eq(record.calls_back.map(Bind)),
        );
        let values = (fixed, phase_columns!(record));
        self.run(|c| diesel::insert_into(calls::table).values(values).execute(c))?;
        for side in [Side::Caller, Side::Callee] {
            let member = call.member(side);
            let values = (
                call_members::call_id.eq(Bind(record.id)),
                call_members::side.eq(Bind(side)),
                call_members::user_id.eq(Bind(member.user_id)),
                call_members::session_id.eq(member.session_id.map(Bind)),
                call_members::microphone_on.eq(member.media.microphone_on),
                call_members::camera_on.eq(member.media.camera_on),
                call_members::receiving.eq(member.media.receiving),
                call_members::live.eq(call.is_live()),
            );
            self.run(|c| {
                diesel::insert_into(call_members::table)
                    .values(values)
                    .execute(c)
            })?;
        }
        self.note_reachability(call);
        self.afterwards.deadlines = true;
        Ok(())
    }

    /// Both are in a call now, or no longer.
    fn note_reachability(&mut self, call: &Call) {
        let both = [call.caller.user_id, call.callee.user_id];
        self.afterwards.reachable.extend(both);
    }

    /// Stores a call's new state.
    pub fn save_call(&mut self, record: &CallRecord) -> Result<(), StoreError> {
        let key = Bind(record.id);
        let message = calls::decline_message.eq(Bind(&record.decline_message));
        let set = (phase_columns!(record), message);
        self.run(|c| {
            diesel::update(calls::table.filter(calls::id.eq(key)))
                .set(set)
                .execute(c)
        })?;
        for side in [Side::Caller, Side::Callee] {
            let member = record.call.member(side);
            let row = call_members::table
                .filter(call_members::call_id.eq(key))
                .filter(call_members::side.eq(Bind(side)));
            let set = (
                call_members::session_id.eq(member.session_id.map(Bind)),
                call_members::microphone_on.eq(member.media.microphone_on),
                call_members::camera_on.eq(member.media.camera_on),
                call_members::receiving.eq(member.media.receiving),
                call_members::live.eq(record.call.is_live()),
            );
            self.run(|c| diesel::update(row).set(set).execute(c))?;
        }
        if !record.call.is_live() {
            self.afterwards.ended_calls.insert(record.id);
            self.note_reachability(&record.call);
        }
        self.afterwards.deadlines = true;
        Ok(())
    }
}
