//! What a person wants about the proof of an address, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};

/// What a person wants about the proof of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ProofIntent {
    /// Give the mailed code back.
    ProveAddress {
        /// As it was typed.
        code: shared::Pii,
    },
    /// Have another one mailed.
    SendCodeAgain,
    /// Use another address, which gets a code of its own.
    ChangeAddress {
        /// The new one.
        email: shared::Pii,
        /// The password of the account.
        current_password: shared::Pii,
    },
    /// Do it later.
    LeaveProof,
}

/// What is asked of the server about it. No two of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProofRequest {
    /// A code to the own address.
    Send,
    /// A registration's code once more.
    Resend,
    /// The code of a registration.
    Register,
    /// The code of the own address, or of the new one.
    Verify,
    /// A code to the new address.
    Change,
}

impl ProofRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Send | Self::Resend | Self::Register | Self::Verify | Self::Change => {
                Policy::FORM
            }
        }
    }
}
