use crate::budgets::Purse;
use shared::ClientFrame;
use uuid::Uuid;

/// The purse that a frame takes one out of, and what everybody spends on with it. Written as a match
/// without a wildcard: a frame that declares nothing does not compile.
pub const fn declared_by(frame: &ClientFrame) -> (Purse, Option<Uuid>) {
    match frame {
        ClientFrame::Authenticate { .. } => (Purse::Sockets, None),
        ClientFrame::JoinSchedule { .. }
        | ClientFrame::LeaveSchedule { .. }
        | ClientFrame::LookAtSchedule { .. }
        | ClientFrame::JoinDoctors
        | ClientFrame::LeaveDoctors
        | ClientFrame::JoinCall { .. }
        | ClientFrame::LeaveCall { .. } => (Purse::Subscriptions, None),
        ClientFrame::RingReceipt { call_id, .. } | ClientFrame::CallQuality { call_id, .. } => {
            (Purse::Receipts, Some(call_id.0))
        }
        ClientFrame::Message { encounter_id, .. }
        | ClientFrame::MessageRead { encounter_id, .. } => (Purse::Marks, Some(encounter_id.0)),
        ClientFrame::Typing { encounter_id, .. } => (Purse::Typing, Some(encounter_id.0)),
        ClientFrame::Signal { call_id, .. } => (Purse::Signals, Some(call_id.0)),
    }
}
