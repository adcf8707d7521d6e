use crate::code::{from_word, id, word};
use crate::schema::users;
use crate::{Reading, StoreError, Writing};
use diesel::prelude::*;
use shared::{Pii, Role, Timestamp, UserId};

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
    /// False while a doctor waits for approval.
    pub approved: bool,
    /// Number of the newest frame in this person's outbox.
    pub last_seq: i64,
}

/// A person to store.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Who, but for the outbox, which starts empty.
    pub user: UserRecord,
    /// When.
    pub created_at: Timestamp,
}

type Row = (
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    String,
    String,
    bool,
    i64,
    i64,
);

fn record(row: Row) -> Result<UserRecord, StoreError> {
    let (
        user_id,
        role,
        name,
        email,
        password_hash,
        date_of_birth,
        time_zone,
        specialty,
        approved,
        last_seq,
        _,
    ) = row;
    Ok(UserRecord {
        id: id(&user_id)?,
        role: from_word(role)?,
        name: Pii(name),
        email: Pii(email),
        password_hash: Pii(password_hash),
        date_of_birth: date_of_birth.map(Pii),
        time_zone,
        specialty,
        approved,
        last_seq,
    })
}

impl Reading<'_> {
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

    /// How many people there are.
    ///
    /// # Errors
    /// The query fails.
    pub fn count_users(&mut self) -> Result<i64, StoreError> {
        self.run(|c| users::table.count().get_result(c))
    }
}

impl Writing<'_> {
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
}
