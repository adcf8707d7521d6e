//! What is asked of the server about chats.

use crate::api::policy::Policy;
use shared::{EncounterId, FileId};

/// What is asked of the server about chats. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChatRequest {
    Messages(EncounterId),
    EarlierMessages(EncounterId),
    SendMessage(EncounterId),
    PutFile(EncounterId),
    GetFile(FileId),
}

impl ChatRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Messages(..) | Self::EarlierMessages(..) | Self::GetFile(..) => Policy::PART,
            Self::SendMessage(..) => Policy::DECISION,
            Self::PutFile(..) => Policy::UPLOAD,
        }
    }
}
