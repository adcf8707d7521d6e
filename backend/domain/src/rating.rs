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

/// Until when a consultation can be rated, and rated anew. Only who was seen by a doctor can say how that was.
///
/// # Errors
/// The call goes on, or it ended otherwise than completed.
pub fn rateable_until(phase: Phase) -> Result<Timestamp, Refusal> {
    match phase {
        Phase::Ended(ending) if ending.outcome == Outcome::Completed => {
            Ok(ending.at.plus_ms(limits::RATING_OPEN_MS))
        }
        Phase::Ended(_)
        | Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => Err(Refusal::NotCompleted),
    }
}

/// Whether it still can.
///
/// # Errors
/// The call goes on, ended otherwise, or ended too long ago.
pub fn may_rate(phase: Phase, now: Timestamp) -> Result<(), Refusal> {
    match now < rateable_until(phase)? {
        true => Ok(()),
        false => Err(Refusal::RatingClosed),
    }
}

/// How many ratings there are, and their mean in hundredths of a star, where they are enough for nobody to
/// know whose they are.
#[must_use]
pub fn summary(of_stars: &[(u8, u32)]) -> (u32, Option<u32>) {
    let count = of_stars.iter().map(|(_, count)| *count);
    let count = count.fold(0, u32::saturating_add);
    let stars = of_stars
        .iter()
        .map(|(stars, count)| u64::from(*stars) * u64::from(*count))
        .fold(0, u64::saturating_add);
    let mean = (stars.saturating_mul(100) + u64::from(count / 2)).checked_div(u64::from(count));
    let is_shown = count >= limits::RATINGS_SHOWN_FROM;
    let mean = mean.filter(|_| is_shown);
    (count, mean.and_then(|mean| u32::try_from(mean).ok()))
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

    fn ended(outcome: Outcome, cause: Option<Cause>, at: Timestamp) -> Phase {
        Phase::Ended(Ending {
            outcome,
            cause,
            by: None,
            at,
        })
    }

    #[test]
    fn only_a_completed_call_is_rated() {
        let at = Timestamp(1_700_000_000_000);
        assert_eq!(may_rate(ended(Outcome::Completed, None, at), at), Ok(()));
        for other in [
            ended(Outcome::Lost, Some(Cause::OtherSideGone), at),
            ended(Outcome::Missed, Some(Cause::RangUnheard), at),
            Phase::Active,
            Phase::Ringing { until: at },
            Phase::Interrupted { until: at },
        ] {
            assert_eq!(may_rate(other, at), Err(Refusal::NotCompleted), "{other:?}");
        }
    }

    #[test]
    fn it_can_be_given_and_given_anew_for_a_week() {
        let at = Timestamp(1_700_000_000_000);
        let after = |ms: i64| may_rate(ended(Outcome::Completed, None, at), at.plus_ms(ms));
        assert_eq!(after(0), Ok(()));
        assert_eq!(after(604_799_999), Ok(()));
        assert_eq!(after(604_800_000), Err(Refusal::RatingClosed));
    }

    #[test]
    fn a_mean_is_told_from_five_on() {
        for (of_stars, told) in [
            (&[][..], (0, None)),
            (&[(5, 4)], (4, None)),
            (&[(5, 5)], (5, Some(500))),
            (&[(1, 1), (5, 4)], (5, Some(420))),
            (&[(4, 2), (5, 4)], (6, Some(467))),
            (&[(1, 1), (2, 1), (3, 1), (4, 1), (5, 3)], (7, Some(357))),
        ] {
            assert_eq!(summary(of_stars), told, "{of_stars:?}");
        }
    }
}
