//! What patients think of their consultations: at most one rating of a call.

use crate::columns::Bind;
use crate::schema::{call_members, call_ratings};
use crate::{ReadTx, StoreError, WriteTx};
use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::{CallId, Pii, Timestamp, UserId};

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

/// Ratings of calls in which somebody was.
macro_rules! of_person {
    ($user_id:expr) => {
        call_ratings::table
            .inner_join(call_members::table.on(call_members::call_id.eq(call_ratings::call_id)))
            .filter(call_members::user_id.eq(Bind($user_id)))
    };
}

impl ReadTx<'_> {
    /// A call's rating.
    pub fn rating(&mut self, call_id: CallId) -> Result<Option<RatingRecord>, StoreError> {
        let query = call_ratings::table
            .find(Bind(call_id))
            .select(RatingRecord::as_select());
        self.run(|c| query.first(c).optional())
    }

    /// The ratings of these calls, a page's at most.
    pub fn ratings_of_calls(
        &mut self,
        calls: &[CallId],
    ) -> Result<Vec<(CallId, RatingRecord)>, StoreError> {
        let query = call_ratings::table
            .filter(call_ratings::call_id.eq_any(calls.iter().copied().map(Bind)))
            .select((call_ratings::call_id, RatingRecord::as_select()));
        self.run(|c| query.load(c))
    }

    /// How many ratings of a doctor's calls have how many stars.
    pub fn stars_of_doctor(&mut self, doctor_id: UserId) -> Result<Vec<(u8, i64)>, StoreError> {
        let query = of_person!(doctor_id)
            .group_by(call_ratings::stars)
            .select((call_ratings::stars, count_star()));
        self.run(|c| query.load(c))
    }

    /// The newest ratings of a doctor's calls with something written. At most `most`.
    pub fn comments_of_doctor(
        &mut self,
        doctor_id: UserId,
        most: i64,
    ) -> Result<Vec<RatingRecord>, StoreError> {
        let nothing = Pii::default();
        let query = of_person!(doctor_id)
            .filter(call_ratings::comment.ne(Bind(&nothing)))
            .order((call_ratings::rated_at.desc(), call_ratings::call_id.desc()))
            .limit(most)
            .select(RatingRecord::as_select());
        self.run(|c| query.load(c))
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
