use crate::code::id;
use crate::schema::idempotency_keys as keys;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{Timestamp, UserId};
use std::fmt::Display;
use std::str::FromStr;

impl ReadTx<'_> {
    /// What an earlier request with that key made.
    ///
    /// # Errors
    /// The query fails.
    pub fn made_before<T: FromStr>(
        &mut self,
        user_id: UserId,
        key: &str,
    ) -> Result<Option<T>, StoreError> {
        let query = keys::table
            .find((user_id.to_string(), key))
            .select(keys::made_id);
        let made: Option<String> = self.run(|c| query.first(c).optional())?;
        Ok(made.map(|text| id(&text)).transpose()?)
    }
}

impl WriteTx<'_> {
    /// Remembers what a request with that key made.
    ///
    /// # Errors
    /// [`crate::Violation::KeyUsed`], or the query fails.
    pub fn remember_made(
        &mut self,
        user_id: UserId,
        key: &str,
        made: impl Display,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let values = (
            keys::user_id.eq(user_id.to_string()),
            keys::key.eq(key),
            keys::made_id.eq(made.to_string()),
            keys::created_at.eq(now.0),
        );
        self.run(|c| diesel::insert_into(keys::table).values(values).execute(c))
            .map(drop)
    }
}
