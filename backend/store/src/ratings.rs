//! What patients think of their consultations: at most one rating of a call.

use crate::schema::call_ratings;
use crate::{ReadTx, StoreError, WriteTx};
use anyhow::Context;
use diesel::prelude::*;
use shared::{CallId, Pii, Timestamp};

/// A rating as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    ///
    /// # Errors
    /// The query fails.
    pub fn rating(&mut self, call_id: CallId) -> Result<Option<RatingRecord>, StoreError> {
        let query = call_ratings::table.find(call_id.to_string()).select((
            call_ratings::stars,
            call_ratings::comment,
            call_ratings::rated_at,
        ));
        let row: Option<(i64, String, i64)> = self.run(|c| query.first(c).optional())?;
        let record = row.map(|(stars, comment, rated_at)| {
            Ok::<_, StoreError>(RatingRecord {
                stars: u8::try_from(stars).context("a rating out of its range")?,
                comment: Pii(comment),
                rated_at: Timestamp(rated_at),
            })
        });
        record.transpose()
    }
}

impl WriteTx<'_> {
    /// Stores a call's rating in place of an earlier one.
    ///
    /// # Errors
    /// The query fails.
    pub fn save_rating(
        &mut self,
        call_id: CallId,
        record: &RatingRecord,
    ) -> Result<(), StoreError> {
        let key = call_id.to_string();
        let values = (
            call_ratings::stars.eq(i64::from(record.stars)),
            call_ratings::comment.eq(record.comment.reveal()),
            call_ratings::rated_at.eq(record.rated_at.0),
        );
        let row = call_ratings::table.find(&key);
        if self.run(|c| diesel::update(row).set(values).execute(c))? == 0 {
            let values = (call_ratings::call_id.eq(&key), values);
            self.run(|c| {
                diesel::insert_into(call_ratings::table)
                    .values(values)
                    .execute(c)
            })?;
        }
        Ok(())
    }
}
