//! Codes that go by mail, each of which proves one address.

use crate::columns::{Bind, Legible};
use crate::schema::mail_tokens;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use domain::address::{CodeState, MailPurpose};
use serde::{Deserialize, Serialize};
use shared::{Pii, Role, Timestamp, UserId};

/// The account that a registration is to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// As what.
    pub role: Role,
    /// As others see it.
    pub name: Pii,
    /// PHC string.
    pub password_hash: Pii,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<Pii>,
    /// IANA name.
    pub time_zone: String,
}

/// A code under way, as stored.
#[derive(Clone, Debug)]
pub struct MailToken {
    /// Of the ticket that the asking device has.
    pub hash: String,
    /// What for.
    pub purpose: MailPurpose,
    /// Whose it is; absent where the account is yet to be made.
    pub user_id: Option<UserId>,
    /// Where the code goes; canonical.
    pub email: Pii,
    /// The account that is to be made.
    pub registration: Option<Registration>,
    /// Which code counts, and what became of it.
    pub state: CodeState,
}

type Row = (
    String,
    MailPurpose,
    Option<UserId>,
    Pii,
    Option<Legible<Registration>>,
    (u32, u32, Timestamp, Timestamp, Option<Timestamp>),
);

fn token_of((hash, purpose, user_id, email, registration, state): Row) -> MailToken {
    let (number, tries, sent_at, expires_at, used_at) = state;
    MailToken {
        hash,
        purpose,
        user_id,
        email,
        registration: registration.and_then(|registration| registration.0),
        state: CodeState {
            number,
            tries,
            sent_at,
            expires_at,
            used_at,
        },
    }
}

macro_rules! row {
    () => {
        (
            mail_tokens::hash,
            mail_tokens::purpose,
            mail_tokens::user_id,
            mail_tokens::email,
            mail_tokens::registration,
            (
                mail_tokens::code,
                mail_tokens::tries,
                mail_tokens::sent_at,
                mail_tokens::expires_at,
                mail_tokens::used_at,
            ),
        )
    };
}

impl ReadTx<'_> {
    /// The one of that ticket.
    pub fn mail_token(&mut self, hash: &str) -> Result<Option<MailToken>, StoreError> {
        let query = mail_tokens::table.find(hash).select(row!());
        let row: Option<Row> = self.run(|c| query.first(c).optional())?;
        Ok(row.map(token_of))
    }

    /// The newest that this person asked for.
    pub fn newest_mail_token_of(
        &mut self,
        user_id: UserId,
    ) -> Result<Option<MailToken>, StoreError> {
        let query = mail_tokens::table
            .filter(mail_tokens::user_id.eq(Bind(user_id)))
            .order((mail_tokens::sent_at.desc(), mail_tokens::hash))
            .select(row!());
        let row: Option<Row> = self.run(|c| query.first(c).optional())?;
        Ok(row.map(token_of))
    }
}

impl WriteTx<'_> {
    /// Stores a new one. What the same person asked for before no longer counts.
    pub fn add_mail_token(&mut self, token: &MailToken) -> Result<(), StoreError> {
        if let Some(user_id) = token.user_id {
            let before = mail_tokens::table.filter(mail_tokens::user_id.eq(Bind(user_id)));
            self.run(|c| diesel::delete(before).execute(c))?;
        }
        let state = token.state;
        let values = (
            mail_tokens::hash.eq(&token.hash),
            mail_tokens::purpose.eq(Bind(token.purpose)),
            mail_tokens::user_id.eq(token.user_id.map(Bind)),
            mail_tokens::email.eq(Bind(&token.email)),
            mail_tokens::registration.eq(token.registration.clone().map(Bind)),
            mail_tokens::code.eq(Bind(state.number)),
            mail_tokens::tries.eq(Bind(state.tries)),
            mail_tokens::sent_at.eq(Bind(state.sent_at)),
            mail_tokens::expires_at.eq(Bind(state.expires_at)),
            mail_tokens::used_at.eq(state.used_at.map(Bind)),
        );
        self.run(|c| {
            diesel::insert_into(mail_tokens::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Stores what became of one. Once it was used, the account that it made is forgotten here.
    pub fn save_mail_token(&mut self, token: &MailToken) -> Result<(), StoreError> {
        let state = token.state;
        let row = mail_tokens::table.find(&token.hash);
        let set = (
            mail_tokens::registration.eq(token.registration.clone().map(Bind)),
            mail_tokens::code.eq(Bind(state.number)),
            mail_tokens::tries.eq(Bind(state.tries)),
            mail_tokens::sent_at.eq(Bind(state.sent_at)),
            mail_tokens::expires_at.eq(Bind(state.expires_at)),
            mail_tokens::used_at.eq(state.used_at.map(Bind)),
        );
        self.run(|c| diesel::update(row).set(set).execute(c))
            .map(drop)
    }

    /// Forgets those whose code no longer counted before that instant.
    pub fn forget_mail_tokens(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let old = mail_tokens::table.filter(mail_tokens::expires_at.lt(Bind(before)));
        self.run(|c| diesel::delete(old).execute(c))
    }
}
