//! What a person wants with the notes beside a call, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::EncounterId;

/// What a person wants with the notes beside a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NotesIntent {
    /// Doctor: what the notes beside the call say now; saved by itself.
    WriteNotes {
        /// Of which encounter.
        encounter_id: EncounterId,
        /// The whole text.
        text: shared::Pii,
    },
    /// Doctor: write over what another device noted.
    KeepOwnNotes {
        /// Of which encounter.
        encounter_id: EncounterId,
    },
    /// Doctor: give up what was noted here for what another device noted.
    TakeOtherNotes {
        /// Of which encounter.
        encounter_id: EncounterId,
    },
    /// Doctor: try again to load the notes.
    ReloadNotes,
}

/// What is asked of the server about notes. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotesRequest {
    Notes(EncounterId),
    SaveNotes(EncounterId),
}

impl NotesRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Notes(..) => Policy::PART,
            Self::SaveNotes(..) => Policy::REPORT,
        }
    }
}
