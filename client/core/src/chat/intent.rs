//! What a person wants in a chat, and what is asked of the server for it.

use crate::api::policy::Policy;
use crate::io::TransferId;
use serde::{Deserialize, Serialize};
use shared::{EncounterId, FileId};

/// What a person wants in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ChatIntent {
    /// Go to the own threads.
    ShowMessages,
    /// More of them.
    ShowMoreThreads,
    /// Go to the own threads, with this one open.
    OpenThread {
        /// Which.
        encounter_id: EncounterId,
    },
    /// Open an encounter's chat, before the person's eyes; one that is open is closed.
    OpenChat {
        /// Which.
        encounter_id: EncounterId,
    },
    /// Close it. What waits to be sent is sent all the same.
    CloseChat,
    /// The open chat is before the person's eyes (what is there counts as read), or covered.
    LookAtChat {
        /// Which of the two.
        looking: bool,
    },
    /// Write into the open chat; without a server it waits for one.
    WriteMessage {
        /// What.
        text: shared::Pii,
    },
    /// The person is writing into the open chat, or no longer; may be repeated at each key.
    SetTyping {
        /// As it is now.
        typing: bool,
    },
    /// Fetch earlier messages of the open chat.
    LoadEarlier,
    /// Try a message again that was refused.
    RetryMessage {
        /// [`crate::ChatLine::key`].
        key: String,
    },
    /// Give up a message that was refused, or a file that is not sent yet.
    DiscardMessage {
        /// [`crate::ChatLine::key`].
        key: String,
    },
    /// Attach a file to the open chat. Its bytes are handed to the engine under the same number, by the
    /// bridge.
    AttachFile {
        /// The number; every file of a page has another one.
        transfer: TransferId,
        /// What it is called.
        name: shared::Pii,
        /// How many bytes it has.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
    },
    /// Fetch a file of the open chat, to be shown.
    ShowFile {
        /// [`crate::FileLine::id`].
        file_id: FileId,
    },
    /// Put a file of the open chat into the person's own folder.
    SaveFile {
        /// [`crate::FileLine::id`].
        file_id: FileId,
    },
}

/// What is asked of the server about chats. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChatRequest {
    Threads,
    MoreThreads,
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
            Self::Threads | Self::MoreThreads => Policy::LIST,
            Self::Messages(..) | Self::EarlierMessages(..) | Self::GetFile(..) => Policy::PART,
            Self::SendMessage(..) => Policy::DECISION,
            Self::PutFile(..) => Policy::UPLOAD,
        }
    }
}
