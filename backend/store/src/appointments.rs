//! Appointments, and the reminders of them that are still to be sent.

use crate::code::{from_json, from_word, from_words, id, json, word};
use crate::schema::{appointments, calls, reminders, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{
    Absent, AppointmentId, AppointmentState, DeviceTest, Party, Pii, ReminderTime, Slot, Timestamp,
    UserId,
};

/// States in which an appointment holds its time, as the database spells them.
const OPEN: [&str; 2] = ["pending", "confirmed"];

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
}

/// A reminder whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

#[derive(Queryable)]
struct Row {
    id: String,
    version: i64,
    doctor_id: String,
    patient_id: String,
    state: String,
    starts_at: i64,
    ends_at: i64,
    asked_by: String,
    reason: String,
    rescheduled_from: Option<String>,
    confirmed_at: Option<i64>,
    cancelled_by: Option<String>,
    cancel_reason: String,
    absent: Option<String>,
    device_test: Option<String>,
}

fn record(row: Row) -> Result<AppointmentRecord, StoreError> {
    Ok(AppointmentRecord {
        id: id(&row.id)?,
        version: row.version,
        doctor_id: id(&row.doctor_id)?,
        patient_id: id(&row.patient_id)?,
        state: from_word(row.state)?,
        time: Slot {
            starts_at: Timestamp(row.starts_at),
            ends_at: Timestamp(row.ends_at),
        },
        asked_by: from_word(row.asked_by)?,
        reason: Pii(row.reason),
        rescheduled_from: row.rescheduled_from.as_deref().map(id).transpose()?,
        confirmed_at: row.confirmed_at.map(Timestamp),
        cancelled_by: from_words(row.cancelled_by)?,
        cancel_reason: Pii(row.cancel_reason),
        absent: from_words(row.absent)?,
        device_test: row.device_test.as_deref().map(from_json).transpose()?,
    })
}

