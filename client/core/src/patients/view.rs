//! What there is to see of a patient's card.

use crate::view_parts::Loadable;
use serde::{Deserialize, Serialize};
use shared::{PatientCard, UserId};

/// The card that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PatientCardView {
    /// Whose.
    pub patient_id: UserId,
    /// What stands on it.
    pub card: Loadable<PatientCard>,
}
