use crate::code::{from_json, from_word, id, json, word};
use crate::schema::{call_members, queue_entries, schedules, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::{Pii, Role, Timestamp, UserId};
use std::collections::HashSet;

/// A person as stored.
#[derive(Clone, Debug)]
pub struct UserRecord {
    /// This person.
    pub id: UserId,
    /// As what.
    pub role: Role,
    /// As others see it.
    pub name: Pii,
    /// Canonical.
    pub email: Pii,
    /// PHC string.
    pub password_hash: Pii,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<Pii>,
    /// IANA name.
    pub time_zone: String,
    /// What a doctor treats; may be empty.
    pub specialty: String,
    /// The rest of the profile.
    pub profile: ProfileDetails,
    /// False while a doctor waits for approval.
    pub approved: bool,
    /// Number of the newest frame in this person's outbox.
    pub last_seq: i64,
}

/// What a profile holds besides the columns that queries need. Which fields are used depends on
/// the role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileDetails {
    /// BCP 47 tags.
    pub languages: Vec<String>,
    /// A doctor's few words.
    pub bio: String,
    /// A doctor's licence.
    pub licence_number: Pii,
    /// Whether a doctor may be rung without an appointment.
    pub accepts_direct_calls: bool,
    /// A patient's telephone number.
    pub phone: Pii,
    /// Where a patient lives.
    pub address: Pii,
    /// Whom to call for a patient in an emergency.
    pub emergency_contact: Pii,
}

/// A person to store.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Who, but for the outbox, which starts empty.
    pub user: UserRecord,
    /// When.
    pub created_at: Timestamp,
}

#[derive(Queryable)]
struct Row {
    id: String,
    role: String,
    name: String,
    email: String,
    password_hash: String,
    date_of_birth: Option<String>,
    time_zone: String,
    specialty: String,
    profile: String,
    approved: bool,
    last_seq: i64,
    _last_notification: i64,
    _created_at: i64,
}

fn record(row: Row) -> Result<UserRecord, StoreError> {
    Ok(UserRecord {
        id: id(&row.id)?,
        role: from_word(row.role)?,
        name: Pii(row.name),
        email: Pii(row.email),
        password_hash: Pii(row.password_hash),
        date_of_birth: row.date_of_birth.map(Pii),
        time_zone: row.time_zone,
        specialty: row.specialty,
        profile: from_json(&row.profile)?,
        approved: row.approved,
        last_seq: row.last_seq,
    })
}

