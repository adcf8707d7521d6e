use crate::columns::Bind;
use crate::schedules::open_states;
use crate::schema::{calls, notes, queue_entries, schedules, users};
use crate::{ChatMember, ReadTx, StoreError, WriteTx};
use diesel::dsl::max;
use diesel::prelude::*;
use domain::queue::{Said, here_since, is_in_vain};
use shared::{
    CallId, CallPhase, Cause, ChatMarks, DeviceTest, EncounterId, EntryId, EntryState, FailedRing,
    Outcome, Pii, RingReceipt, RingStage, RingStall, ScheduleId, ScheduleStatus, Timestamp, UserId,
};

/// A place in a queue as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = queue_entries)]
pub struct EntryRecord {
    /// This place.
    pub id: EntryId,
    /// In whose queue.
    pub schedule_id: ScheduleId,
    /// Whose place.
    pub patient_id: UserId,
    /// Where it stands.
    pub state: EntryState,
    /// Smaller ones come first.
    pub turn: i64,
    /// Why the patient comes.
    pub reason: Pii,
    /// What the patient's device could do when it was last tested.
    pub device_test: Option<DeviceTest>,
    /// When the patient joined.
    pub joined_at: Timestamp,
    /// What the patient said last, and the last invitation.
    #[diesel(embed)]
    pub contact: Contact,
}

/// What the patient of a place said last, and the last invitation, where it came to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = queue_entries)]
pub struct Contact {
    /// When the patient said ready; absent after another word.
    pub ready_at: Option<Timestamp>,
    /// How the last invitation ended.
    pub failed_outcome: Option<Outcome>,
    /// Why.
    pub failed_cause: Option<Cause>,
    /// When.
    pub failed_at: Option<Timestamp>,
    /// When the patient's devices rang once more after it, by the clinic's rule.
    pub reminded_at: Option<Timestamp>,
}

impl Contact {
    /// What the patient said last.
    #[must_use]
    pub const fn said(&self) -> Said {
        match self.ready_at {
            Some(_) => Said::Ready,
            None => Said::NotReady,
        }
    }

    /// The last invitation, where it came to nothing.
    #[must_use]
    pub fn failed_ring(&self) -> Option<FailedRing> {
        let (outcome, at) = self.failed_outcome.zip(self.failed_at)?;
        Some(FailedRing {
            outcome,
            cause: self.failed_cause,
            at,
            here_since: here_since(at, self.ready_at),
        })
    }

    /// After a call about the place ended so. Whoever declines says not to be ready.
    #[must_use]
    pub fn after_call(self, outcome: Outcome, cause: Option<Cause>, now: Timestamp) -> Self {
        let said = self.ready_at.filter(|_| outcome != Outcome::Declined);
        if !is_in_vain(outcome) {
            return Self {
                ready_at: said,
                ..Self::default()
            };
        }
        Self {
            ready_at: said,
            failed_outcome: Some(outcome),
            failed_cause: cause,
            failed_at: Some(now),
            reminded_at: None,
        }
    }
}

impl EntryRecord {
    /// The last invitation, where it came to nothing and the patient still waits.
    #[must_use]
    pub fn failed_ring(&self) -> Option<FailedRing> {
        match self.state {
            EntryState::Waiting | EntryState::Ready => self.contact.failed_ring(),
            EntryState::Invited
            | EntryState::InCall
            | EntryState::Done
            | EntryState::Left
            | EntryState::NoShow
            | EntryState::Removed => None,
        }
    }
}

/// A place with what its doctor sees of the patient and of a live call.
#[derive(Clone, Debug)]
pub struct EntryWithPatient {
    /// The place.
    pub entry: EntryRecord,
    /// The patient's name.
    pub name: Pii,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<Pii>,
    /// The live call about this place.
    pub call: Option<(CallId, RingReceipt)>,
}

type CallRow = (Option<EntryId>, CallId, RingStage, Option<RingStall>);

