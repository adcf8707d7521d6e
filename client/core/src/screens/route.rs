//! Where in the app the person is.

use shared::{AppointmentId, ScheduleId};

/// Where in the app the person is, below any call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// What an earlier run kept is still being looked for.
    Opening,
    SignIn,
    Register,
    /// A code completes the registration.
    ProveAddress,
    Home,
    Profile,
    Room(ScheduleId),
    /// A patient's directory of doctors.
    Doctors,
    Appointments,
    Appointment(AppointmentId),
    /// The own threads.
    Messages,
    /// The own past calls.
    History,
    /// Looking for a time.
    Booking,
    Availability,
}
