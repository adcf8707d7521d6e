//! Calls: a row each, with a row for each of the two people.

use crate::code::{from_word, from_words, id, word};
use crate::schema::{call_members, calls, users};
use crate::{ReadTx, StoreError, WriteTx};
use anyhow::{Context, anyhow};
use diesel::prelude::*;
use domain::call::{Call, Ending, Member, Phase, Side, Terms};
use shared::{
    AppointmentId, CallId, CallKind, EntryId, MediaReport, Pii, Role, ScheduleId, Timestamp, UserId,
};

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

/// Names and roles of the two people.
#[derive(Clone, Debug)]
pub struct MemberNames {
    /// Of the one who placed it.
    pub caller: (Pii, Role),
    /// Of the one who was alerted.
    pub callee: (Pii, Role),
}

#[derive(Queryable)]
struct Row {
    id: String,
    version: i64,
    kind: String,
    schedule_id: Option<String>,
    entry_id: Option<String>,
    phase: String,
    until_at: Option<i64>,
    stage: String,
    stall: Option<String>,
    window_closes_at: Option<i64>,
    placed_at: i64,
    accepted_at: Option<i64>,
    active_at: Option<i64>,
    ended_at: Option<i64>,
    outcome: Option<String>,
    cause: Option<String>,
    ended_by: Option<String>,
    appointment_id: Option<String>,
    loud_until_at: i64,
    reason: String,
    decline_message: String,
    calls_back: Option<String>,
}

type MemberRow = (
    String,
    String,
    String,
    Option<String>,
    bool,
    bool,
    bool,
    bool,
);

impl Row {
    fn terms(&self) -> anyhow::Result<Terms> {
        Ok(match from_word::<CallKind>(self.kind.clone())? {
            CallKind::Queue => Terms::queue_invitation(),
            CallKind::Direct if self.calls_back.is_some() => Terms::call_back(),
            CallKind::Direct => Terms::direct_call(),
            CallKind::Appointment => Terms::appointment(Timestamp(
                self.window_closes_at
                    .context("an appointment's call without a window")?,
            )),
        })
    }

    fn phase(&self) -> anyhow::Result<Phase> {
        let until = || {
            self.until_at
                .map(Timestamp)
                .context("a phase without its deadline")
        };
        Ok(match self.phase.as_str() {
            "ringing" => Phase::Ringing { until: until()? },
            "connecting" => Phase::Connecting { until: until()? },
            "active" => Phase::Active,
            "interrupted" => Phase::Interrupted { until: until()? },
            "ended" => Phase::Ended(Ending {
                outcome: from_word(
                    self.outcome
                        .clone()
                        .context("an ended call without an outcome")?,
                )?,
                cause: from_words(self.cause.clone())?,
                by: self.ended_by.as_deref().map(side).transpose()?,
                at: Timestamp(self.ended_at.context("an ended call without its end")?),
            }),
            _ => return Err(anyhow!("an unknown phase in the database")),
        })
    }

    fn record(self, members: &[MemberRow]) -> anyhow::Result<CallRecord> {
        let call = Call {
            terms: self.terms()?,
            phase: self.phase()?,
            caller: member(members, &self.id, "caller")?,
            callee: member(members, &self.id, "callee")?,
            loud_until: Timestamp(self.loud_until_at),
            stage: from_word(self.stage)?,
            stall: from_words(self.stall)?,
            placed_at: Timestamp(self.placed_at),
            accepted_at: self.accepted_at.map(Timestamp),
            active_at: self.active_at.map(Timestamp),
        };
        Ok(CallRecord {
            id: id(&self.id)?,
            version: self.version,
            schedule_id: self.schedule_id.as_deref().map(id).transpose()?,
            entry_id: self.entry_id.as_deref().map(id).transpose()?,
            appointment_id: self.appointment_id.as_deref().map(id).transpose()?,
            calls_back: self.calls_back.as_deref().map(id).transpose()?,
            reason: Pii(self.reason),
            decline_message: Pii(self.decline_message),
            call,
        })
    }
}

fn side(word: &str) -> anyhow::Result<Side> {
    match word {
        "caller" => Ok(Side::Caller),
        "callee" => Ok(Side::Callee),
        _ => Err(anyhow!("an unknown side in the database")),
    }
}

