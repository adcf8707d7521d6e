//! What there is to see of chats.

use crate::{Action, Loadable, Trouble};
use serde::{Deserialize, Serialize};
use shared::{ChatFile, EncounterId, Pii, Timestamp};

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
    /// Characters in the longest message.
    pub longest: u32,
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
    pub file: Option<ChatFile>,
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
        problem: Trouble,
    },
}
