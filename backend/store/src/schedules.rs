use crate::columns::Bind;
use crate::schema::{queue_entries, schedules, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{EntryState, Pii, Schedule, ScheduleId, ScheduleStatus, Timestamp, UserId};

/// A practice session as stored, with its doctor's name and its queue's length.
#[derive(Clone, Debug)]
pub struct ScheduleRecord {
    /// As people may see it.
    pub schedule: Schedule,
    /// Raised at each change of its queue.
    pub queue_version: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = schedules)]
struct Row {
    id: ScheduleId,
    doctor_id: UserId,
    title: String,
    description: String,
    status: ScheduleStatus,
    starts_at: Timestamp,
    ends_at: Timestamp,
    time_zone: String,
    capacity: u32,
    version: i64,
    queue_version: i64,
}

/// A session, its doctor's name and specialty.
type RowWithDoctor = (Row, Pii, String);

/// The states in which a place still counts.
pub(crate) fn open_states() -> impl Iterator<Item = Bind<EntryState>> {
    let all = EntryState::ALL.into_iter();
    all.filter(|state| state.is_open()).map(Bind)
}

impl ReadTx<'_> {
    fn record(&mut self, row: RowWithDoctor) -> Result<ScheduleRecord, StoreError> {
        let (row, doctor_name, specialty) = row;
        let schedule = Schedule {
            id: row.id,
            doctor_id: row.doctor_id,
            doctor_name,
            specialty,
            title: row.title,
            description: row.description,
            status: row.status,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            time_zone: row.time_zone,
            capacity: row.capacity,
            waiting: self.count_open(row.id)?,
            version: row.version,
        };
        Ok(ScheduleRecord {
            schedule,
            queue_version: row.queue_version,
        })
    }

    fn count_open(&mut self, schedule_id: ScheduleId) -> Result<u32, StoreError> {
        let open = queue_entries::table
            .filter(queue_entries::schedule_id.eq(Bind(schedule_id)))
            .filter(queue_entries::state.eq_any(open_states()))
            .count();
        let count: i64 = self.run(|c| open.get_result(c))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// One practice session.
    pub fn schedule(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Option<ScheduleRecord>, StoreError> {
        let query = schedules::table
            .inner_join(users::table.on(users::id.eq(schedules::doctor_id)))
            .filter(schedules::id.eq(Bind(schedule_id)))
            .select((Row::as_select(), users::name, users::specialty));
        let row: Option<RowWithDoctor> = self.run(|c| query.first(c).optional())?;
        row.map(|row| self.record(row)).transpose()
    }

    /// Practice sessions by start: a doctor's own, or everybody's that are not over. At most `most`.
    pub fn schedules(
        &mut self,
        of_doctor: Option<UserId>,
        most: i64,
    ) -> Result<Vec<Schedule>, StoreError> {
        let mut query = schedules::table
            .inner_join(users::table.on(users::id.eq(schedules::doctor_id)))
            .select((Row::as_select(), users::name, users::specialty))
            .order((schedules::starts_at, schedules::id))
            .limit(most)
            .into_boxed();
        query = match of_doctor {
            Some(doctor_id) => query.filter(schedules::doctor_id.eq(Bind(doctor_id))),
            None => query.filter(schedules::status.ne(Bind(ScheduleStatus::Completed))),
        };
        let rows: Vec<RowWithDoctor> = self.run(|c| query.load(c))?;
        rows.into_iter()
            .map(|row| Ok(self.record(row)?.schedule))
            .collect()
    }

    /// A doctor's sessions that aren't over.
    pub fn sessions_held_by(&mut self, doctor_id: UserId) -> Result<Vec<ScheduleId>, StoreError> {
        let query = schedules::table
            .filter(schedules::doctor_id.eq(Bind(doctor_id)))
            .filter(schedules::status.ne(Bind(ScheduleStatus::Completed)))
            .select(schedules::id);
        self.run(|c| query.load(c))
    }
}

impl WriteTx<'_> {
    /// Stores a new practice session; its doctor's name and its waiting count are not stored.
    pub fn add_schedule(&mut self, schedule: &Schedule) -> Result<(), StoreError> {
        let values = (
            schedules::id.eq(Bind(schedule.id)),
            schedules::doctor_id.eq(Bind(schedule.doctor_id)),
            schedules::title.eq(&schedule.title),
            schedules::description.eq(&schedule.description),
            schedules::status.eq(Bind(schedule.status)),
            schedules::starts_at.eq(Bind(schedule.starts_at)),
            schedules::ends_at.eq(Bind(schedule.ends_at)),
            schedules::time_zone.eq(&schedule.time_zone),
            schedules::capacity.eq(Bind(schedule.capacity)),
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
    pub fn set_schedule_status(
        &mut self,
        schedule_id: ScheduleId,
        status: ScheduleStatus,
    ) -> Result<(), StoreError> {
        let key = Bind(schedule_id);
        let set = (
            schedules::status.eq(Bind(status)),
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
    pub fn touch_queue(&mut self, schedule_id: ScheduleId) -> Result<(), StoreError> {
        self.afterwards.queues.insert(schedule_id);
        let key = Bind(schedule_id);
        let set = schedules::queue_version.eq(schedules::queue_version + 1);
        self.run(|c| {
            diesel::update(schedules::table.find(key))
                .set(set)
                .execute(c)
        })
        .map(drop)
    }

    /// Stores a changed plan.
    pub fn save_plan(&mut self, schedule: &Schedule) -> Result<(), StoreError> {
        let set = (
            schedules::title.eq(&schedule.title),
            schedules::description.eq(&schedule.description),
            schedules::starts_at.eq(Bind(schedule.starts_at)),
            schedules::ends_at.eq(Bind(schedule.ends_at)),
            schedules::time_zone.eq(&schedule.time_zone),
            schedules::capacity.eq(Bind(schedule.capacity)),
            schedules::version.eq(schedules::version + 1),
        );
        let key = Bind(schedule.id);
        self.run(|c| {
            diesel::update(schedules::table.find(key))
                .set(set)
                .execute(c)
        })
        .map(drop)
    }

    /// Deletes a session that never started, with the places in its queue.
    pub fn delete_schedule(&mut self, schedule_id: ScheduleId) -> Result<(), StoreError> {
        let key = Bind(schedule_id);
        let places = queue_entries::table.filter(queue_entries::schedule_id.eq(key));
        self.run(|c| diesel::delete(places).execute(c))?;
        self.run(|c| diesel::delete(schedules::table.find(key)).execute(c))
            .map(drop)
    }
}
