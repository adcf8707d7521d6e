//! Which thread belongs to a call.

use shared::{CallKind, CallSnapshot, EncounterId};

/// The encounter a call belongs to.
pub(crate) fn encounter_of(call: &CallSnapshot) -> Option<EncounterId> {
    match (call.entry_id, call.kind) {
        (Some(entry_id), _) => Some(entry_id.into()),
        (None, CallKind::Direct) => Some(call.id.into()),
        (None, CallKind::Appointment) => call.appointment_id.map(Into::into),
        (None, CallKind::Queue) => None,
    }
}
