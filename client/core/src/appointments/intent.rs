//! What a person wants with doctors, appointments and hours, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, ExceptionId, LeadTimes, NewAvailabilityException, NewAvailabilityRule, RuleId,
    Timestamp, UserId, WantedTime,
};

/// What a person wants with doctors, appointments and hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum AppointmentIntent {
    /// Patient: the directory of doctors.
    ShowDoctors,
    /// More of it.
    ShowMoreDoctors,
    /// Patient: look for doctors beyond those that are here.
    FindDoctors {
        /// Words of the name, the specialty or the languages.
        words: String,
    },
    /// The own appointments.
    ShowAppointments,
    /// Earlier ones of them.
    ShowMoreAppointments,
    /// Doctor: the own hours.
    ShowAvailability,
    /// Doctor: the calendar shows another period.
    ShowPeriod {
        /// Its first instant.
        from: Timestamp,
        /// The first instant after it.
        to: Timestamp,
    },
    /// Show one appointment from close up; it is its waiting room as well.
    OpenAppointment {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// Patient: look for a time with a doctor.
    OpenBooking {
        /// With whom.
        doctor_id: UserId,
    },
    /// Look for another time for an appointment.
    OpenMove {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// While looking for a time: show the slots from then on.
    ShowSlots {
        /// The first instant.
        from: Timestamp,
    },
    /// While looking for a time: ask for this one.
    Book {
        /// When.
        time: WantedTime,
        /// Why the patient comes, for a new appointment.
        reason: shared::Pii,
    },
    /// Agree to an appointment that the other side asked for.
    ConfirmAppointment {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// Refuse it.
    DeclineAppointment {
        /// Which.
        appointment_id: AppointmentId,
        /// For the other side's eyes; may be empty.
        reason: shared::Pii,
    },
    /// Give an appointment up.
    CancelAppointment {
        /// Which.
        appointment_id: AppointmentId,
        /// For the other side's eyes; may be empty.
        reason: shared::Pii,
    },
    /// Start an appointment's call, or join the one that waits.
    StartAppointment {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// Ring the other one of an appointment's call loudly once more.
    RingAgain,
    /// Ask whether there is a calendar feed of one's own.
    ShowFeed,
    /// Ask for another address; the one before leads nowhere any more.
    RenewFeed,
    /// Doctor: add weekly hours, or replace some.
    SaveRule {
        /// Which; new ones where absent.
        rule_id: Option<RuleId>,
        /// What they are to be.
        rule: NewAvailabilityRule,
    },
    /// Doctor: delete weekly hours. Appointments stay.
    DeleteRule {
        /// Which.
        rule_id: RuleId,
    },
    /// Doctor: add a day that is different, or replace one.
    SaveException {
        /// Which; a new one where absent.
        exception_id: Option<ExceptionId>,
        /// What it is to be.
        exception: NewAvailabilityException,
    },
    /// Doctor: delete it. Appointments stay.
    DeleteException {
        /// Which.
        exception_id: ExceptionId,
    },
    /// Doctor: how early and how late slots may be booked.
    SaveLeadTimes(LeadTimes),
}

/// What is asked of the server about appointments, doctors and hours. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppointmentRequest {
    Doctors,
    MoreDoctors,
    FindDoctors,
    Doctor(UserId),
    Appointments,
    MoreAppointments,
    /// Those of the time that a calendar shows.
    OfPeriod,
    Appointment(AppointmentId),
    ConfirmAppointment(AppointmentId),
    DeclineAppointment(AppointmentId),
    CancelAppointment(AppointmentId),
    MoveAppointment(AppointmentId),
    StartAppointment(AppointmentId),
    RingAgain(AppointmentId),
    Slots,
    Book,
    Feed,
    RenewFeed,
    Availability,
    SaveRule,
    DeleteRule(RuleId),
    SaveException,
    DeleteException(ExceptionId),
    SaveLeadTimes,
}

impl AppointmentRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Doctors
            | Self::MoreDoctors
            | Self::FindDoctors
            | Self::Doctor(..)
            | Self::Appointments
            | Self::MoreAppointments
            | Self::OfPeriod
            | Self::Appointment(..)
            | Self::Slots
            | Self::Feed
            | Self::Availability => Policy::LIST,
            Self::ConfirmAppointment(..)
            | Self::DeclineAppointment(..)
            | Self::CancelAppointment(..)
            | Self::StartAppointment(..)
            | Self::RingAgain(..)
            | Self::RenewFeed
            | Self::DeleteRule(..)
            | Self::DeleteException(..) => Policy::DECISION,
            Self::MoveAppointment(..)
            | Self::Book
            | Self::SaveRule
            | Self::SaveException
            | Self::SaveLeadTimes => Policy::FORM,
        }
    }
}
