use crate::{Cursor, Pii, ScheduleId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Where a practice session stands; it only ever moves forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ScheduleStatus {
    /// Planned; patients may join the queue.
    Upcoming,
    /// The doctor is there and may invite.
    Online,
    /// Over; every queue entry is settled.
    Completed,
}

/// Body of `POST /api/doctor/schedules`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSchedule {
    /// What patients see in the list.
    pub title: String,
    /// More for patients to know; may be empty.
    #[serde(default)]
    pub description: String,
    /// When the session is planned to start.
    pub starts_at: Timestamp,
    /// When it is planned to end; later than the start.
    pub ends_at: Timestamp,
    /// IANA zone the doctor planned it in.
    pub time_zone: String,
    /// Most patients in the queue at once.
    pub capacity: u32,
}

/// Body of `PATCH /api/doctor/schedules/{id}`: what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleChange {
    /// What patients see in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// More for patients to know; may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When the session is planned to start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// When it is planned to end; later than the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// IANA zone the doctor planned it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Most patients in the queue at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
}

/// One practice session, as its doctor and every patient may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    /// This session.
    pub id: ScheduleId,
    /// Whose session it is.
    pub doctor_id: UserId,
    /// The doctor's name.
    pub doctor_name: Pii,
    /// What the doctor treats, such as `General practice`; may be empty.
    pub specialty: String,
    /// What patients see in the list.
    pub title: String,
    /// More to know; may be empty.
    pub description: String,
    /// Where it stands.
    pub status: ScheduleStatus,
    /// Planned start.
    pub starts_at: Timestamp,
    /// Planned end.
    pub ends_at: Timestamp,
    /// IANA zone the doctor planned it in.
    pub time_zone: String,
    /// Most patients in the queue at once.
    pub capacity: u32,
    /// How many wait in the queue now.
    pub waiting: u32,
    /// Raised by one at each change; the larger one is the newer one.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub version: i64,
}

/// Answer to `GET /api/doctor/schedules` and `GET /api/patient/schedules`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleList {
    /// A patient's own places first; then running ones, latest first; planned ones by start; and past ones,
    /// latest first.
    pub schedules: Vec<Schedule>,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}
