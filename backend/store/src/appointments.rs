//! Appointments.

use crate::columns::Bind;
use crate::connection::MultiBackend;
use crate::page::{Page, Position, in_order, read_page};
use crate::schema::{appointments, calls, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::{
    Absent, AppointmentId, AppointmentState, CallPhase, DeviceTest, Party, Pii, Slot, Timestamp,
    UserId,
};
use std::collections::HashMap;
use uuid::Uuid;

/// An appointment as stored.
#[derive(Clone, Debug)]
pub struct AppointmentRecord {
    /// This appointment.
    pub id: AppointmentId,
    /// Raised by one at each change.
    pub version: i64,
    /// The doctor.
    pub doctor_id: UserId,
    /// The patient.
    pub patient_id: UserId,
    /// Where it stands.
    pub state: AppointmentState,
    /// When it is.
    pub time: Slot,
    /// Who asked for it.
    pub asked_by: Party,
    /// Why the patient comes.
    pub reason: Pii,
    /// The one that was, or is to be, given up for this one.
    pub rescheduled_from: Option<AppointmentId>,
    /// The first one of those that were moved to this one, or itself. At most one of them is agreed on and one
    /// asked for; those two may overlap.
    pub chain_id: AppointmentId,
    /// When both had agreed, if they ever did.
    pub confirmed_at: Option<Timestamp>,
    /// Who cancelled or declined it.
    pub cancelled_by: Option<Party>,
    /// Why, in that person's words.
    pub cancel_reason: Pii,
    /// Who stayed away.
    pub absent: Option<Absent>,
    /// What the patient's device can do.
    pub device_test: Option<DeviceTest>,
    /// Until when a patient's request holds its time; absent for what holds it as long as it is open.
    pub held_until: Option<Timestamp>,
    /// When that was over.
    pub lapsed_at: Option<Timestamp>,
    /// When it was changed last; absent where that was before it was written down.
    pub changed_at: Option<Timestamp>,
}

impl AppointmentRecord {
    /// When it was changed last, or else made, which its id tells.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        let made = self.id.0.get_timestamp().map(|at| at.to_unix());
        let made_ms = made.map_or(0, |(seconds, _)| seconds.saturating_mul(1_000));
        let made_at = Timestamp(i64::try_from(made_ms).unwrap_or_default());
        self.changed_at.unwrap_or(made_at)
    }

    /// Whether nobody else can have its time.
    #[must_use]
    pub const fn holds_its_time(&self) -> bool {
        self.state.is_open() && self.lapsed_at.is_none()
    }
}

/// Some time; each end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// What ends after it.
    pub from: Option<Timestamp>,
    /// What starts before it.
    pub to: Option<Timestamp>,
}

impl Period {
    /// Whatever overlaps a time.
    #[must_use]
    pub const fn of(time: Slot) -> Self {
        Self {
            from: Some(time.starts_at),
            to: Some(time.ends_at),
        }
    }

    /// From an instant on.
    #[must_use]
    pub const fn since(from: Timestamp) -> Self {
        Self {
            from: Some(from),
            to: None,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = appointments)]
struct Row {
    id: AppointmentId,
    version: i64,
    doctor_id: UserId,
    patient_id: UserId,
    state: AppointmentState,
    starts_at: Timestamp,
    ends_at: Timestamp,
    asked_by: Party,
    reason: Pii,
    rescheduled_from: Option<AppointmentId>,
    chain_id: AppointmentId,
    confirmed_at: Option<Timestamp>,
    cancelled_by: Option<Party>,
    cancel_reason: Pii,
    absent: Option<Absent>,
    device_test: Option<DeviceTest>,
    held_until: Option<Timestamp>,
    lapsed_at: Option<Timestamp>,
    changed_at: Option<Timestamp>,
}

impl From<Row> for AppointmentRecord {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            doctor_id: row.doctor_id,
            patient_id: row.patient_id,
            state: row.state,
            time: Slot {
                starts_at: row.starts_at,
                ends_at: row.ends_at,
            },
            asked_by: row.asked_by,
            reason: row.reason,
            rescheduled_from: row.rescheduled_from,
            chain_id: row.chain_id,
            confirmed_at: row.confirmed_at,
            cancelled_by: row.cancelled_by,
            cancel_reason: row.cancel_reason,
            absent: row.absent,
            device_test: row.device_test,
            held_until: row.held_until,
            lapsed_at: row.lapsed_at,
            changed_at: row.changed_at,
        }
    }
}

fn records(rows: Vec<Row>) -> Vec<AppointmentRecord> {
    rows.into_iter().map(AppointmentRecord::from).collect()
}

/// Appointments that lie in a period.
fn within<'a>(period: Period) -> appointments::BoxedQuery<'a, MultiBackend> {
    let mut query = appointments::table.into_boxed();
    if let Some(from) = period.from {
        query = query.filter(appointments::ends_at.gt(Bind(from)));
    }
    if let Some(to) = period.to {
        query = query.filter(appointments::starts_at.lt(Bind(to)));
    }
    query
}

