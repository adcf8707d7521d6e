//! What is asked of the server about queues.

use crate::api::policy::Policy;
use shared::{ScheduleId, UserId};

/// What is asked of the server about queues. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueueRequest {
    /// A schedule that is to be opened and is not in the list.
    Schedule(ScheduleId),
    StartSession(ScheduleId),
    EndSession(ScheduleId),
    Queue(ScheduleId),
    JoinQueue(ScheduleId),
    LeaveQueue(ScheduleId),
    SetReady(ScheduleId),
    Invite(ScheduleId),
    Reset(ScheduleId, UserId),
    Remove(ScheduleId, UserId),
    MarkNoShow(ScheduleId, UserId),
    Reorder(ScheduleId),
}

impl QueueRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Schedule(..) => Policy::LIST,
            Self::StartSession(..)
            | Self::EndSession(..)
            | Self::JoinQueue(..)
            | Self::LeaveQueue(..)
            | Self::SetReady(..)
            | Self::Invite(..)
            | Self::Reset(..)
            | Self::Remove(..)
            | Self::MarkNoShow(..)
            | Self::Reorder(..) => Policy::DECISION,
            Self::Queue(..) => Policy::PART,
        }
    }
}
