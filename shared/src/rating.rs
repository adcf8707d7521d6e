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
