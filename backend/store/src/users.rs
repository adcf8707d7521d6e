use crate::columns::Bind;
use crate::profile::ProfileDetails;
use crate::schema::{call_members, queue_entries, schedules, users};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::text::shown_email;
use shared::{Pii, Role, Timestamp, UserId};
use std::collections::{HashMap, HashSet};

/// A person as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
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
    /// When it was proved that the address is this person's.
    pub email_proved_at: Option<Timestamp>,
}

/// A person to store.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Who, but for the outbox, which starts empty.
    pub user: UserRecord,
    /// When.
    pub created_at: Timestamp,
}

impl ReadTx<'_> {
    /// The person with that id.
    pub fn user(&mut self, user_id: UserId) -> Result<Option<UserRecord>, StoreError> {
        let query = users::table
            .find(Bind(user_id))
            .select(UserRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// The person with that canonical address. Some may still have it as it was stored before domains were in
    /// ASCII.
    pub fn user_by_email(&mut self, email: &Pii) -> Result<Option<UserRecord>, StoreError> {
        let shown = Pii(shown_email(email.reveal()));
        let query = users::table
            .filter(
                users::email
                    .eq(Bind(email))
                    .or(users::email.eq(Bind(&shown))),
            )
            .select(UserRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// All doctors who may practise. A clinic lets each of them in by hand.
    pub fn doctors(&mut self) -> Result<Vec<UserRecord>, StoreError> {
        let query = users::table
            .filter(users::role.eq(Bind(Role::Doctor)))
            .filter(users::approved.eq(true))
            .select(UserRecord::as_select());
        self.run(|c| query.load(c))
    }

    /// The names of all of them.
    pub fn names_of_doctors(&mut self) -> Result<Vec<(UserId, Pii)>, StoreError> {
        let query = users::table
            .filter(users::role.eq(Bind(Role::Doctor)))
            .filter(users::approved.eq(true))
            .select((users::id, users::name));
        self.run(|c| query.load(c))
    }

    /// These people, a page's at most.
    pub fn users(&mut self, ids: &[UserId]) -> Result<Vec<UserRecord>, StoreError> {
        let query = users::table
            .filter(users::id.eq_any(ids.iter().copied().map(Bind)))
            .select(UserRecord::as_select());
        self.run(|c| query.load(c))
    }

    /// Names and roles of these people, a page's at most.
    pub fn names_of(&mut self, ids: &[UserId]) -> Result<HashMap<UserId, (Pii, Role)>, StoreError> {
        let query = users::table
            .filter(users::id.eq_any(ids.iter().copied().map(Bind)))
            .select((users::id, users::name, users::role));
        let rows: Vec<(UserId, Pii, Role)> = self.run(|c| query.load(c))?;
        let entry = |(id, name, role)| (id, (name, role));
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Those of these people who are in a live call.
    pub fn who_is_in_call(&mut self, people: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
        let busy: Vec<UserId> = self.run_each(people, |c, part| {
            call_members::table
                .filter(call_members::user_id.eq_any(part.iter().copied().map(Bind)))
                .filter(call_members::live.eq(true))
                .select(call_members::user_id)
                .load(c)
        })?;
        Ok(busy.into_iter().collect())
    }

    /// Whether a patient has, or had, a place in a doctor's queue, an appointment or a call with the
    /// doctor.
    pub fn has_treated(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
    ) -> Result<bool, StoreError> {
        let (doctor, patient) = (Bind(doctor_id), Bind(patient_id));
        let places = queue_entries::table
            .inner_join(schedules::table.on(schedules::id.eq(queue_entries::schedule_id)))
            .filter(schedules::doctor_id.eq(doctor))
            .filter(queue_entries::patient_id.eq(patient))
            .count();
        let places: i64 = self.run(|c| places.get_result(c))?;
        if places > 0 || self.have_appointment(doctor_id, patient_id)? {
            return Ok(true);
        }
        let other = diesel::alias!(call_members as other);
        let with_doctor = other
            .filter(other.field(call_members::user_id).eq(doctor))
            .filter(other.field(call_members::call_id).eq(call_members::call_id));
        let calls = call_members::table
            .filter(call_members::user_id.eq(patient))
            .filter(exists(with_doctor))
            .count();
        let calls: i64 = self.run(|c| calls.get_result(c))?;
        Ok(calls > 0)
    }

    /// How many people there are.
    pub fn count_users(&mut self) -> Result<i64, StoreError> {
        self.run(|c| users::table.count().get_result(c))
    }
}

impl WriteTx<'_> {
    /// Stores a person.
    ///
    /// # Errors
    /// [`crate::Violation::EmailTaken`].
    pub fn add_user(&mut self, new: &NewUser) -> Result<(), StoreError> {
        let user = &new.user;
        let values = (
            users::id.eq(Bind(user.id)),
            users::role.eq(Bind(user.role)),
            users::name.eq(Bind(&user.name)),
            users::email.eq(Bind(&user.email)),
            users::password_hash.eq(Bind(&user.password_hash)),
            users::date_of_birth.eq(user.date_of_birth.as_ref().map(Bind)),
            users::time_zone.eq(&user.time_zone),
            users::specialty.eq(&user.specialty),
            users::profile.eq(Bind(user.profile.clone())),
            users::approved.eq(user.approved),
            users::last_seq.eq(0),
            users::created_at.eq(Bind(new.created_at)),
            users::email_proved_at.eq(user.email_proved_at.map(Bind)),
        );
        self.run(|c| diesel::insert_into(users::table).values(values).execute(c))
            .map(drop)
    }

    /// Lets a doctor practise.
    pub fn approve_user(&mut self, user_id: UserId) -> Result<(), StoreError> {
        let key = Bind(user_id);
        self.run(|c| {
            diesel::update(users::table.find(key))
                .set(users::approved.eq(true))
                .execute(c)
        })
        .map(drop)
    }

    /// Stores what a person changed about themselves: name, birth date, zone, specialty, profile.
    pub fn save_profile(&mut self, user: &UserRecord) -> Result<(), StoreError> {
        let set = (
            users::name.eq(Bind(&user.name)),
            users::date_of_birth.eq(user.date_of_birth.as_ref().map(Bind)),
            users::time_zone.eq(&user.time_zone),
            users::specialty.eq(&user.specialty),
            users::profile.eq(Bind(user.profile.clone())),
        );
        let key = Bind(user.id);
        self.run(|c| diesel::update(users::table.find(key)).set(set).execute(c))
            .map(drop)
    }

    /// Stores a new password's hash.
    pub fn save_password(
        &mut self,
        user_id: UserId,
        password_hash: &Pii,
    ) -> Result<(), StoreError> {
        let key = Bind(user_id);
        let set = users::password_hash.eq(Bind(password_hash));
        self.run(|c| diesel::update(users::table.find(key)).set(set).execute(c))
            .map(drop)
    }

    /// Stores a person's address, which was proved at that instant.
    ///
    /// # Errors
    /// [`crate::Violation::EmailTaken`].
    pub fn save_email(
        &mut self,
        user_id: UserId,
        email: &Pii,
        proved_at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = Bind(user_id);
        let set = (
            users::email.eq(Bind(email)),
            users::email_proved_at.eq(Some(Bind(proved_at))),
        );
        self.run(|c| diesel::update(users::table.find(key)).set(set).execute(c))
            .map(drop)
    }
}
