use crate::columns::Bind;
use crate::schema::idempotency_keys as keys;
use crate::{ReadTx, StoreError, WriteTx};
use anyhow::anyhow;
use diesel::prelude::*;
use shared::{Timestamp, UserId};
use std::fmt::Display;
use std::str::FromStr;

impl ReadTx<'_> {
    /// What an earlier request with that key made.
    pub fn recall_key<T: FromStr>(
        &mut self,
        user_id: UserId,
        key: &str,
    ) -> Result<Option<T>, StoreError> {
        let query = keys::table.find((Bind(user_id), key)).select(keys::made_id);
        let made: Option<String> = self.run(|c| query.first(c).optional())?;
        let read = |text: String| {
            text.parse()
                .map_err(|_| anyhow!("a malformed id in the database"))
        };
        Ok(made.map(read).transpose()?)
    }
}

impl WriteTx<'_> {
    /// Remembers what a request with that key made.
    ///
    /// # Errors
    /// [`crate::Violation::KeyUsed`].
    pub fn record_key(
        &mut self,
        user_id: UserId,
        key: &str,
        made: impl Display,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let values = (
            keys::user_id.eq(Bind(user_id)),
            keys::key.eq(key),
            keys::made_id.eq(made.to_string()),
            keys::created_at.eq(Bind(now)),
        );
        self.run(|c| diesel::insert_into(keys::table).values(values).execute(c))
            .map(drop)
    }
}
