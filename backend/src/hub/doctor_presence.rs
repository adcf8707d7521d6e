use shared::{Presence, Reachability, ServerFrame, UserId};

/// What patients are told of a doctor, and nothing of why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoctorPresence {
    /// Who.
    pub doctor_id: UserId,
    /// How far away the doctor is.
    pub presence: Presence,
    /// Whether the doctor can be rung now.
    pub reachability: Reachability,
    /// Whether the doctor takes direct calls.
    pub accepts_direct_calls: bool,
}

impl DoctorPresence {
    /// The frame that says so.
    #[must_use]
    pub const fn frame(self) -> ServerFrame {
        ServerFrame::PresenceChanged {
            user_id: self.doctor_id,
            presence: self.presence,
            reachability: self.reachability,
            accepts_direct_calls: self.accepts_direct_calls,
        }
    }
}
