//! What a doctor wants with a patient's card, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::UserId;

/// What a doctor wants with a patient's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum PatientIntent {
    /// Look at a patient's card, above whatever is shown.
    OpenPatient {
        /// Whose.
        patient_id: UserId,
    },
    /// Put it away.
    ClosePatient,
}

/// What is asked of the server about patients. No two of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatientRequest {
    Card(UserId),
}

impl PatientRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Card(_) => Policy::PART,
        }
    }
}
