//! What there is to see of the notes.

use crate::api::error::RequestError;
use crate::view_parts::Loadable;
use serde::{Deserialize, Serialize};
use shared::{EncounterId, Pii, Timestamp};

/// The notes beside a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NotesView {
    /// Of which encounter.
    pub encounter_id: EncounterId,
    /// What stands there.
    pub text: Loadable<Pii>,
    /// Raised each time the text was changed by something else than `write_notes`.
    pub revision: u32,
    /// How far it is kept.
    pub state: NotesState,
}

/// How far notes are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NotesState {
    /// Nothing was noted yet.
    Blank,
    /// The server has all of it.
    Saved {
        /// Since when (server time).
        at: Timestamp,
    },
    /// It is about to be sent, or under way.
    Saving,
    /// The server can't be reached; it is sent as soon as that changes.
    Waiting,
    /// Another device wrote something else; `keep_own_notes` or `take_other_notes` decides.
    Conflict {
        /// What the other device wrote.
        other: Pii,
    },
    /// The server would not have it.
    Refused {
        /// Why.
        problem: RequestError,
    },
}
