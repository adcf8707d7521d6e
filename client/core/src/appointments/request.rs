//! What is asked of the server about appointments, doctors and hours.

use crate::api::policy::Policy;
use shared::{AppointmentId, ExceptionId, RuleId, UserId};

/// What is asked of the server about appointments, doctors and hours. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppointmentRequest {
    Doctors,
    Doctor(UserId),
    Appointments,
    /// Those before the ones in the list.
    EarlierAppointments,
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
            | Self::Doctor(..)
            | Self::Appointments
            | Self::EarlierAppointments
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
