//! What a doctor wants about patients whom they block, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::UserId;

/// What a doctor wants about patients whom they block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum BlockIntent {
    /// More of the list.
    ShowMoreBlocked,
    /// No bookings, calls or messages from this patient.
    BlockPatient {
        /// Whom.
        patient_id: UserId,
    },
    /// Everything again.
    UnblockPatient {
        /// Whom.
        patient_id: UserId,
    },
}

/// What is asked of the server about them. No two of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockRequest {
    List,
    More,
    Block(UserId),
    Lift(UserId),
}

impl BlockRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::List | Self::More => Policy::PART,
            Self::Block(_) | Self::Lift(_) => Policy::DECISION,
        }
    }
}
