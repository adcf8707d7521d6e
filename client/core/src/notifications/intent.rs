//! What a person wants with what they are told, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::NotificationChoice;

/// What a person wants with what they are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NotificationIntent {
    /// Be told of one kind of notification in these ways.
    ChooseNotification(NotificationChoice),
    /// The app is before the person's eyes, or covered, minimised or elsewhere.
    LookAtApp {
        /// Which of the two.
        looking: bool,
    },
    /// Mark everything in the inbox as read.
    ReadInbox,
    /// Earlier ones in the inbox.
    ShowMoreNotifications,
    /// Put a notice away.
    DismissNotice {
        /// [`crate::Notice::id`].
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        id: u64,
    },
}

/// What is asked of the server about notifications. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotificationRequest {
    Inbox,
    MoreOfInbox,
    ReadInbox,
    Choices,
    SaveChoices,
}

impl NotificationRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Inbox | Self::MoreOfInbox | Self::Choices => Policy::LIST,
            Self::ReadInbox | Self::SaveChoices => Policy::DECISION,
        }
    }
}
