use crate::{CallId, Pii, Timestamp};
use serde::{Deserialize, Serialize};

/// Body of `POST /api/call-sessions/{id}/rating`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRating {
    /// 1 to 5; five are the best.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub stars: u8,
    /// In the patient's own words; may be empty.
    #[serde(default)]
    pub comment: Pii,
}

/// What a patient thinks of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    /// Of which call.
    pub call_id: CallId,
    /// 1 to 5; five are the best.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub stars: u8,
    /// In the patient's own words; may be empty.
    pub comment: Pii,
    /// When it was given first.
    pub rated_at: Timestamp,
    /// Until when it can be given anew.
    pub changeable_until: Timestamp,
}

/// Answer to `GET /api/doctor/ratings`: what patients think of the asking doctor, without their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnRatings {
    /// How many there are.
    pub count: u32,
    /// From how many on the rest is told.
    pub shown_from: u32,
    /// The mean, in hundredths of a star; absent with fewer.
    pub mean_hundredths: Option<u32>,
    /// What was written, the newest first; nothing with fewer, and no more than the newest fifty.
    pub comments: Vec<RatingComment>,
}

/// What somebody wrote with a rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingComment {
    /// 1 to 5; five are the best.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub stars: u8,
    /// In the patient's own words.
    pub comment: Pii,
    /// `YYYY-MM`; the day would tell whose it is.
    pub month: String,
}
