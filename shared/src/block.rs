//! Patients from whom a doctor wants no bookings, calls or messages.

use crate::{Cursor, Pii, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockedPatient {
    /// Who.
    pub patient_id: UserId,
    /// The patient's name.
    pub name: Pii,
    /// Since when.
    pub blocked_at: Timestamp,
}

/// Answer to `GET /api/doctor/blocks`, and to `PUT` and `DELETE` of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockedPatients {
    /// The newest first.
    pub patients: Vec<BlockedPatient>,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}
