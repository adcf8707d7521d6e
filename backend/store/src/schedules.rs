use crate::code::{from_word, id, word};
use crate::schema::{queue_entries, schedules, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{Pii, Schedule, ScheduleId, ScheduleStatus, Timestamp, UserId};

/// A practice session as stored, with its doctor's name and its queue's length.
#[derive(Clone, Debug)]
pub struct ScheduleRecord {
    /// As people may see it.
    pub schedule: Schedule,
    /// Raised at each change of its queue.
    pub queue_version: i64,
}

type Row = (
    (
        String,
        String,
        String,
        String,
        String,
        i64,
        i64,
        String,
        i64,
        i64,
        i64,
    ),
    String,
    String,
);

/// States in which a place still counts, as the database spells them.
pub(crate) const OPEN: [&str; 4] = ["waiting", "ready", "invited", "in_call"];

impl ReadTx<'_> {
    fn record(&mut self, row: Row) -> Result<ScheduleRecord, StoreError> {
        let (fields, doctor_name, specialty) = row;
        let (
            schedule_id,
            doctor_id,
            title,
            description,
            status,
            starts_at,
            ends_at,
            time_zone,
            capacity,
            version,
            queue_version,
        ) = fields;
        let waiting = self.count_open(&schedule_id)?;
        let schedule = Schedule {
            id: id(&schedule_id)?,
            doctor_id: id(&doctor_id)?,
            doctor_name: Pii(doctor_name),
            specialty,
            title,
            description,
            status: from_word(status)?,
            starts_at: Timestamp(starts_at),
            ends_at: Timestamp(ends_at),
            time_zone,
            capacity: u32::try_from(capacity).unwrap_or(u32::MAX),
            waiting,
            version,
        };
        Ok(ScheduleRecord {
            schedule,
            queue_version,
        })
    }

    fn count_open(&mut self, schedule_id: &str) -> Result<u32, StoreError> {
        let open = queue_entries::table
            .filter(queue_entries::schedule_id.eq(schedule_id))
            .filter(queue_entries::state.eq_any(OPEN))
            .count();
        let count: i64 = self.run(|c| open.get_result(c))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// One practice session.
    ///
    /// # Errors
    /// The query fails.
    pub fn schedule(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Option<ScheduleRecord>, StoreError> {
        let query = schedules::table
            .inner_join(users::table.on(users::id.eq(schedules::doctor_id)))
            .filter(schedules::id.eq(schedule_id.to_string()))
            .select((schedules::all_columns, users::name, users::specialty));
        let row: Option<Row> = self.run(|c| query.first(c).optional())?;
        row.map(|row| self.record(row)).transpose()
    }

    /// Practice sessions by start: a doctor's own, or everybody's that are not over. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn schedules(
        &mut self,
        of_doctor: Option<UserId>,
        most: i64,
    ) -> Result<Vec<Schedule>, StoreError> {
        let mut query = schedules::table
            .inner_join(users::table.on(users::id.eq(schedules::doctor_id)))
            .select((schedules::all_columns, users::name, users::specialty))
            .order((schedules::starts_at, schedules::id))
            .limit(most)
            .into_boxed();
        query = match of_doctor {
            Some(doctor_id) => query.filter(schedules::doctor_id.eq(doctor_id.to_string())),
            None => query.filter(schedules::status.ne("completed")),
        };
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter()
            .map(|row| Ok(self.record(row)?.schedule))
            .collect()
    }

    /// A doctor's sessions that aren't over.
    ///
    /// # Errors
    /// The query fails.
    pub fn sessions_held_by(&mut self, doctor_id: UserId) -> Result<Vec<ScheduleId>, StoreError> {
        let query = schedules::table
            .filter(schedules::doctor_id.eq(doctor_id.to_string()))
            .filter(schedules::status.ne(word(&ScheduleStatus::Completed)?))
            .select(schedules::id);
        let rows: Vec<String> = self.run(|c| query.load(c))?;
        rows.iter().map(|text| Ok(id(text)?)).collect()
    }
}

impl WriteTx<'_> {
    /// Stores a new practice session; its doctor's name and its waiting count are not stored.
    ///
    /// # Errors
    /// The query fails.
    pub fn add_schedule(&mut self, schedule: &Schedule) -> Result<(), StoreError> {
        let values = (
            schedules::id.eq(schedule.id.to_string()),
            schedules::doctor_id.eq(schedule.doctor_id.to_string()),
            schedules::title.eq(&schedule.title),
            schedules::description.eq(&schedule.description),
            schedules::status.eq(word(&schedule.status)?),
            schedules::starts_at.eq(schedule.starts_at.0),
            schedules::ends_at.eq(schedule.ends_at.0),
            schedules::time_zone.eq(&schedule.time_zone),
            schedules::capacity.eq(i64::from(schedule.capacity)),
            schedules::version.eq(schedule.version),
        );
        self.run(|c| {
            diesel::insert_into(schedules::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Moves a practice session on.
    ///
    /// # Errors
    /// The query fails.
    pub fn set_schedule_status(
        &mut self,
        schedule_id: ScheduleId,
        status: ScheduleStatus,
    ) -> Result<(), StoreError> {
        let key = schedule_id.to_string();
        let set = (
            schedules::status.eq(word(&status)?),
            schedules::version.eq(schedules::version + 1),
        );
        self.run(|c| {
            diesel::update(schedules::table.find(key))
                .set(set)
                .execute(c)
        })?;
        self.touch_queue(schedule_id)
    }

    /// Notes that a queue changed, so that those who watch it are told.
    ///
    /// # Errors
    /// The query fails.
    pub fn touch_queue(&mut self, schedule_id: ScheduleId) -> Result<(), StoreError> {
        self.afterwards.queues.insert(schedule_id);
        let key = schedule_id.to_string();
        let set = schedules::queue_version.eq(schedules::queue_version + 1);
        self.run(|c| {
            diesel::update(schedules::table.find(key))
                .set(set)
                .execute(c)
        })
        .map(drop)
    }

    /// Stores a changed plan.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_plan(&mut self, schedule: &Schedule) -> Result<(), StoreError> {
        let set = (
            schedules::title.eq(&schedule.title),
            schedules::description.eq(&schedule.description),
            schedules::starts_at.eq(schedule.starts_at.0),
            schedules::ends_at.eq(schedule.ends_at.0),
            schedules::time_zone.eq(&schedule.time_zone),
            schedules::capacity.eq(i64::from(schedule.capacity)),
            schedules::version.eq(schedules::version + 1),
        );
        let key = schedule.id.to_string();
        self.run(|c| {
            diesel::update(schedules::table.find(key))
                .set(set)
                .execute(c)
        })
        .map(drop)
    }

    /// Deletes a session that never started, with the places in its queue.
    ///
    /// # Errors
    /// The query fails.
    pub fn delete_schedule(&mut self, schedule_id: ScheduleId) -> Result<(), StoreError> {
        let key = schedule_id.to_string();
        let places = queue_entries::table.filter(queue_entries::schedule_id.eq(&key));
        self.run(|c| diesel::delete(places).execute(c))?;
        self.run(|c| diesel::delete(schedules::table.find(&key)).execute(c))
            .map(drop)
    }
}
