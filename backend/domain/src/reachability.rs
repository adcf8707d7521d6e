//! Whether a doctor can be rung without an appointment.

use crate::Refusal;
use shared::{CallPhase, Presence, Reachability};

/// What patients are shown: a doctor in a call can't be rung, however close.
#[must_use]
pub const fn reachability(presence: Presence, live_call: Option<CallPhase>) -> Reachability {
    match (presence, live_call) {
        (Presence::Present, Some(_)) => Reachability::InAnotherCall,
        (Presence::Present, None) => Reachability::Online,
        (Presence::Away, _) => Reachability::Away,
        (Presence::Gone, _) => Reachability::Offline,
    }
}

/// Whether a ring would reach anybody.
///
/// # Errors
/// The doctor is in another call, or not there.
pub const fn check_ring(reachability: Reachability) -> Result<(), Refusal> {
    match reachability {
        Reachability::Online => Ok(()),
        Reachability::InAnotherCall => Err(Refusal::DoctorBusy),
        Reachability::Away | Reachability::Offline => Err(Refusal::DoctorOffline),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_doctor_who_is_there_and_in_no_call_is_rung() {
        use Presence::{Away, Gone, Present};
        let in_call = Some(CallPhase::Active);
        for (presence, call, shown, rung) in [
            (Present, None, Reachability::Online, Ok(())),
            (
                Present,
                in_call,
                Reachability::InAnotherCall,
                Err(Refusal::DoctorBusy),
            ),
            (Away, None, Reachability::Away, Err(Refusal::DoctorOffline)),
            (
                Away,
                in_call,
                Reachability::Away,
                Err(Refusal::DoctorOffline),
            ),
            (
                Gone,
                None,
                Reachability::Offline,
                Err(Refusal::DoctorOffline),
            ),
        ] {
            assert_eq!(reachability(presence, call), shown);
            assert_eq!(check_ring(shown), rung);
        }
    }
}
