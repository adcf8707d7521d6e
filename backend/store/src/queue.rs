use crate::code::{from_json, from_word, id, json, word};
use crate::schedules::OPEN;
use crate::schema::{calls, queue_entries, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::max;
use diesel::prelude::*;
use shared::{
    CallId, DeviceTest, EntryId, EntryState, Pii, RingReceipt, ScheduleId, Timestamp, UserId,
};

/// A place in a queue as stored.
#[derive(Clone, Debug)]
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

type Row = (
    String,
    String,
    String,
    String,
    i64,
    String,
    Option<String>,
    i64,
);
type CallRow = (Option<String>, String, String, Option<String>);

fn record(row: Row) -> Result<EntryRecord, StoreError> {
    let (entry_id, schedule_id, patient_id, state, turn, reason, device_test, joined_at) = row;
    Ok(EntryRecord {
        id: id(&entry_id)?,
        schedule_id: id(&schedule_id)?,
        patient_id: id(&patient_id)?,
        state: from_word(state)?,
        turn,
        reason: Pii(reason),
        device_test: device_test.as_deref().map(from_json).transpose()?,
        joined_at: Timestamp(joined_at),
    })
}

impl ReadTx<'_> {
    /// The places of a queue in turn, settled ones included.
    ///
    /// # Errors
    /// The query fails.
    pub fn queue(&mut self, schedule_id: ScheduleId) -> Result<Vec<EntryWithPatient>, StoreError> {
        let key = schedule_id.to_string();
        let places = queue_entries::table
            .inner_join(users::table.on(users::id.eq(queue_entries::patient_id)))
            .filter(queue_entries::schedule_id.eq(&key))
            .order((queue_entries::turn, queue_entries::id))
            .select((
                queue_entries::all_columns,
                users::name,
                users::date_of_birth,
            ));
        let rows: Vec<(Row, String, Option<String>)> = self.run(|c| places.load(c))?;
        let live = calls::table
            .filter(calls::schedule_id.eq(&key))
            .filter(calls::phase.ne("ended"))
            .select((calls::entry_id, calls::id, calls::stage, calls::stall));
        let live: Vec<CallRow> = self.run(|c| live.load(c))?;
        rows.into_iter()
            .map(|(row, name, date_of_birth)| {
                let call = live
                    .iter()
                    .find(|call| call.0.as_ref() == Some(&row.0))
                    .map(call_of)
                    .transpose()?;
                Ok(EntryWithPatient {
                    entry: record(row)?,
                    name: Pii(name),
                    date_of_birth: date_of_birth.map(Pii),
                    call,
                })
            })
            .collect()
    }

    /// The places of a queue in turn, without anything about the patients.
    ///
    /// # Errors
    /// The query fails.
    pub fn entries(&mut self, schedule_id: ScheduleId) -> Result<Vec<EntryRecord>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq(schedule_id.to_string()))
            .order((queue_entries::turn, queue_entries::id));
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().map(record).collect()
    }

    /// A patient's place in a queue.
    ///
    /// # Errors
    /// The query fails.
    pub fn entry_of(
        &mut self,
        schedule_id: ScheduleId,
        patient_id: UserId,
    ) -> Result<Option<EntryRecord>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq(schedule_id.to_string()))
            .filter(queue_entries::patient_id.eq(patient_id.to_string()));
        self.run(|c| query.first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// How many open places of a queue come before this turn.
    ///
    /// # Errors
    /// The query fails.
    pub fn count_before(&mut self, schedule_id: ScheduleId, turn: i64) -> Result<u32, StoreError> {
        let before = queue_entries::table
            .filter(queue_entries::schedule_id.eq(schedule_id.to_string()))
            .filter(queue_entries::turn.lt(turn))
            .filter(queue_entries::state.eq_any(OPEN))
            .count();
        let count: i64 = self.run(|c| before.get_result(c))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// How many with a place before this turn wait to be called.
    ///
    /// # Errors
    /// The query fails.
    pub fn count_waiting_before(
        &mut self,
        schedule_id: ScheduleId,
        turn: i64,
    ) -> Result<u32, StoreError> {
        let before = queue_entries::table
            .filter(queue_entries::schedule_id.eq(schedule_id.to_string()))
            .filter(queue_entries::turn.lt(turn))
            .filter(queue_entries::state.eq_any(["waiting", "ready"]))
            .count();
        let count: i64 = self.run(|c| before.get_result(c))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The place with that id.
    ///
    /// # Errors
    /// The query fails.
    pub fn entry(&mut self, entry_id: EntryId) -> Result<Option<EntryRecord>, StoreError> {
        let key = entry_id.to_string();
        self.run(|c| queue_entries::table.find(key).first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// The schedules in whose queue a patient has a place that is not settled.
    ///
    /// # Errors
    /// The query fails.
    pub fn queues_of(&mut self, patient_id: UserId) -> Result<Vec<ScheduleId>, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::patient_id.eq(patient_id.to_string()))
            .filter(queue_entries::state.eq_any(OPEN))
            .select(queue_entries::schedule_id);
        let rows: Vec<String> = self.run(|c| query.load(c))?;
        rows.iter().map(|text| Ok(id(text)?)).collect()
    }
}

fn call_of(row: &CallRow) -> Result<(CallId, RingReceipt), StoreError> {
    let (_, call_id, stage, stall) = row.clone();
    let receipt = RingReceipt {
        stage: from_word(stage)?,
        stall: crate::code::from_words(stall)?,
    };
    Ok((id(&call_id)?, receipt))
}

impl WriteTx<'_> {
    /// The turn behind everybody's.
    ///
    /// # Errors
    /// The query fails.
    pub fn last_turn(&mut self, schedule_id: ScheduleId) -> Result<i64, StoreError> {
        let query = queue_entries::table
            .filter(queue_entries::schedule_id.eq(schedule_id.to_string()))
            .select(max(queue_entries::turn));
        let last: Option<i64> = self.run(|c| query.first(c))?;
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    /// Stores a new place.
    ///
    /// # Errors
    /// [`crate::Violation::AlreadyInQueue`], or the query fails.
    pub fn add_entry(&mut self, entry: &EntryRecord) -> Result<(), StoreError> {
        let values = (
            queue_entries::id.eq(entry.id.to_string()),
            queue_entries::schedule_id.eq(entry.schedule_id.to_string()),
            queue_entries::patient_id.eq(entry.patient_id.to_string()),
            queue_entries::state.eq(word(&entry.state)?),
            queue_entries::turn.eq(entry.turn),
            queue_entries::reason.eq(entry.reason.reveal()),
            queue_entries::device_test.eq(entry.device_test.as_ref().map(json).transpose()?),
            queue_entries::joined_at.eq(entry.joined_at.0),
        );
        self.run(|c| {
            diesel::insert_into(queue_entries::table)
                .values(values)
                .execute(c)
        })?;
        self.touch_queue(entry.schedule_id)
    }

    /// Stores a place's new state, turn, reason and time of joining.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_entry(&mut self, entry: &EntryRecord) -> Result<(), StoreError> {
        let key = entry.id.to_string();
        let set = (
            queue_entries::state.eq(word(&entry.state)?),
            queue_entries::turn.eq(entry.turn),
            queue_entries::reason.eq(entry.reason.reveal()),
            queue_entries::device_test.eq(entry.device_test.as_ref().map(json).transpose()?),
            queue_entries::joined_at.eq(entry.joined_at.0),
        );
        self.run(|c| {
            diesel::update(queue_entries::table.find(key))
                .set(set)
                .execute(c)
        })?;
        self.touch_queue(entry.schedule_id)
    }
}
