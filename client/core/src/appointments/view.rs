//! What there is to see of doctors, appointments and hours.

use crate::chat::view::ChatBadge;
use crate::session::forms::FormState;
use crate::view_parts::{Action, Loadable};
use serde::{Deserialize, Serialize};
use shared::{
    Appointment, AppointmentId, Availability, DoctorCard, ExceptionId, Pii, RuleId, Schedule, Slot,
    Timestamp, UserId,
};

/// The directory of doctors, for patients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DoctorsScreen {
    /// By name.
    pub doctors: Loadable<Vec<DoctorRow>>,
}

/// One doctor of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DoctorRow {
    /// Who.
    pub doctor: DoctorCard,
    /// Look for a time with this doctor.
    pub book: Action,
    /// Ring this doctor now.
    pub call: Action,
}

/// The own appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AppointmentsScreen {
    /// By start: for a patient all, for a doctor those of the period shown, and every one that waits
    /// for an answer.
    pub appointments: Loadable<Vec<AppointmentRow>>,
    /// The doctor's sessions, which the calendar shows as well.
    pub schedules: Vec<Schedule>,
    /// The address of the own calendar feed, once it was asked for.
    pub feed: Option<Loadable<Pii>>,
}

/// One appointment, and what this person may do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AppointmentRow {
    /// As it is now.
    pub appointment: Appointment,
    /// Agree to it.
    pub confirm: Action,
    /// Refuse it.
    pub decline: Action,
    /// Give it up.
    pub cancel: Action,
    /// Ask for another time.
    pub move_to: Action,
    /// Start its call, or join the one that waits.
    pub start: Action,
}

/// One appointment from close up, which is its waiting room as well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AppointmentScreen {
    /// Which.
    pub appointment_id: AppointmentId,
    /// The appointment.
    pub row: Loadable<AppointmentRow>,
    /// The chat with the other one; absent until the appointment is here.
    pub chat: Option<ChatBadge>,
}

/// Looking for a time: a new appointment, or another time for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BookingScreen {
    /// With whom.
    pub doctor_id: UserId,
    /// The doctor, once known.
    pub doctor: Option<DoctorCard>,
    /// The appointment that gets another time; absent for a new one.
    pub moving: Option<Appointment>,
    /// The first instant whose slots are here.
    pub from: Timestamp,
    /// The first instant after those.
    pub to: Timestamp,
    /// Free slots by start.
    pub slots: Loadable<Vec<Slot>>,
    /// IANA zone of the doctor; empty until known.
    pub time_zone: String,
    /// Ask for a time.
    pub book: Action,
    /// How the last try went.
    pub form: FormState,
}

/// The doctor's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AvailabilityScreen {
    /// As the server has them.
    pub availability: Loadable<Availability>,
    /// The form for weekly hours.
    pub rule: FormState,
    /// The form for a day that is different.
    pub exception: FormState,
    /// The form for lead times.
    pub lead_times: FormState,
    /// Weekly hours that are being deleted.
    pub deleting_rules: Vec<RuleId>,
    /// Exceptions that are being deleted.
    pub deleting_exceptions: Vec<ExceptionId>,
    /// Change anything here.
    pub change: Action,
}
