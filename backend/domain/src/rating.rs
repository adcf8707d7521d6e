//! Who may rate a consultation, and for how long they may think better of it.

use crate::Refusal;
use crate::call::Phase;
use crate::text::Check;
use shared::{FieldCode, FieldProblem, NewRating, Outcome, Timestamp, limits};

/// Stars of a rating.
const STARS: std::ops::RangeInclusive<u8> = 1..=5;

/// One to five stars, and words that are not too many.
///
/// # Errors
/// What is wrong with it.
pub fn check_rating(rating: &NewRating) -> Result<(), Vec<FieldProblem>> {
    let mut check = Check::new();
    check.refuse_if(
        !STARS.contains(&rating.stars),
        "stars",
        FieldCode::OutOfRange,
    );
    check.note("comment", rating.comment.reveal()).finish()
}

/// Only who was seen by a doctor can say how that was.
///
/// # Errors
/// The call goes on, or it ended otherwise than completed.
pub fn may_rate(phase: Phase) -> Result<(), Refusal> {
    match phase {
        Phase::Ended(ending) if ending.outcome == Outcome::Completed => Ok(()),
        Phase::Ended(_)
        | Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => Err(Refusal::NotCompleted),
    }
}

/// Until when a rating that was given then can be given anew.
#[must_use]
pub fn changeable_until(rated_at: Timestamp) -> Timestamp {
    rated_at.plus_ms(limits::RATING_CHANGEABLE_MS)
}

/// Whether it still can.
///
/// # Errors
/// It was given too long ago.
pub fn may_change(rated_at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    match now < changeable_until(rated_at) {
        true => Ok(()),
        false => Err(Refusal::RatingClosed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Ending;
    use shared::{Cause, Pii};

    #[test]
    fn one_to_five_stars_and_a_thousand_characters() {
        let wrong = |stars, comment: &str| {
            let rating = NewRating {
                stars,
                comment: Pii::from(comment),
            };
            let problems = check_rating(&rating).err().unwrap_or_default();
            problems
                .into_iter()
                .map(|one| (one.field, one.code))
                .collect::<Vec<_>>()
        };
        for stars in 1..=5 {
            assert_eq!(wrong(stars, ""), [], "{stars}");
        }
        let out_of_range = [("stars".to_owned(), FieldCode::OutOfRange)];
        assert_eq!(wrong(0, ""), out_of_range);
        assert_eq!(wrong(6, ""), out_of_range);
        assert_eq!(wrong(4, &"ä".repeat(1_000)), []);
        let too_long = [("comment".to_owned(), FieldCode::TooLong)];
        assert_eq!(wrong(4, &"ä".repeat(1_001)), too_long);
    }

    #[test]
    fn only_a_completed_call_is_rated() {
        let at = Timestamp(1_700_000_000_000);
        let ended = |outcome, cause| {
            Phase::Ended(Ending {
                outcome,
                cause,
                by: None,
                at,
            })
        };
        assert_eq!(may_rate(ended(Outcome::Completed, None)), Ok(()));
        for other in [
            ended(Outcome::Lost, Some(Cause::OtherSideGone)),
            ended(Outcome::Missed, Some(Cause::RangUnheard)),
            Phase::Active,
            Phase::Ringing { until: at },
            Phase::Interrupted { until: at },
        ] {
            assert_eq!(may_rate(other), Err(Refusal::NotCompleted), "{other:?}");
        }
    }

    #[test]
    fn it_can_be_given_anew_for_a_day() {
        let rated = Timestamp(1_700_000_000_000);
        let after = |ms: i64| may_change(rated, rated.plus_ms(ms));
        assert_eq!(after(0), Ok(()));
        assert_eq!(after(86_399_999), Ok(()));
        assert_eq!(after(86_400_000), Err(Refusal::RatingClosed));
    }
}
