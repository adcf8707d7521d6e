//! What patients think of their consultations: at most one rating of a call.

use crate::columns::Bind;
use crate::schema::call_ratings;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use shared::{CallId, Pii, Timestamp};

/// A rating as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = call_ratings)]
pub struct RatingRecord {
    /// 1 to 5.
    pub stars: u8,
    /// May be empty.
    pub comment: Pii,
    /// When it was given first.
    pub rated_at: Timestamp,
}

impl ReadTx<'_> {
    /// A call's rating.
    pub fn rating(&mut self, call_id: CallId) -> Result<Option<RatingRecord>, StoreError> {
        let query = call_ratings::table
            .find(Bind(call_id))
            .select(RatingRecord::as_select());
        self.run(|c| query.first(c).optional())
    }
}

impl WriteTx<'_> {
    /// Stores a call's rating in place of an earlier one.
    pub fn save_rating(
        &mut self,
        call_id: CallId,
        record: &RatingRecord,
    ) -> Result<(), StoreError> {
        let values = (
            call_ratings::stars.eq(Bind(record.stars)),
            call_ratings::comment.eq(Bind(&record.comment)),
            call_ratings::rated_at.eq(Bind(record.rated_at)),
        );
        let row = call_ratings::table.find(Bind(call_id));
        if self.run(|c| diesel::update(row).set(values).execute(c))? == 0 {
            let values = (call_ratings::call_id.eq(Bind(call_id)), values);
            self.run(|c| {
                diesel::insert_into(call_ratings::table)
                    .values(values)
                    .execute(c)
            })?;
        }
        Ok(())
    }
}
