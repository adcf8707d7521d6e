//! What is asked of the server about practice sessions.

use crate::api::policy::Policy;
use shared::ScheduleId;

/// What is asked of the server about practice sessions. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScheduleRequest {
    Schedules,
    CreateSchedule,
    ChangeSchedule(ScheduleId),
    DeleteSchedule(ScheduleId),
    WaitingRooms,
}

impl ScheduleRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Schedules | Self::WaitingRooms => Policy::LIST,
            Self::CreateSchedule | Self::ChangeSchedule(..) => Policy::FORM,
            Self::DeleteSchedule(..) => Policy::DECISION,
        }
    }
}
