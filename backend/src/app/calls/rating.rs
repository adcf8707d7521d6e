//! Ratings of consultations, by the patients who had them.

use crate::app::calls::snapshot::own;
use crate::app::{Principal, audit};
use crate::error::AppError;
use crate::state::AppState;
use domain::access::patient;
use domain::rating::{changeable_until, check_rating, may_change, may_rate};
use shared::{CallId, NewRating, Pii, Rating};
use store::RatingRecord;

/// Takes a patient's rating of a completed call in, or a better thought-out one for a day. The same
/// one again is the same as once, however late.
///
/// # Errors
/// Not the call's patient, not completed, out of range, or another one was given more than a day ago.
pub async fn rate(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    new: NewRating,
) -> Result<Rating, AppError> {
    let now = principal.now;
    state
        .write(move |tx| {
            let user_id = principal.identity.user_id;
            let (call, _) = own(tx, user_id, call_id)?;
            patient(principal.identity)?;
            check_rating(&new)?;
            may_rate(call.call.phase)?;
            let before = tx.rating(call_id)?;
            let rating = RatingRecord {
                stars: new.stars,
                comment: Pii(new.comment.reveal().trim().to_owned()),
                rated_at: before.as_ref().map_or(now, |before| before.rated_at),
            };
            if before.as_ref() != Some(&rating) {
                may_change(rating.rated_at, now)?;
                tx.save_rating(call_id, &rating)?;
                audit::record(tx, Some(user_id), "call.rate", call_id, now)?;
            }
            Ok(Rating {
                call_id,
                stars: rating.stars,
                comment: rating.comment,
                rated_at: rating.rated_at,
                changeable_until: changeable_until(rating.rated_at),
            })
        })
        .await
}
