//! What a call of the small server is about.

use domain::call::Terms;
use shared::*;

/// What somebody is rung about.
#[derive(Clone)]
pub enum About {
    /// A place in a queue.
    Queue(ScheduleId, EntryId),
    /// An appointment, until its window closes.
    Appointment(AppointmentId, Timestamp),
    /// Nothing that was there before, with a few words why.
    Direct(Pii),
    /// A direct call that the doctor missed.
    CallBack,
}

impl About {
    pub const fn terms(&self) -> Terms {
        match self {
            Self::Queue(..) => Terms::queue_invitation(),
            Self::Appointment(_, closes_at) => Terms::appointment(*closes_at),
            Self::Direct(_) => Terms::direct_call(),
            Self::CallBack => Terms::call_back(),
        }
    }

    pub const fn appointment_id(&self) -> Option<AppointmentId> {
        match self {
            Self::Appointment(id, _) => Some(*id),
            Self::Queue(..) | Self::Direct(_) | Self::CallBack => None,
        }
    }
}