pub(crate) const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Caller => "caller",
        Side::Callee => "callee",
    }
}

fn member(rows: &[MemberRow], call_id: &str, side: &str) -> anyhow::Result<Member> {
    let row = rows
        .iter()
        .find(|row| row.0 == call_id && row.1 == side)
        .context("a call without its members")?;
    let (_, _, user_id, session_id, microphone_on, camera_on, receiving, _) = row;
    Ok(Member {
        user_id: id(user_id)?,
        session_id: session_id.as_deref().map(id).transpose()?,
        media: MediaReport {
            microphone_on: *microphone_on,
            camera_on: *camera_on,
            receiving: *receiving,
        },
    })
}

const fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Ringing { .. } => "ringing",
        Phase::Connecting { .. } => "connecting",
        Phase::Active => "active",
        Phase::Interrupted { .. } => "interrupted",
        Phase::Ended(_) => "ended",
    }
}

impl ReadTx<'_> {
    fn with_members(&mut self, rows: Vec<Row>) -> Result<Vec<CallRecord>, StoreError> {
        let ids: Vec<&String> = rows.iter().map(|row| &row.id).collect();
        let query = call_members::table.filter(call_members::call_id.eq_any(ids));
        let members: Vec<MemberRow> = self.run(|c| query.load(c))?;
        rows.into_iter()
            .map(|row| Ok(row.record(&members)?))
            .collect()
    }

    /// The call with that id.
    ///
    /// # Errors
    /// The query fails.
    pub fn call(&mut self, call_id: CallId) -> Result<Option<CallRecord>, StoreError> {
        let key = call_id.to_string();
        let rows: Vec<Row> = self.run(|c| calls::table.filter(calls::id.eq(key)).load(c))?;
        Ok(self.with_members(rows)?.pop())
    }

    /// A person's calls, newest first; only the live one where `live_only`. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn calls_of(
        &mut self,
        user_id: UserId,
        live_only: LiveOnly,
        most: i64,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let mut mine = call_members::table
            .filter(call_members::user_id.eq(user_id.to_string()))
            .select(call_members::call_id)
            .order(call_members::call_id.desc())
            .limit(most)
            .into_boxed();
        if live_only == LiveOnly::Yes {
            mine = mine.filter(call_members::live.eq(true));
        }
        let ids: Vec<String> = self.run(|c| mine.load(c))?;
        let query = calls::table
            .filter(calls::id.eq_any(ids))
            .order(calls::id.desc());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// The live calls of a practice session.
    ///
    /// # Errors
    /// The query fails.
    pub fn live_calls_of_schedule(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::schedule_id.eq(schedule_id.to_string()))
            .filter(calls::phase.ne("ended"));
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// The calls of an appointment, newest first. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn calls_of_appointment(
        &mut self,
        appointment_id: AppointmentId,
        most: i64,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::appointment_id.eq(appointment_id.to_string()))
            .order(calls::id.desc())
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// Calls whose deadline has come, oldest first. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn due_calls(&mut self, now: Timestamp, most: i64) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::until_at.le(now.0))
            .order(calls::until_at)
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// Calls with media both ways, oldest first. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn active_calls(&mut self, most: i64) -> Result<Vec<CallRecord>, StoreError> {
        let query = calls::table
            .filter(calls::phase.eq("active"))
            .order(calls::id)
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        self.with_members(rows)
    }

    /// The next deadline of any call.
    ///
    /// # Errors
    /// The query fails.
    pub fn next_deadline(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let query = calls::table.select(diesel::dsl::min(calls::until_at));
        let next: Option<i64> = self.run(|c| query.first(c))?;
        Ok(next.map(Timestamp))
    }

    /// Names and roles of a call's two people.
    ///
    /// # Errors
    /// The query fails.
    pub fn names_of(&mut self, call: &Call) -> Result<MemberNames, StoreError> {
        let mut name = |user_id: UserId| {
            let query = users::table
                .find(user_id.to_string())
                .select((users::name, users::role));
            let (name, role): (String, String) = self.run(|c| query.first(c))?;
            Ok::<_, StoreError>((Pii(name), from_word(role)?))
        };
        Ok(MemberNames {
            caller: name(call.caller.user_id)?,
            callee: name(call.callee.user_id)?,
        })
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
type PhaseColumns = (
    diesel::dsl::Eq<calls::version, i64>,
    diesel::dsl::Eq<calls::phase, &'static str>,
    diesel::dsl::Eq<calls::until_at, Option<i64>>,
    diesel::dsl::Eq<calls::loud_until_at, i64>,
    diesel::dsl::Eq<calls::stage, String>,
    diesel::dsl::Eq<calls::stall, Option<String>>,
    diesel::dsl::Eq<calls::accepted_at, Option<i64>>,
    diesel::dsl::Eq<calls::active_at, Option<i64>>,
    diesel::dsl::Eq<calls::ended_at, Option<i64>>,
    diesel::dsl::Eq<calls::outcome, Option<String>>,
    diesel::dsl::Eq<calls::cause, Option<String>>,
    diesel::dsl::Eq<calls::ended_by, Option<&'static str>>,
);

fn phase_columns(record: &CallRecord) -> anyhow::Result<PhaseColumns> {
    let call = &record.call;
    let ending = match call.phase {
        Phase::Ended(ending) => Some(ending),
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => None,
    };
    Ok((
        calls::version.eq(record.version),
        calls::phase.eq(phase_word(call.phase)),
        calls::until_at.eq(call.deadline().map(|until| until.0)),
        calls::loud_until_at.eq(call.loud_until.0),
        calls::stage.eq(word(&call.stage)?),
        calls::stall.eq(call.stall.map(|stall| word(&stall)).transpose()?),
        calls::accepted_at.eq(call.accepted_at.map(|at| at.0)),
        calls::active_at.eq(call.active_at.map(|at| at.0)),
        calls::ended_at.eq(ending.map(|ending| ending.at.0)),
        calls::outcome.eq(ending.map(|ending| word(&ending.outcome)).transpose()?),
        calls::cause.eq(ending
            .and_then(|ending| ending.cause)
            .map(|cause| word(&cause))
            .transpose()?),
        calls::ended_by.eq(ending.and_then(|ending| ending.by).map(side_word)),
    ))
}

impl WriteTx<'_> {
    /// Stores a new call.
    ///
    /// # Errors
    /// [`crate::Violation::PersonBusy`] where one of the two is in a live call, or the query fails.
    pub fn add_call(&mut self, record: &CallRecord) -> Result<(), StoreError> {
        let call = &record.call;
        let window = match call.terms.ring_until {
            domain::call::RingUntil::WindowCloses(at) => Some(at.0),
            domain::call::RingUntil::Lasting(_) => None,
        };
        let fixed = (
            calls::id.eq(record.id.to_string()),
            calls::kind.eq(word(&call.terms.kind)?),
            calls::schedule_id.eq(record.schedule_id.map(|id| id.to_string())),
            calls::entry_id.eq(record.entry_id.map(|id| id.to_string())),
            calls::appointment_id.eq(record.appointment_id.map(|id| id.to_string())),
            calls::window_closes_at.eq(window),
            calls::placed_at.eq(call.placed_at.0),
            calls::reason.eq(record.reason.reveal().clone()),
            calls::calls_back.eq(record.calls_back.map(|id| id.to_string())),
        );
        let values = (fixed, phase_columns(record)?);
        self.run(|c| diesel::insert_into(calls::table).values(values).execute(c))?;
        for side in [Side::Caller, Side::Callee] {
            let member = call.member(side);
            let values = (
                call_members::call_id.eq(record.id.to_string()),
                call_members::side.eq(side_word(side)),
                call_members::user_id.eq(member.user_id.to_string()),
                call_members::session_id.eq(member.session_id.map(|id| id.to_string())),
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
    ///
    /// # Errors
    /// The query fails.
    pub fn save_call(&mut self, record: &CallRecord) -> Result<(), StoreError> {
        let key = record.id.to_string();
        let message = calls::decline_message.eq(record.decline_message.reveal().clone());
        let set = (phase_columns(record)?, message);
        self.run(|c| {
            diesel::update(calls::table.filter(calls::id.eq(&key)))
                .set(set)
                .execute(c)
        })?;
        for side in [Side::Caller, Side::Callee] {
            let member = record.call.member(side);
            let row = call_members::table
                .filter(call_members::call_id.eq(&key))
                .filter(call_members::side.eq(side_word(side)));
            let set = (
                call_members::session_id.eq(member.session_id.map(|id| id.to_string())),
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
