use crate::{EncounterId, Pii, Timestamp};
use serde::{Deserialize, Serialize};

/// What a doctor noted during one encounter. For that doctor's eyes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notes {
    /// During which.
    pub encounter_id: EncounterId,
    /// What; empty before anything was noted.
    pub text: Pii,
    /// Raised by one with each change; 0 before the first.
    pub version: i64,
    /// When that was; absent before the first.
    pub changed_at: Option<Timestamp>,
}

/// Body of `PUT /api/encounters/{id}/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveNotesRequest {
    /// The whole text; replaces what was there.
    pub text: Pii,
    /// The version that the writer changed. Another device's change in between is not written over.
    pub version: i64,
}
