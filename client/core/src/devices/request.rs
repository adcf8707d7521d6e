//! What is asked of the server about the devices.

use crate::api::policy::Policy;
use shared::{AppointmentId, ScheduleId};

/// What is asked of the server about the devices. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceRequest {
    TestServers,
    DeviceTest(ScheduleId),
    TryRing(ScheduleId),
    AppointmentTest(AppointmentId),
}

impl DeviceRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::TestServers => Policy::RELAYS,
            Self::DeviceTest(..) | Self::AppointmentTest(..) => Policy::REPORT,
            Self::TryRing(..) => Policy::DECISION,
        }
    }
}
