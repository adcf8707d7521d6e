use crate::{Appointment, ExceptionId, RuleId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Weekday {
    /// The first one (ISO 8601).
    Monday,
    /// The second one.
    Tuesday,
    /// The third one.
    Wednesday,
    /// The fourth one.
    Thursday,
    /// The fifth one.
    Friday,
    /// The sixth one.
    Saturday,
    /// The last one.
    Sunday,
}

/// A time without consultations, within some hours and counted like them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Break {
    /// Minutes after the midnight that the day of the hours begins with.
    pub starts_minute: u16,
    /// The same for the end; later than the start.
    pub ends_minute: u16,
}

/// Hours of consultation that begin on one day, by the clock on the doctor's wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkingHours {
    /// Minutes after midnight as the clock shows them: 540 is 09:00, whatever the clocks did.
    pub starts_minute: u16,
    /// The same for the end. Beyond 1440 they end on the day after: 1560 is 02:00.
    pub ends_minute: u16,
    /// How long one slot is.
    pub slot_minutes: u16,
    /// In order, apart from each other; may be empty.
    #[serde(default)]
    pub breaks: Vec<Break>,
}

/// Body of `POST /api/doctor/availability/rules` and of its `PUT`: hours of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAvailabilityRule {
    /// On which day they begin.
    pub weekday: Weekday,
    /// Which hours.
    pub hours: WorkingHours,
}

/// Hours of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailabilityRule {
    /// This rule.
    pub id: RuleId,
    /// On which day they begin.
    pub weekday: Weekday,
    /// Which hours.
    pub hours: WorkingHours,
}

/// What is different on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AvailabilityChange {
    /// None of the weekly hours count, from midnight to midnight.
    DayOff,
    /// Hours besides the weekly ones; on a day off, instead of them.
    ExtraHours {
        /// Which.
        hours: WorkingHours,
    },
}

/// Body of `POST /api/doctor/availability/exceptions` and of its `PUT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAvailabilityException {
    /// `YYYY-MM-DD` in the doctor's zone.
    pub date: String,
    /// What is different.
    pub change: AvailabilityChange,
}

/// A day that is different from its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailabilityException {
    /// This exception.
    pub id: ExceptionId,
    /// `YYYY-MM-DD` in the doctor's zone.
    pub date: String,
    /// What is different.
    pub change: AvailabilityChange,
}

/// Body of `PUT /api/doctor/availability`: how early and how late a slot may be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadTimes {
    /// A slot that starts sooner than this is not offered any more.
    pub notice_minutes: u32,
    /// A slot that starts later than this is not offered yet.
    pub horizon_days: u16,
}

impl Default for LeadTimes {
    /// An hour's notice, two months ahead.
    fn default() -> Self {
        Self {
            notice_minutes: 60,
            horizon_days: 60,
        }
    }
}

/// Answer to `GET /api/doctor/availability`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// IANA zone whose clock all of it goes by: the one of the doctor's profile.
    pub time_zone: String,
    /// How early and how late a slot may be booked.
    pub lead_times: LeadTimes,
    /// Hours of every week.
    pub rules: Vec<AvailabilityRule>,
    /// Days that are different, by date.
    pub exceptions: Vec<AvailabilityException>,
    /// Appointments still to come that lie outside of these hours, by start.
    #[serde(default)]
    pub outside: Vec<Appointment>,
}

/// A time for one appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slot {
    /// Its first instant.
    pub starts_at: Timestamp,
    /// The first instant after it.
    pub ends_at: Timestamp,
}

/// Answer to `GET /api/doctors/{id}/slots`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlotList {
    /// Whose.
    pub doctor_id: UserId,
    /// IANA zone of the doctor, for whoever wants to show both clocks.
    pub time_zone: String,
    /// Free ones, by start.
    pub slots: Vec<Slot>,
}
