use crate::{AppointmentId, CallSnapshot, Cursor, DeviceTest, Party, Pii, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AppointmentState {
    /// One side asked; the other has yet to confirm. The time is held.
    Pending,
    /// Both agreed.
    Confirmed,
    /// Given up for another one, which names this one.
    Rescheduled,
    /// Will not take place.
    Cancelled,
    /// Took place.
    Completed,
    /// Somebody stayed away.
    NoShow,
}

impl AppointmentState {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Confirmed,
        Self::Rescheduled,
        Self::Cancelled,
        Self::Completed,
        Self::NoShow,
    ];

    /// Whether the appointment holds its time, so that nothing else may overlap it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Confirmed => true,
            Self::Rescheduled | Self::Cancelled | Self::Completed | Self::NoShow => false,
        }
    }
}

/// Who stayed away from an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Absent {
    /// The doctor alone.
    Doctor,
    /// The patient alone.
    Patient,
    /// Neither came.
    Both,
}

/// How the call of an appointment stands, computed from its latest call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallStatus {
    /// Nobody has started one.
    Inactive,
    /// One is there; the other one may join.
    Waiting,
    /// Both are in it.
    Active,
    /// The latest one is over.
    Ended,
}

/// What kind of time is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TimeWish {
    /// One of the doctor's free slots: confirmed at once where a patient takes it.
    Slot,
    /// Any other time: the other side has to confirm.
    Preferred,
}

/// A time that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WantedTime {
    /// Of what kind.
    pub wish: TimeWish,
    /// When it starts.
    pub starts_at: Timestamp,
    /// How long it takes, for a preferred time: a slot has its own length. 30 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub minutes: Option<u16>,
}

/// Body of `POST /api/appointments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAppointment {
    /// With whom.
    pub doctor_id: UserId,
    /// When.
    pub time: WantedTime,
    /// Why, for the doctor's eyes; may be empty.
    #[serde(default)]
    pub reason: Pii,
}

/// Body of `POST /api/appointments/{id}/reschedule`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RescheduleRequest {
    /// When instead.
    pub time: WantedTime,
}

/// Body of `POST /api/appointments/{id}/cancel` and `…/decline`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelRequest {
    /// Why, for the other side's eyes; may be empty.
    #[serde(default)]
    pub reason: Pii,
}

/// An appointment as its two people see it. The one with the larger version is the newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appointment {
    /// This appointment.
    pub id: AppointmentId,
    /// Raised by one at each change of the appointment itself; its call has a version of its own.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub version: i64,
    /// The doctor.
    pub doctor_id: UserId,
    /// The doctor's name.
    pub doctor_name: Pii,
    /// The patient.
    pub patient_id: UserId,
    /// The patient's name.
    pub patient_name: Pii,
    /// Where it stands.
    pub state: AppointmentState,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Who asked for it; while it is pending, the other one may confirm.
    pub asked_by: Party,
    /// Why the patient comes; may be empty.
    pub reason: Pii,
    /// The one that was given up for this one.
    pub rescheduled_from: Option<AppointmentId>,
    /// The one that this one was given up for.
    pub rescheduled_to: Option<AppointmentId>,
    /// Who cancelled or declined it; absent where time did.
    pub cancelled_by: Option<Party>,
    /// Why, in that person's words; may be empty.
    pub cancel_reason: Pii,
    /// Who stayed away, for a no-show.
    pub absent: Option<Absent>,
    /// How its call stands.
    pub call_status: CallStatus,
    /// From when on either side may start its call.
    pub opens_at: Timestamp,
    /// Until when.
    pub closes_at: Timestamp,
    /// IANA zone of the doctor, for whoever wants to show both clocks.
    pub doctor_time_zone: String,
    /// IANA zone of the patient.
    pub patient_time_zone: String,
    /// What the patient's device can do, as far as it was tested for this appointment.
    pub device_test: Option<DeviceTest>,
}

/// Answer to `GET /api/appointments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentList {
    /// Those that wait for an answer first, then confirmed ones, both by start; then all others, latest
    /// first.
    pub appointments: Vec<Appointment>,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}

/// Answer to `GET /api/calendar`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarFeed {
    /// Whether there is one. Its address was shown when it was made, and nobody knows it any more.
    pub exists: bool,
}

/// Answer to `POST /api/calendar/renew`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarFeedAddress {
    /// Path on this server, told this once, and for nobody else: whoever knows it reads the appointments.
    pub path: Pii,
}

/// Answer to `GET /api/appointments/{id}/call-status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentCall {
    /// How its call stands.
    pub call_status: CallStatus,
    /// Whether a call may be started now.
    pub may_start: bool,
    /// The latest call.
    pub call: Option<CallSnapshot>,
}