impl ReadTx<'_> {
    /// The places of a queue in turn, settled ones included.
    pub fn queue(&mut self, schedule_id: ScheduleId) -> Result<Vec<EntryWithPatient>, StoreError> {
        let key = Bind(schedule_id);
        let places = queue_entries::table
            .inner_join(users::table.on(users::id.eq(queue_entries::patient_id)))
            .filter(queue_entries::schedule_id.eq(key))
            .order((queue_entries::turn, queue_entries::id))
            .select((EntryRecord::as_select(), users::name, users::date_of_birth));
        let rows: Vec<(EntryRecord, Pii, Option<Pii>)> = self.run(|c| places.load(c))?;
        let live = calls::table
            .filter(calls::schedule_id.eq(key))
            .filter(calls::phase.ne(Bind(CallPhase::Ended)))
            .select((calls::entry_id, calls::id, calls::stage, calls::stall));
        let live: Vec<CallRow> = self.run(|c| live.load(c))?;
        let with_call = |(entry, name, date_of_birth): (EntryRecord, Pii, Option<Pii>)| {
            let call = live.iter().find(|call| call.0 == Some(entry.id));
            EntryWithPatient {
                call: call.map(|(_, id, stage, stall)| {
                    let (stage, stall) = (*stage, *stall);
                    (*id, RingReceipt { stage, stall })
                }),
                entry,
                name,
                date_of_birth,
            }
        };
        Ok(rows.into_iter().map(with_call).collect())
    }

    /// The places of a queue in turn, without anything about the patients.
    pub fn entries(&mut self, schedule_id: ScheduleId) -> Result<Vec<EntryRecord>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq(Bind(schedule_id)))
            .order((queue_entries::turn, queue_entries::id))
            .select(EntryRecord::as_select());
        self.run(|c| query.load(c))
    }

    /// The open places of these sessions, a page's at most: whose, and how each stands.
    pub fn open_places(
        &mut self,
        sessions: &[ScheduleId],
    ) -> Result<Vec<(ScheduleId, UserId, EntryState)>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq_any(sessions.iter().copied().map(Bind)))
            .filter(queue_entries::state.eq_any(open_states()))
            .select((
                queue_entries::schedule_id,
                queue_entries::patient_id,
                queue_entries::state,
            ));
        self.run(|c| query.load(c))
    }

    /// A patient's place in a queue.
    pub fn entry_of(
        &mut self,
        schedule_id: ScheduleId,
        patient_id: UserId,
    ) -> Result<Option<EntryRecord>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq(Bind(schedule_id)))
            .filter(queue_entries::patient_id.eq(Bind(patient_id)))
            .select(EntryRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// How many open places of a queue come before this turn.
    pub fn count_before(&mut self, schedule_id: ScheduleId, turn: i64) -> Result<u32, StoreError> {
        let before = queue_entries::table
            .filter(queue_entries::schedule_id.eq(Bind(schedule_id)))
            .filter(queue_entries::turn.lt(turn))
            .filter(queue_entries::state.eq_any(open_states()))
            .count();
        let count: i64 = self.run(|c| before.get_result(c))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// How many with a place before this turn wait to be called.
    pub fn count_waiting_before(
        &mut self,
        schedule_id: ScheduleId,
        turn: i64,
    ) -> Result<u32, StoreError> {
        let before = queue_entries::table
            .filter(queue_entries::schedule_id.eq(Bind(schedule_id)))
            .filter(queue_entries::turn.lt(turn))
            .filter(queue_entries::state.eq_any([EntryState::Waiting, EntryState::Ready].map(Bind)))
            .count();
        let count: i64 = self.run(|c| before.get_result(c))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The place with that id.
    pub fn entry(&mut self, entry_id: EntryId) -> Result<Option<EntryRecord>, StoreError> {
        let query = queue_entries::table
            .find(Bind(entry_id))
            .select(EntryRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// Places of sessions under way whose patients wait to be called, with how the session stands.
    pub fn waiting_places(&mut self) -> Result<Vec<(EntryRecord, ScheduleStatus)>, StoreError> {
        let waiting = [EntryState::Waiting, EntryState::Ready].map(Bind);
        let query = queue_entries::table
            .inner_join(schedules::table.on(schedules::id.eq(queue_entries::schedule_id)))
            .filter(schedules::status.eq(Bind(ScheduleStatus::Online)))
            .filter(queue_entries::state.eq_any(waiting))
            .select((EntryRecord::as_select(), schedules::status));
        self.run(|c| query.load(c))
    }

    /// The schedules in whose queue a patient has a place that is not settled.
    pub fn queues_of(&mut self, patient_id: UserId) -> Result<Vec<ScheduleId>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::patient_id.eq(Bind(patient_id)))
            .filter(queue_entries::state.eq_any(open_states()))
            .select(queue_entries::schedule_id);
        self.run(|c| query.load(c))
    }
}

/// All of a place that ever changes.
macro_rules! changing {
    ($entry:expr) => {
        (
            queue_entries::state.eq(Bind($entry.state)),
            queue_entries::turn.eq($entry.turn),
            queue_entries::reason.eq(Bind(&$entry.reason)),
            queue_entries::device_test.eq($entry.device_test.map(Bind)),
            queue_entries::joined_at.eq(Bind($entry.joined_at)),
            queue_entries::ready_at.eq($entry.contact.ready_at.map(Bind)),
            queue_entries::failed_outcome.eq($entry.contact.failed_outcome.map(Bind)),
            queue_entries::failed_cause.eq($entry.contact.failed_cause.map(Bind)),
            queue_entries::failed_at.eq($entry.contact.failed_at.map(Bind)),
            queue_entries::reminded_at.eq($entry.contact.reminded_at.map(Bind)),
        )
    };
}

impl WriteTx<'_> {
    /// The turn behind everybody's.
    pub fn last_turn(&mut self, schedule_id: ScheduleId) -> Result<i64, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq(Bind(schedule_id)))
            .select(max(queue_entries::turn));
        let last: Option<i64> = self.run(|c| query.first(c))?;
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    /// Stores a new place.
    ///
    /// # Errors
    /// [`crate::Violation::AlreadyInQueue`].
    pub fn add_entry(&mut self, entry: &EntryRecord) -> Result<(), StoreError> {
        let values = (
            queue_entries::id.eq(Bind(entry.id)),
            queue_entries::schedule_id.eq(Bind(entry.schedule_id)),
            queue_entries::patient_id.eq(Bind(entry.patient_id)),
            changing!(entry),
        );
        self.run(|c| {
            diesel::insert_into(queue_entries::table)
                .values(values)
                .execute(c)
        })?;
        self.touch_queue(entry.schedule_id)
    }

    /// Moves a place to the end of another session's queue. Its thread and its notes go with it: they are
    /// that session's doctor's from now on, who has read nothing of it yet.
    pub fn hand_over_entry(
        &mut self,
        entry: &EntryRecord,
        to: ScheduleId,
        doctor_id: UserId,
    ) -> Result<(), StoreError> {
        let turn = self.last_turn(to)?;
        let place = diesel::update(queue_entries::table.find(Bind(entry.id))).set((
            queue_entries::schedule_id.eq(Bind(to)),
            queue_entries::turn.eq(turn),
        ));
        self.run(|c| place.execute(c))?;
        let encounter_id = EncounterId::from(entry.id);
        let key = Bind(encounter_id);
        let notes =
            diesel::update(notes::table.find(key)).set(notes::doctor_id.eq(Bind(doctor_id)));
        self.run(|c| notes.execute(c))?;
        let unread = self.newest_message(encounter_id)?;
        let marks = ChatMarks::default();
        self.save_chat_member(encounter_id, doctor_id, ChatMember { marks, unread })?;
        self.touch_queue(entry.schedule_id)?;
        self.touch_queue(to)
    }

    /// Stores what became of a place.
    pub fn save_entry(&mut self, entry: &EntryRecord) -> Result<(), StoreError> {
        let key = Bind(entry.id);
        let set = changing!(entry);
        self.run(|c| {
            diesel::update(queue_entries::table.find(key))
                .set(set)
                .execute(c)
        })?;
        self.touch_queue(entry.schedule_id)
    }
}
