//! What is asked of the server about notifications.

use crate::api::policy::Policy;

/// What is asked of the server about notifications. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotificationRequest {
    Inbox,
    ReadInbox,
    Choices,
    SaveChoices,
}

impl NotificationRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Inbox | Self::Choices => Policy::LIST,
            Self::ReadInbox | Self::SaveChoices => Policy::DECISION,
        }
    }
}
