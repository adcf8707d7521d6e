//! What a person wants with the practice sessions.

use serde::{Deserialize, Serialize};
use shared::{NewSchedule, ScheduleId};

/// What a person wants with the practice sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ScheduleIntent {
    /// Back to the list of schedules. A patient keeps the place in the queue.
    ShowHome,
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
