//! Calendar feeds: whoever has the address reads the appointments, so only its hash is kept.

use crate::columns::Bind;
use crate::schema::calendar_feeds;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::UserId;

impl ReadTx<'_> {
    /// Whether a person has a calendar feed.
    pub fn has_feed(&mut self, user_id: UserId) -> Result<bool, StoreError> {
        let query = calendar_feeds::table.find(Bind(user_id)).count();
        let found: i64 = self.run(|c| query.get_result(c))?;
        Ok(found > 0)
    }

    /// Whose calendar feed has the token of that hash (SHA-256, hex).
    pub fn feed_owner(&mut self, token_hash: &str) -> Result<Option<UserId>, StoreError> {
        let query = calendar_feeds::table
            .filter(calendar_feeds::token_hash.eq(token_hash))
            .select(calendar_feeds::user_id);
        self.run(|c| query.first(c).optional())
    }
}

impl WriteTx<'_> {
    /// Stores the hash of the token of a person's calendar feed in the place of the one before.
    pub fn save_feed(&mut self, user_id: UserId, token_hash: &str) -> Result<(), StoreError> {
        self.end_feed(user_id)?;
        let values = (
            calendar_feeds::user_id.eq(Bind(user_id)),
            calendar_feeds::token_hash.eq(token_hash),
        );
        self.run(|c| {
            diesel::insert_into(calendar_feeds::table)
                .values(values)
                .execute(c)
        })
        .map(drop)
    }

    /// Ends a person's calendar feed.
    pub(crate) fn end_feed(&mut self, user_id: UserId) -> Result<(), StoreError> {
        let own = calendar_feeds::table.find(Bind(user_id));
        self.run(|c| diesel::delete(own).execute(c)).map(drop)
    }
}
