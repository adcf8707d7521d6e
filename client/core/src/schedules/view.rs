//! What there is to see of sessions that have not started.

use crate::session::forms::FormState;
use crate::view_parts::Action;
use serde::{Deserialize, Serialize};
use shared::ScheduleId;

/// What may be done with a session that has not started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PlannedSchedule {
    /// Which.
    pub schedule_id: ScheduleId,
    /// Change title, time and the rest.
    pub change: Action,
    /// Delete it.
    pub delete: Action,
}

/// The form for changing a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangeForm {
    /// Which session it was sent for last; the form of any other one is blank.
    pub schedule_id: Option<ScheduleId>,
    /// How that went.
    pub form: FormState,
}
