use crate::columns::Bind;
use crate::schema::idempotency_keys as keys;
use crate::{ReadTx, StoreError, WriteTx};
use anyhow::anyhow;
use diesel::prelude::*;
use shared::{Timestamp, UserId};
use std::fmt::Display;
use std::str::FromStr;

impl ReadTx<'_> {
    /// What an earlier request with that key made, and what was wished with it, where that is known.
    pub fn recall_key<T: FromStr>(
        &mut self,
        user_id: UserId,
        key: &str,
    ) -> Result<Option<(T, Option<String>)>, StoreError> {
        let query = keys::table
            .find((Bind(user_id), key))
            .select((keys::made_id, keys::wish));
        let made: Option<(String, Option<String>)> = self.run(|c| query.first(c).optional())?;
        let read = |(text, wish): (String, Option<String>)| {
            let made = text
                .parse()
                .map_err(|_| anyhow!("a malformed id in the database"))?;
            Ok::<_, anyhow::Error>((made, wish))
        };
        Ok(made.map(read).transpose()?)
    }
}

impl WriteTx<'_> {
    /// Remembers what a request with that key made, and what was wished with it.
    ///
    /// # Errors
    /// [`crate::Violation::KeyUsed`].
    pub fn record_key(
        &mut self,
        user_id: UserId,
        (key, wish): (&str, &str),
        made: impl Display,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let values = (
            keys::user_id.eq(Bind(user_id)),
            keys::key.eq(key),
            keys::wish.eq(Some(wish)),
            keys::made_id.eq(made.to_string()),
            keys::created_at.eq(Bind(now)),
        );
        self.run(|c| diesel::insert_into(keys::table).values(values).execute(c))
            .map(drop)
    }
}