/// The states in which an appointment may hold its time.
fn open_states() -> impl Iterator<Item = Bind<AppointmentState>> {
    let all = AppointmentState::ALL.into_iter();
    all.filter(|state| state.is_open()).map(Bind)
}

impl ReadTx<'_> {
    /// One appointment.
    pub fn appointment(
        &mut self,
        appointment_id: AppointmentId,
    ) -> Result<Option<AppointmentRecord>, StoreError> {
        let query = appointments::table
            .find(Bind(appointment_id))
            .select(Row::as_select());
        let row = self.run(|c| query.first(c).optional())?;
        Ok(row.map(AppointmentRecord::from))
    }

    /// A page of a person's appointments on one side that lie in a period: those that wait for an answer and
    /// then confirmed ones, by start; then all others, latest first.
    pub fn appointments_of(
        &mut self,
        (side, user_id): (Party, UserId),
        period: Period,
        after: Option<Position>,
    ) -> Result<Page<AppointmentRecord>, StoreError> {
        let read = |rank: u8, behind: Option<(i64, Uuid)>, most| {
            let query = within(period).limit(most).select(Row::as_select());
            let query = match side {
                Party::Doctor => query.filter(appointments::doctor_id.eq(Bind(user_id))),
                Party::Patient => query.filter(appointments::patient_id.eq(Bind(user_id))),
            };
            let is = |state| appointments::state.eq(Bind(state));
            let place = (appointments::starts_at, appointments::id);
            let query = match rank {
                0 => {
                    let query = query.filter(is(AppointmentState::Pending));
                    in_order!(query, behind, (place.0, place.1), asc)
                }
                1 => {
                    let query = query.filter(is(AppointmentState::Confirmed));
                    in_order!(query, behind, (place.0, place.1), asc)
                }
                _ => {
                    let query = query.filter(appointments::state.ne_all(open_states()));
                    in_order!(query, behind, (place.0, place.1), desc)
                }
            };
            self.run(|c| query.load::<Row>(c))
        };
        let page = read_page(after, 3, read, |row| (row.starts_at.0, row.id.0))?;
        Ok(page.map(records))
    }

    /// All of a person's appointments that lie in a period, latest first; at most `most`.
    pub fn appointments_within(
        &mut self,
        user_id: UserId,
        period: Period,
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let own = appointments::doctor_id
            .eq(Bind(user_id))
            .or(appointments::patient_id.eq(Bind(user_id)));
        let query = within(period)
            .filter(own)
            .order((appointments::starts_at.desc(), appointments::id.desc()))
            .limit(most)
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(records(rows))
    }

    /// The open appointments of these people, few of them, that lie in a period, by start: for each person
    /// those they have as doctor or as patient. The period bounds them: nobody has two at once.
    pub fn open_appointments(
        &mut self,
        people: &[UserId],
        period: Period,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let keys = people.iter().copied().map(Bind);
        let theirs = appointments::doctor_id
            .eq_any(keys.clone())
            .or(appointments::patient_id.eq_any(keys));
        let query = within(period)
            .filter(theirs)
            .filter(appointments::state.eq_any(open_states()))
            .order((appointments::starts_at, appointments::id))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(records(rows))
    }

    /// Which of an appointment and those that it was moved from or to are open.
    pub fn open_in_chain(
        &mut self,
        chain_id: AppointmentId,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let query = appointments::table
            .filter(appointments::chain_id.eq(Bind(chain_id)))
            .filter(appointments::state.eq_any(open_states()))
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(records(rows))
    }

    /// Of each of these appointments that was given up for another one, the newest such one.
    pub fn moves_of(
        &mut self,
        given_up: &[AppointmentId],
    ) -> Result<HashMap<AppointmentId, AppointmentId>, StoreError> {
        let query = appointments::table
            .filter(appointments::rescheduled_from.eq_any(given_up.iter().copied().map(Bind)))
            .order(appointments::id)
            .select((
                appointments::rescheduled_from.assume_not_null(),
                appointments::id,
            ));
        let rows: Vec<(AppointmentId, AppointmentId)> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().collect())
    }

    /// How the newest call of each of these appointments stands; none where there was none.
    pub fn newest_phases(
        &mut self,
        of: &[AppointmentId],
    ) -> Result<HashMap<AppointmentId, CallPhase>, StoreError> {
        let query = calls::table
            .filter(calls::appointment_id.eq_any(of.iter().copied().map(Bind)))
            .order(calls::id)
            .select((calls::appointment_id.assume_not_null(), calls::phase));
        let rows: Vec<(AppointmentId, CallPhase)> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().collect())
    }

    /// The newest appointment that another one was given up for.
    pub fn moved_to(
        &mut self,
        appointment_id: AppointmentId,
    ) -> Result<Option<AppointmentRecord>, StoreError> {
        let query = appointments::table
            .filter(appointments::rescheduled_from.eq(Bind(appointment_id)))
            .order(appointments::id.desc())
            .select(Row::as_select());
        let row = self.run(|c| query.first(c).optional())?;
        Ok(row.map(AppointmentRecord::from))
    }

    /// Whether a doctor and a patient have, or had, an appointment.
    pub fn have_appointment(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
    ) -> Result<bool, StoreError> {
        let query = appointments::table
            .filter(appointments::doctor_id.eq(Bind(doctor_id)))
            .filter(appointments::patient_id.eq(Bind(patient_id)))
            .count();
        let count: i64 = self.run(|c| query.get_result(c))?;
        Ok(count > 0)
    }

    /// Appointments that still hold a time that is over, and in whose call nobody is, the oldest
    /// first. At most `most`.
    pub fn closed_appointments(
        &mut self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let live = calls::table
            .filter(calls::appointment_id.eq(appointments::id.nullable()))
            .filter(calls::phase.ne(Bind(CallPhase::Ended)));
        let query = appointments::table
            .filter(appointments::state.eq_any(open_states()))
            .filter(appointments::ends_at.le(Bind(now)))
            .filter(not(exists(live)))
            .order((appointments::ends_at, appointments::id))
            .limit(most)
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(AppointmentRecord::from).collect())
    }

    /// When the next request will have held its time long enough.
    pub fn next_lapse(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let query = appointments::table
            .filter(appointments::state.eq(Bind(AppointmentState::Pending)))
            .filter(appointments::lapsed_at.is_null())
            .select(diesel::dsl::min(appointments::held_until));
        self.run(|c| query.first(c))
    }

    /// The name of a person.
    ///
    /// # Errors
    /// There is nobody with that id.
    pub fn name_of(&mut self, user_id: UserId) -> Result<Pii, StoreError> {
        let query = users::table.find(Bind(user_id)).select(users::name);
        self.run(|c| query.first(c))
    }

    /// The names and IANA time zones of these people, a page's at most.
    pub fn names_and_zones(
        &mut self,
        people: &[UserId],
    ) -> Result<HashMap<UserId, (Pii, String)>, StoreError> {
        let query = users::table
            .filter(users::id.eq_any(people.iter().copied().map(Bind)))
            .select((users::id, users::name, users::time_zone));
        let rows: Vec<(UserId, Pii, String)> = self.run(|c| query.load(c))?;
        let entry = |(id, name, zone)| (id, (name, zone));
        Ok(rows.into_iter().map(entry).collect())
    }
}

