use crate::appointments::Period;
use crate::columns::Bind;
use crate::page::{Page, Position, in_order, read_page};
use crate::schema::{queue_entries, schedules, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{EntryState, Pii, Schedule, ScheduleId, ScheduleStatus, Timestamp, UserId};
use std::collections::HashMap;
use uuid::Uuid;

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

/// Whose list of practice sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionsOf {
    /// A doctor's own.
    Doctor(UserId),
    /// Those of them that are not over.
    DoctorNotOver(UserId),
    /// What a patient may join, or has a place in.
    Patient(UserId),
}

/// The ranks of a doctor's list, and of a patient's.
const RANKS: u8 = 4;

/// A session as people may see it, with so many waiting.
fn seen((row, doctor_name, specialty): RowWithDoctor, waiting: u32) -> Schedule {
    Schedule {
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
        waiting,
        version: row.version,
    }
}

/// Sessions with what is told of their doctors.
macro_rules! sessions {
    () => {
        schedules::table
            .inner_join(users::table.on(users::id.eq(schedules::doctor_id)))
            .select((Row::as_select(), users::name, users::specialty))
    };
}

impl ReadTx<'_> {
    /// How many have a place that counts, by session; none where nobody has.
    fn count_open(
        &mut self,
        sessions: &[ScheduleId],
    ) -> Result<HashMap<ScheduleId, u32>, StoreError> {
        let open = queue_entries::table
            .filter(queue_entries::schedule_id.eq_any(sessions.iter().copied().map(Bind)))
            .filter(queue_entries::state.eq_any(open_states()))
            .group_by(queue_entries::schedule_id)
            .select((queue_entries::schedule_id, diesel::dsl::count_star()));
        let counts: Vec<(ScheduleId, i64)> = self.run(|c| open.load(c))?;
        let count = |(id, count)| (id, u32::try_from(count).unwrap_or(u32::MAX));
        Ok(counts.into_iter().map(count).collect())
    }

    fn with_waiting(&mut self, rows: Vec<RowWithDoctor>) -> Result<Vec<Schedule>, StoreError> {
        let ids: Vec<ScheduleId> = rows.iter().map(|(row, ..)| row.id).collect();
        let counts = self.count_open(&ids)?;
        let waiting = |id| counts.get(&id).copied().unwrap_or(0);
        let seen = |row: RowWithDoctor| {
            let waiting = waiting(row.0.id);
            seen(row, waiting)
        };
        Ok(rows.into_iter().map(seen).collect())
    }

    /// One practice session.
    pub fn schedule(
        &mut self,
        schedule_id: ScheduleId,
    ) -> Result<Option<ScheduleRecord>, StoreError> {
        let query = sessions!().filter(schedules::id.eq(Bind(schedule_id)));
        let row: Option<RowWithDoctor> = self.run(|c| query.first(c).optional())?;
        let Some(row) = row else { return Ok(None) };
        let queue_version = row.0.queue_version;
        let schedule = self.with_waiting(vec![row])?.pop();
        Ok(schedule.map(|schedule| ScheduleRecord {
            schedule,
            queue_version,
        }))
    }

    /// A page of practice sessions that lie in a period. A doctor's: running ones, latest first; planned ones
    /// by start; what is over, latest first. A patient's: those in which the patient has a place; running ones,
    /// latest first; planned ones by start; and last, latest first, what should have begun long ago.
    pub fn schedules(
        &mut self,
        whose: SessionsOf,
        period: Period,
        after: Option<Position>,
        now: Timestamp,
    ) -> Result<Page<Schedule>, StoreError> {
        let read =
            |rank: u8, behind, most| self.sessions_in(whose, rank, period, behind, most, now);
        let place = |(row, ..): &RowWithDoctor| (row.starts_at.0, row.id.0);
        let page = read_page(after, RANKS, read, place)?;
        Ok(Page {
            rows: self.with_waiting(page.rows)?,
            next: page.next,
        })
    }

    fn sessions_in(
        &mut self,
        whose: SessionsOf,
        rank: u8,
        period: Period,
        behind: Option<(i64, Uuid)>,
        most: i64,
        now: Timestamp,
    ) -> Result<Vec<RowWithDoctor>, StoreError> {
        let is = |status| schedules::status.eq(Bind(status));
        let mut query = sessions!().limit(most).into_boxed();
        if let Some(from) = period.from {
            query = query.filter(schedules::ends_at.gt(Bind(from)));
        }
        if let Some(to) = period.to {
            query = query.filter(schedules::starts_at.lt(Bind(to)));
        }
        let rank = match whose {
            SessionsOf::Doctor(doctor_id) => {
                query = query.filter(schedules::doctor_id.eq(Bind(doctor_id)));
                rank + 1
            }
            SessionsOf::DoctorNotOver(doctor_id) => {
                query = query
                    .filter(schedules::doctor_id.eq(Bind(doctor_id)))
                    .filter(schedules::status.ne(Bind(ScheduleStatus::Completed)));
                rank + 1
            }
            SessionsOf::Patient(patient_id) => {
                let places = queue_entries::table
                    .filter(queue_entries::patient_id.eq(Bind(patient_id)))
                    .filter(queue_entries::state.eq_any(open_states()))
                    .select(queue_entries::schedule_id);
                query = query.filter(schedules::status.ne(Bind(ScheduleStatus::Completed)));
                query = if rank == 0 {
                    query.filter(schedules::id.eq_any(places))
                } else {
                    query.filter(schedules::id.ne_all(places))
                };
                rank
            }
        };
        let place = (schedules::starts_at, schedules::id);
        let query = match rank {
            0 => in_order!(query, behind, (place.0, place.1), desc),
            1 => in_order!(
                query.filter(is(ScheduleStatus::Online)),
                behind,
                (place.0, place.1),
                desc
            ),
            2 => {
                let ahead = schedules::ends_at.gt(Bind(now));
                let planned = query.filter(is(ScheduleStatus::Upcoming)).filter(ahead);
                in_order!(planned, behind, (place.0, place.1), asc)
            }
            3 => {
                let late = is(ScheduleStatus::Upcoming).and(schedules::ends_at.le(Bind(now)));
                let over = query.filter(is(ScheduleStatus::Completed).or(late));
                in_order!(over, behind, (place.0, place.1), desc)
            }
            _ => return Ok(Vec::new()),
        };
        self.run(|c| query.load(c))
    }

    /// Sessions that should have ended by then and did not, by id: those after one, where one is named. At most
    /// `most`.
    pub fn overdue_sessions(
        &mut self,
        before: Timestamp,
        after: Option<ScheduleId>,
        most: i64,
    ) -> Result<Vec<ScheduleId>, StoreError> {
        let mut query = schedules::table
            .filter(schedules::status.ne(Bind(ScheduleStatus::Completed)))
            .filter(schedules::ends_at.le(Bind(before)))
            .order(schedules::id)
            .limit(most)
            .select(schedules::id)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(schedules::id.gt(Bind(after)));
        }
        self.run(|c| query.load(c))
    }

    /// All sessions of other doctors that are under way, by doctor.
    pub fn sessions_of_colleagues(
        &mut self,
        doctor_id: UserId,
    ) -> Result<Vec<Schedule>, StoreError> {
        let query = sessions!()
            .filter(schedules::status.eq(Bind(ScheduleStatus::Online)))
            .filter(schedules::doctor_id.ne(Bind(doctor_id)))
            .order((users::name, schedules::id));
        let rows: Vec<RowWithDoctor> = self.run(|c| query.load(c))?;
        self.with_waiting(rows)
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
