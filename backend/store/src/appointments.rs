//! Appointments, and the reminders of them that are still to be sent.

use crate::columns::Bind;
use crate::schema::{appointments, calls, reminders, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::{
    Absent, AppointmentId, AppointmentState, CallPhase, DeviceTest, Party, Pii, ReminderTime, Slot,
    Timestamp, UserId,
};

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
    /// The one that was given up for this one.
    pub rescheduled_from: Option<AppointmentId>,
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
}

impl AppointmentRecord {
    /// Whether nobody else can have its time.
    #[must_use]
    pub const fn holds_its_time(&self) -> bool {
        self.state.is_open() && self.lapsed_at.is_none()
    }
}

/// A reminder whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reminders)]
pub struct DueReminder {
    /// Of which appointment.
    pub appointment_id: AppointmentId,
    /// Which of its reminders.
    pub reminder: ReminderTime,
}

/// Some time; each end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// What ends after it.
    pub from: Option<Timestamp>,
    /// What starts before it.
    pub to: Option<Timestamp>,
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
    confirmed_at: Option<Timestamp>,
    cancelled_by: Option<Party>,
    cancel_reason: Pii,
    absent: Option<Absent>,
    device_test: Option<DeviceTest>,
    held_until: Option<Timestamp>,
    lapsed_at: Option<Timestamp>,
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
            confirmed_at: row.confirmed_at,
            cancelled_by: row.cancelled_by,
            cancel_reason: row.cancel_reason,
            absent: row.absent,
            device_test: row.device_test,
            held_until: row.held_until,
            lapsed_at: row.lapsed_at,
        }
    }
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

    /// A person's appointments that lie in a period, by start, at most `most`.
    pub fn appointments_of(
        &mut self,
        user_id: UserId,
        period: Period,
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let own = appointments::doctor_id
            .eq(Bind(user_id))
            .or(appointments::patient_id.eq(Bind(user_id)));
        let mut query = appointments::table
            .filter(own)
            .order((appointments::starts_at, appointments::id))
            .limit(most)
            .select(Row::as_select())
            .into_boxed();
        if let Some(from) = period.from {
            query = query.filter(appointments::ends_at.gt(Bind(from)));
        }
        if let Some(to) = period.to {
            query = query.filter(appointments::starts_at.lt(Bind(to)));
        }
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(AppointmentRecord::from).collect())
    }

    /// The appointments of these few people that are open, by start: for each person those they
    /// have as doctor or as patient. At most `most`.
    pub fn open_appointments(
        &mut self,
        people: &[UserId],
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let keys = people.iter().copied().map(Bind);
        let theirs = appointments::doctor_id
            .eq_any(keys.clone())
            .or(appointments::patient_id.eq_any(keys));
        let query = appointments::table
            .filter(theirs)
            .filter(appointments::state.eq_any(open_states()))
            .order((appointments::starts_at, appointments::id))
            .limit(most)
            .select(Row::as_select());
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        Ok(rows.into_iter().map(AppointmentRecord::from).collect())
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

    /// Reminders whose time has come, the earliest first. At most `most`.
    pub fn due_reminders(
        &mut self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<DueReminder>, StoreError> {
        let query = reminders::table
            .filter(reminders::due_at.le(Bind(now)))
            .order((reminders::due_at, reminders::appointment_id))
            .limit(most)
            .select(DueReminder::as_select());
        self.run(|c| query.load(c))
    }

    /// The name of a person.
    ///
    /// # Errors
    /// There is nobody with that id.
    pub fn name_of(&mut self, user_id: UserId) -> Result<Pii, StoreError> {
        let query = users::table.find(Bind(user_id)).select(users::name);
        self.run(|c| query.first(c))
    }

    /// The name and the IANA time zone of somebody.
    pub fn name_and_zone_of(&mut self, user_id: UserId) -> Result<(Pii, String), StoreError> {
        let columns = (users::name, users::time_zone);
        let query = users::table.find(Bind(user_id)).select(columns);
        self.run(|c| query.first(c))
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

    /// Stores the reminders of an appointment in the place of those it had.
    pub fn set_reminders(
        &mut self,
        appointment_id: AppointmentId,
        due: &[(ReminderTime, Timestamp)],
    ) -> Result<(), StoreError> {
        let key = Bind(appointment_id);
        let before = reminders::table.filter(reminders::appointment_id.eq(key));
        self.run(|c| diesel::delete(before).execute(c))?;
        for (reminder, due_at) in due {
            let values = (
                reminders::appointment_id.eq(key),
                reminders::reminder.eq(Bind(*reminder)),
                reminders::due_at.eq(Bind(*due_at)),
            );
            self.run(|c| {
                diesel::insert_into(reminders::table)
                    .values(values)
                    .execute(c)
            })?;
        }
        Ok(())
    }

    /// Takes a reminder away; tells whether it was still there, so that whoever sends it in the same
    /// transaction is the only one.
    pub fn claim_reminder(&mut self, due: DueReminder) -> Result<bool, StoreError> {
        let key = (Bind(due.appointment_id), Bind(due.reminder));
        Ok(self.run(|c| diesel::delete(reminders::table.find(key)).execute(c))? > 0)
    }
}
