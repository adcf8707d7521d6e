//! Ratings of consultations, by the patients who had them.

use crate::app::calls::snapshot::own;
use crate::app::{Principal, audit};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use domain::access::{patient, practising_doctor};
use domain::rating::{check_rating, may_rate, rateable_until, summary};
use shared::{
    CallId, NewRating, OwnRatings, Pii, Rating, RatingComment, Timestamp, UserId, limits,
};
use store::{CallRecord, RatingRecord, ReadTx};

/// Takes a patient's rating of a completed call in, or a better thought-out one, for a week. The same
/// one again is the same as once, however late.
///
/// # Errors
/// Not the call's patient, not completed, out of range, or the call was over more than a week ago.
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
            let until = rateable_until(call.call.phase)?;
            let before = tx.rating(call_id)?;
            let rating = RatingRecord {
                stars: new.stars,
                comment: Pii(new.comment.reveal().trim().to_owned()),
                rated_at: before.as_ref().map_or(now, |before| before.rated_at),
            };
            if before.as_ref() != Some(&rating) {
                may_rate(call.call.phase, now)?;
                tx.save_rating(call_id, &rating)?;
                audit::record(tx, Some(user_id), "call.rate", call_id, now)?;
            }
            Ok(seen(call_id, rating, until))
        })
        .await
}

fn seen(call_id: CallId, record: RatingRecord, changeable_until: Timestamp) -> Rating {
    Rating {
        call_id,
        stars: record.stars,
        comment: record.comment,
        rated_at: record.rated_at,
        changeable_until,
    }
}

/// What a patient thinks of those of these calls that the patient rated.
pub(super) fn of_calls(tx: &mut ReadTx<'_>, calls: &[CallRecord]) -> Result<Vec<Rating>, AppError> {
    let until = |call: &CallRecord| Some((call.id, rateable_until(call.call.phase).ok()?));
    let rateable: Vec<(CallId, Timestamp)> = calls.iter().filter_map(until).collect();
    let ids: Vec<CallId> = rateable.iter().map(|(id, _)| *id).collect();
    let rated = tx.ratings_of_calls(&ids)?.into_iter();
    let rated = rated.filter_map(|(id, record)| {
        let (_, until) = rateable.iter().find(|(rateable, _)| *rateable == id)?;
        Some(seen(id, record, *until))
    });
    Ok(rated.collect())
}

/// What patients think of a doctor, for that doctor: from so many ratings on that nobody can be known by
/// theirs, and without anybody's name.
///
/// # Errors
/// Not a doctor who may practise.
pub async fn of_doctor(state: &AppState, principal: Principal) -> Result<OwnRatings, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    state
        .read(move |tx| {
            let of_stars = tx.stars_of_doctor(doctor_id)?.into_iter();
            let of_stars: Vec<(u8, u32)> = of_stars
                .map(|(stars, count)| (stars, u32::try_from(count).unwrap_or(u32::MAX)))
                .collect();
            let (count, mean_hundredths) = summary(&of_stars);
            Ok(OwnRatings {
                count,
                shown_from: limits::RATINGS_SHOWN_FROM,
                mean_hundredths,
                comments: match mean_hundredths {
                    Some(_) => comments(tx, doctor_id)?,
                    None => Vec::new(),
                },
            })
        })
        .await
}

fn comments(tx: &mut ReadTx<'_>, doctor_id: UserId) -> Result<Vec<RatingComment>, AppError> {
    let newest = tx.comments_of_doctor(doctor_id, limits::MAX_RATING_COMMENTS)?;
    let without_name = |record: RatingRecord| {
        let (year, month, _) = clock::today(record.rated_at);
        RatingComment {
            stars: record.stars,
            comment: record.comment,
            month: format!("{year:04}-{month:02}"),
        }
    };
    Ok(newest.into_iter().map(without_name).collect())
}