impl ReadTx<'_> {
    /// The person with that id.
    ///
    /// # Errors
    /// The query fails.
    pub fn user(&mut self, user_id: UserId) -> Result<Option<UserRecord>, StoreError> {
        let key = user_id.to_string();
        self.run(|c| users::table.find(key).first::<Row>(c).optional())?
            .map(record)
            .transpose()
    }

    /// The person with that canonical address.
    ///
    /// # Errors
    /// The query fails.
    pub fn user_by_email(&mut self, email: &Pii) -> Result<Option<UserRecord>, StoreError> {
        let email = email.reveal();
        self.run(|c| {
            users::table
                .filter(users::email.eq(email))
                .first::<Row>(c)
                .optional()
        })?
        .map(record)
        .transpose()
    }

    /// Doctors who may practise, by name, at most `most`.
    ///
    /// # Errors
    /// The query fails.
    pub fn doctors(&mut self, most: i64) -> Result<Vec<UserRecord>, StoreError> {
        let query = users::table
            .filter(users::role.eq("doctor"))
            .filter(users::approved.eq(true))
            .order((users::name, users::id))
            .limit(most);
        let rows: Vec<Row> = self.run(|c| query.load(c))?;
        rows.into_iter().map(record).collect()
    }

    /// Those of these people who are in a live call.
    ///
    /// # Errors
    /// The query fails.
    pub fn who_is_in_call(&mut self, people: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
        let keys: Vec<String> = people.iter().map(ToString::to_string).collect();
        let query = call_members::table
            .filter(call_members::user_id.eq_any(keys))
            .filter(call_members::live.eq(true))
            .select(call_members::user_id);
        let rows: Vec<String> = self.run(|c| query.load(c))?;
        rows.iter().map(|text| Ok(id(text)?)).collect()
    }

    /// Whether a patient has, or had, a place in a doctor's queue, an appointment or a call with the
    /// doctor.
    ///
    /// # Errors
    /// The query fails.
    pub fn has_treated(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
    ) -> Result<bool, StoreError> {
        let (doctor, patient) = (doctor_id.to_string(), patient_id.to_string());
        let places = queue_entries::table
            .inner_join(schedules::table.on(schedules::id.eq(queue_entries::schedule_id)))
            .filter(schedules::doctor_id.eq(&doctor))
            .filter(queue_entries::patient_id.eq(&patient))
            .count();
        let places: i64 = self.run(|c| places.get_result(c))?;
        if places > 0 || self.have_appointment(doctor_id, patient_id)? {
            return Ok(true);
        }
        let with_doctor = call_members::table
            .filter(call_members::user_id.eq(&doctor))
            .select(call_members::call_id);
        let with_doctor: Vec<String> = self.run(|c| with_doctor.load(c))?;
        let calls = call_members::table
            .filter(call_members::user_id.eq(&patient))
            .filter(call_members::call_id.eq_any(with_doctor))
            .count();
        let calls: i64 = self.run(|c| calls.get_result(c))?;
        Ok(calls > 0)
    }

    /// How many people there are.
    ///
    /// # Errors
    /// The query fails.
    pub fn count_users(&mut self) -> Result<i64, StoreError> {
        self.run(|c| users::table.count().get_result(c))
    }
}

impl WriteTx<'_> {
    /// Stores a person.
    ///
    /// # Errors
    /// [`crate::Violation::EmailTaken`], or the query fails.
    pub fn add_user(&mut self, new: &NewUser) -> Result<(), StoreError> {
        let user = &new.user;
        let values = (
            users::id.eq(user.id.to_string()),
            users::role.eq(word(&user.role)?),
            users::name.eq(user.name.reveal()),
            users::email.eq(user.email.reveal()),
            users::password_hash.eq(user.password_hash.reveal()),
            users::date_of_birth.eq(user.date_of_birth.as_ref().map(Pii::reveal)),
            users::time_zone.eq(&user.time_zone),
            users::specialty.eq(&user.specialty),
            users::profile.eq(json(&user.profile)?),
            users::approved.eq(user.approved),
            users::last_seq.eq(0),
            users::created_at.eq(new.created_at.0),
        );
        self.run(|c| diesel::insert_into(users::table).values(values).execute(c))
            .map(drop)
    }

    /// Lets a doctor practise.
    ///
    /// # Errors
    /// The query fails.
    pub fn approve_user(&mut self, user_id: UserId) -> Result<(), StoreError> {
        let key = user_id.to_string();
        self.run(|c| {
            diesel::update(users::table.find(key))
                .set(users::approved.eq(true))
                .execute(c)
        })
        .map(drop)
    }

    /// Stores what a person changed about themselves: name, birth date, zone, specialty, profile.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_profile(&mut self, user: &UserRecord) -> Result<(), StoreError> {
        let set = (
            users::name.eq(user.name.reveal()),
            users::date_of_birth.eq(user.date_of_birth.as_ref().map(Pii::reveal)),
            users::time_zone.eq(&user.time_zone),
            users::specialty.eq(&user.specialty),
            users::profile.eq(json(&user.profile)?),
        );
        let key = user.id.to_string();
        self.run(|c| diesel::update(users::table.find(key)).set(set).execute(c))
            .map(drop)
    }

    /// Stores a new password's hash.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_password(
        &mut self,
        user_id: UserId,
        password_hash: &Pii,
    ) -> Result<(), StoreError> {
        let key = user_id.to_string();
        let set = users::password_hash.eq(password_hash.reveal());
        self.run(|c| diesel::update(users::table.find(key)).set(set).execute(c))
            .map(drop)
    }
}
