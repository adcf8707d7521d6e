//! What a person wants with the practice sessions, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::{NewSchedule, ScheduleId};

/// What a person wants with the practice sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ScheduleIntent {
    /// Back to the list of schedules. A patient keeps the place in the queue.
    ShowHome,
    /// More of the list.
    ShowMoreSchedules,
    /// Doctor: plan a session.
    CreateSchedule(NewSchedule),
    /// Doctor: change a session that has not started.
    ChangeSchedule {
        /// Which.
        schedule_id: ScheduleId,
        /// What it is to be.
        plan: NewSchedule,
    },
    /// Doctor: delete a session that has not started and for which nobody waits.
    DeleteSchedule {
        /// Which.
        schedule_id: ScheduleId,
    },
}

/// What is asked of the server about practice sessions. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScheduleRequest {
    Schedules,
    MoreSchedules,
    OfPeriod,
    CreateSchedule,
    ChangeSchedule(ScheduleId),
    DeleteSchedule(ScheduleId),
    WaitingRooms,
}

impl ScheduleRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Schedules | Self::MoreSchedules | Self::OfPeriod | Self::WaitingRooms => {
                Policy::LIST
            }
            Self::CreateSchedule | Self::ChangeSchedule(..) => Policy::FORM,
            Self::DeleteSchedule(..) => Policy::DECISION,
        }
    }
}
