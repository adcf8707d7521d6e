//! What there is to see of chats.

use crate::api::error::RequestError;
use crate::io::SaveFailure;
use crate::view_parts::{Action, Loadable};
use serde::{Deserialize, Serialize};
use shared::{EncounterId, FileId, Pii, Timestamp};

/// What a button that opens a chat shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatBadge {
    /// For `open_chat`.
    pub encounter_id: EncounterId,
    /// The other one's messages that are not read.
    pub unread: u32,
}

/// An open chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatView {
    /// Which.
    pub encounter_id: EncounterId,
    /// The other one's name, once it is known.
    pub partner_name: Option<Pii>,
    /// Oldest first; what waits to be sent last.
    pub lines: Loadable<Vec<ChatLine>>,
    /// Fetch earlier ones.
    pub load_earlier: Action,
    /// Write.
    pub write: Action,
    /// The other one is writing now.
    pub partner_types: bool,
    /// Attach files.
    pub attach: AttachRules,
    /// Characters in the longest message.
    pub longest: u32,
}

/// What may be attached, to be said before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AttachRules {
    /// Attach one.
    pub action: Action,
    /// How many more at the moment.
    pub left: u32,
    /// Bytes in the largest.
    pub most_bytes: u32,
    /// Of which kinds.
    pub media_types: Vec<String>,
}

/// A file that hangs on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FileLine {
    /// For `show_file` and `save_file`, once the server has it.
    pub id: Option<FileId>,
    /// As its sender called it.
    pub name: Pii,
    /// How many.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// As the server found it to be; empty before that.
    pub media_type: String,
    /// It is a picture, to be shown on its line.
    pub picture: bool,
    /// Whether its bytes are here.
    pub presence: FilePresence,
    /// Whether the person has it in a folder.
    pub saving: FileSaving,
}

/// Whether a file's bytes are on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FilePresence {
    /// They are not; `show_file` fetches them.
    Away,
    /// They are being fetched.
    Coming,
    /// They are, and the bridge hands them out.
    Here,
    /// They could not be had; `show_file` tries again.
    Failed {
        /// Why.
        problem: RequestError,
    },
}

/// How far a file got into the person's own folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FileSaving {
    /// Nobody asked.
    Idle,
    /// It is being fetched or written.
    Saving,
    /// It is there.
    Saved {
        /// Under this name.
        #[serde(rename = "as")]
        name: Pii,
    },
    /// It is not.
    Failed {
        /// Why.
        why: SaveFailure,
    },
}

/// One line of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatLine {
    /// Names it, before and after it was sent.
    pub key: String,
    /// Written by this person.
    pub own: bool,
    /// What it says.
    pub text: Pii,
    /// What hangs on it.
    pub file: Option<FileLine>,
    /// When it was written (server time).
    pub at: Timestamp,
    /// How far it got.
    pub state: ChatLineState,
}

/// How far a line got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ChatLineState {
    /// The other one's.
    Received,
    /// Waits for the server, or for the one before it.
    Waiting,
    /// Its file is on its way; `discard_message` stops it.
    Uploading {
        /// Hundredths of the file that have left.
        percent: u8,
    },
    /// On its way.
    Sending,
    /// The server has it.
    Sent,
    /// It reached a device of the other one.
    Delivered,
    /// The other one has read it.
    Read,
    /// The server would not have it.
    Failed {
        /// Why.
        problem: RequestError,
    },
}
