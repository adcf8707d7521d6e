//! What a person is told beside their screens: short messages, and the list behind the bell.

use crate::calls::view::CallBack;
use crate::io::Intent;
use crate::view_parts::{Action, Loadable};
use serde::{Deserialize, Serialize};
use shared::Notification;

/// What the practice has told this person, kept until read and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Inbox {
    /// How many are unread, beyond the list, too.
    pub unread: u32,
    /// Newest first.
    pub lines: Loadable<Vec<InboxLine>>,
    /// Show earlier ones; absent where all are here.
    pub more: Option<Action>,
}

/// One line of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InboxLine {
    /// What was told.
    pub notification: Notification,
    /// The title of the session it is about, where that is known and not told already.
    pub session_title: Option<String>,
    /// How a missed call is made up for, where it may be.
    pub call_back: Option<CallBack>,
    /// What it leads to.
    pub opens: Intent,
}
