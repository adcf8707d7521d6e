//! What is asked of the server about notes.

use crate::api::policy::Policy;
use shared::EncounterId;

/// What is asked of the server about notes. No two of the same kind are under
/// way.
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