/// The columns that may change.
macro_rules! changing {
    ($record:ident) => {
        (
            appointments::version.eq($record.version),
            appointments::state.eq(Bind($record.state)),
            appointments::confirmed_at.eq($record.confirmed_at.map(Bind)),
            appointments::cancelled_by.eq($record.cancelled_by.map(Bind)),
            appointments::cancel_reason.eq(Bind(&$record.cancel_reason)),
            appointments::absent.eq($record.absent.map(Bind)),
            appointments::device_test.eq($record.device_test.map(Bind)),
            appointments::held_until.eq($record.held_until.map(Bind)),
            appointments::lapsed_at.eq($record.lapsed_at.map(Bind)),
            appointments::changed_at.eq($record.changed_at.map(Bind)),
        )
    };
}

impl WriteTx<'_> {
    /// Stores a new appointment.
    ///
    /// # Errors
    /// [`crate::Violation::DoctorTaken`] or [`crate::Violation::PatientTaken`] where one of the two
    /// has an open one that overlaps it.
    pub fn add_appointment(&mut self, record: &AppointmentRecord) -> Result<(), StoreError> {
        let fixed = (
            appointments::id.eq(Bind(record.id)),
            appointments::doctor_id.eq(Bind(record.doctor_id)),
            appointments::patient_id.eq(Bind(record.patient_id)),
            appointments::starts_at.eq(Bind(record.time.starts_at)),
            appointments::ends_at.eq(Bind(record.time.ends_at)),
            appointments::asked_by.eq(Bind(record.asked_by)),
            appointments::reason.eq(Bind(&record.reason)),
            appointments::rescheduled_from.eq(record.rescheduled_from.map(Bind)),
            appointments::chain_id.eq(Bind(record.chain_id)),
        );
        let values = (fixed, changing!(record));
        self.run(|c| {
            diesel::insert_into(appointments::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Stores what changed about an appointment.
    ///
    /// # Errors
    /// As for a new one, where it takes its time again.
    pub fn save_appointment(&mut self, record: &AppointmentRecord) -> Result<(), StoreError> {
        let key = Bind(record.id);
        let set = changing!(record);
        self.run(|c| {
            diesel::update(appointments::table.find(key))
                .set(set)
                .execute(c)
        })
        .map(drop)
    }

    /// Gives the times of requests free that were held long enough; how many.
    pub fn lapse_requests(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let over = appointments::table
            .filter(appointments::state.eq(Bind(AppointmentState::Pending)))
            .filter(appointments::lapsed_at.is_null())
            .filter(appointments::held_until.le(Bind(now)));
        let set = appointments::lapsed_at.eq(Bind(now));
        self.run(|c| diesel::update(over).set(set).execute(c))
    }
}