impl ReadTx<'_> {
    /// One appointment.
    ///
    /// # Errors
    /// The query fails.
    pub fn appointment(
        &mut self,
        appointment_id: AppointmentId,
    ) -> Result<Option<AppointmentRecord>, StoreError> {
        let key = appointment_id.to_string();
        self.run(|c| appointments::table.find(key).first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// A person's appointments that lie in a period, by start, at most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn appointments_of(
        &mut self,
        user_id: UserId,
        period: Period,
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let key = user_id.to_string();
        let own = appointments::doctor_id
            .eq(key.clone())
            .or(appointments::patient_id.eq(key));
        let mut query = appointments::table
            .filter(own)
            .order((appointments::starts_at, appointments::id))
            .limit(most)
            .into_boxed();
        if let Some(from) = period.from {
            query = query.filter(appointments::ends_at.gt(from.0));
        }
        if let Some(to) = period.to {
            query = query.filter(appointments::starts_at.lt(to.0));
        }
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().map(record).collect()
    }

    /// The appointments of these people that hold their time, by start: for each person those they
    /// have as doctor or as patient. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn open_appointments(
        &mut self,
        people: &[UserId],
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let keys: Vec<String> = people.iter().map(ToString::to_string).collect();
        let theirs = appointments::doctor_id
            .eq_any(keys.clone())
            .or(appointments::patient_id.eq_any(keys));
        let query = appointments::table
            .filter(theirs)
            .filter(appointments::state.eq_any(OPEN))
            .order((appointments::starts_at, appointments::id))
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().map(record).collect()
    }

    /// The newest appointment that another one was given up for.
    ///
    /// # Errors
    /// The query fails.
    pub fn moved_to(
        &mut self,
        appointment_id: AppointmentId,
    ) -> Result<Option<AppointmentRecord>, StoreError> {
        let query = appointments::table
            .filter(appointments::rescheduled_from.eq(appointment_id.to_string()))
            .order(appointments::id.desc());
        self.run(|c| query.first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// Whether a doctor and a patient have, or had, an appointment.
    ///
    /// # Errors
    /// The query fails.
    pub fn have_appointment(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
    ) -> Result<bool, StoreError> {
        let query = appointments::table
            .filter(appointments::doctor_id.eq(doctor_id.to_string()))
            .filter(appointments::patient_id.eq(patient_id.to_string()))
            .count();
        let count: i64 = self.run(|c| query.get_result(c))?;
        Ok(count > 0)
    }

    /// Appointments that still hold a time that is over, and in whose call nobody is, the oldest
    /// first. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn closed_appointments(
        &mut self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<AppointmentRecord>, StoreError> {
        let live = calls::table
            .filter(calls::appointment_id.is_not_null())
            .filter(calls::phase.ne("ended"))
            .select(calls::appointment_id.assume_not_null());
        let live: Vec<String> = self.run(|c| live.load(c))?;
        let query = appointments::table
            .filter(appointments::state.eq_any(OPEN))
            .filter(appointments::ends_at.le(now.0))
            .filter(appointments::id.ne_all(live))
            .order((appointments::ends_at, appointments::id))
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().map(record).collect()
    }

    /// Reminders whose time has come, the earliest first. At most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn due_reminders(
        &mut self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<DueReminder>, StoreError> {
        let query = reminders::table
            .filter(reminders::due_at.le(now.0))
            .order((reminders::due_at, reminders::appointment_id))
            .limit(most)
            .select((reminders::appointment_id, reminders::reminder));
        let rows: Vec<(String, String)> = self.run(|c| query.load(c))?;
        let due = |(appointment_id, reminder): (String, String)| {
            Ok(DueReminder {
                appointment_id: id(&appointment_id)?,
                reminder: from_word(reminder)?,
            })
        };
        rows.into_iter().map(due).collect()
    }

    /// The name of a person.
    ///
    /// # Errors
    /// There is nobody with that id, or the query fails.
    pub fn name_of(&mut self, user_id: UserId) -> Result<Pii, StoreError> {
        let query = users::table.find(user_id.to_string()).select(users::name);
        let name: String = self.run(|c| query.first(c))?;
        Ok(Pii(name))
    }

    /// The name and the IANA time zone of somebody.
    ///
    /// # Errors
    /// The query fails.
    pub fn name_and_zone_of(&mut self, user_id: UserId) -> Result<(Pii, String), StoreError> {
        let columns = (users::name, users::time_zone);
        let query = users::table.find(user_id.to_string()).select(columns);
        let (name, zone): (String, String) = self.run(|c| query.first(c))?;
        Ok((Pii(name), zone))
    }
}

/// The columns that may change.
type Changing = (
    diesel::dsl::Eq<appointments::version, i64>,
    diesel::dsl::Eq<appointments::state, String>,
    diesel::dsl::Eq<appointments::confirmed_at, Option<i64>>,
    diesel::dsl::Eq<appointments::cancelled_by, Option<String>>,
    diesel::dsl::Eq<appointments::cancel_reason, String>,
    diesel::dsl::Eq<appointments::absent, Option<String>>,
    diesel::dsl::Eq<appointments::device_test, Option<String>>,
);

fn changing(record: &AppointmentRecord) -> anyhow::Result<Changing> {
    let cancelled_by = record.cancelled_by.map(|side| word(&side)).transpose()?;
    let absent = record.absent.map(|absent| word(&absent)).transpose()?;
    let device_test = record.device_test.as_ref().map(json).transpose()?;
    Ok((
        appointments::version.eq(record.version),
        appointments::state.eq(word(&record.state)?),
        appointments::confirmed_at.eq(record.confirmed_at.map(|at| at.0)),
        appointments::cancelled_by.eq(cancelled_by),
        appointments::cancel_reason.eq(record.cancel_reason.reveal().clone()),
        appointments::absent.eq(absent),
        appointments::device_test.eq(device_test),
    ))
}

impl WriteTx<'_> {
    /// Stores a new appointment.
    ///
    /// # Errors
    /// [`crate::Violation::DoctorTaken`] or [`crate::Violation::PatientTaken`] where one of the two
    /// has an open one that overlaps it, or the query fails.
    pub fn add_appointment(&mut self, record: &AppointmentRecord) -> Result<(), StoreError> {
        let fixed = (
            appointments::id.eq(record.id.to_string()),
            appointments::doctor_id.eq(record.doctor_id.to_string()),
            appointments::patient_id.eq(record.patient_id.to_string()),
            appointments::starts_at.eq(record.time.starts_at.0),
            appointments::ends_at.eq(record.time.ends_at.0),
            appointments::asked_by.eq(word(&record.asked_by)?),
            appointments::reason.eq(record.reason.reveal()),
            appointments::rescheduled_from.eq(record.rescheduled_from.map(|id| id.to_string())),
        );
        let values = (fixed, changing(record)?);
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
        let key = record.id.to_string();
        let set = changing(record)?;
        self.run(|c| {
            diesel::update(appointments::table.find(key))
                .set(set)
                .execute(c)
        })
        .map(drop)
    }

    /// Stores the reminders of an appointment in the place of those it had.
    ///
    /// # Errors
    /// The query fails.
    pub fn set_reminders(
        &mut self,
        appointment_id: AppointmentId,
        due: &[(ReminderTime, Timestamp)],
    ) -> Result<(), StoreError> {
        let key = appointment_id.to_string();
        let before = reminders::table.filter(reminders::appointment_id.eq(&key));
        self.run(|c| diesel::delete(before).execute(c))?;
        for (reminder, due_at) in due {
            let values = (
                reminders::appointment_id.eq(&key),
                reminders::reminder.eq(word(reminder)?),
                reminders::due_at.eq(due_at.0),
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
    ///
    /// # Errors
    /// The query fails.
    pub fn claim_reminder(&mut self, due: DueReminder) -> Result<bool, StoreError> {
        let key = (due.appointment_id.to_string(), word(&due.reminder)?);
        Ok(self.run(|c| diesel::delete(reminders::table.find(key)).execute(c))? > 0)
    }
}
