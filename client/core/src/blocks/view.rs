//! What there is to see of blocked patients.

use crate::view_parts::{Action, Loadable};
use serde::{Deserialize, Serialize};
use shared::BlockedPatient;

/// A patient whom the doctor has blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BlockedRow {
    /// Who, and since when.
    pub patient: BlockedPatient,
    /// Lift it.
    pub lift: Action,
}

/// Whom the doctor has blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BlocksView {
    /// The newest first.
    pub rows: Loadable<Vec<BlockedRow>>,
    /// Show more of them; absent where all are here.
    pub more: Option<Action>,
    /// Block somebody.
    pub block: Action,
}
