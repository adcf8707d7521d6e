use crate::{Pii, Schedule, ScheduleId};
use serde::{Deserialize, Serialize};

/// How far back a patient is set who is not to be called yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SetBackTo {
    /// Behind the one who comes next.
    BehindNext,
    /// To the end of the queue.
    End,
}

/// Body of `POST /api/doctor/schedules/{id}/set-back/{patient_id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetBackRequest {
    /// Where to.
    pub to: SetBackTo,
    /// What the patient is told, in the thread of the place.
    pub text: Pii,
}

/// Body of `POST /api/doctor/schedules/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TellWaitingRequest {
    /// What everybody who waits is told, each in their own thread.
    pub text: Pii,
}

/// Answer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToldWaiting {
    /// How many were told.
    pub people: u32,
}

/// Body of `POST /api/doctor/schedules/{id}/end`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndScheduleRequest {
    /// What everybody who still waits is told, each in their own thread; nothing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<ClosingWords>,
}

/// What those are told who wait when a session ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClosingWords {
    /// The doctor's own words.
    Text {
        /// They.
        text: Pii,
    },
    /// A sentence that the clinic has in each patient's language.
    Template {
        /// Which.
        template: ClosingTemplate,
    },
}

/// The sentences for the end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClosingTemplate {
    /// There was not time enough for everybody.
    OutOfTime,
    /// An emergency.
    Emergency,
    /// Technical trouble.
    Technical,
}

impl ClosingTemplate {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::OutOfTime, Self::Emergency, Self::Technical];
}

/// Body of `POST /api/doctor/schedules/{id}/hand-over/{patient_id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOverRequest {
    /// The colleague's session, which is under way.
    pub to: ScheduleId,
    /// What the patient is told, in the thread of the place, which the colleague reads from then on; may be
    /// empty.
    #[serde(default)]
    pub text: Pii,
}

/// Answer to `GET /api/doctor/colleagues`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    /// The sessions of other doctors that are under way, by doctor.
    pub sessions: Vec<Schedule>,
}
