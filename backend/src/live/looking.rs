use shared::ClientFrame;
use uuid::Uuid;

/// What a frame is about, and what a doctor who sends it sees from then on, as the audit calls it. To a
/// patient a queue is the own place; marks, signals and receipts show nothing. Written as a match without
/// a wildcard: a frame that declares nothing does not compile.
pub fn looked_at_by(frame: &ClientFrame) -> (Option<Uuid>, Option<&'static str>) {
    match frame {
        ClientFrame::JoinSchedule { schedule_id } => (Some(schedule_id.0), Some("queue.read")),
        ClientFrame::LeaveSchedule { schedule_id } => (Some(schedule_id.0), None),
        ClientFrame::LookAtSchedule { schedule_id } => (schedule_id.map(|id| id.0), None),
        ClientFrame::Authenticate { .. } | ClientFrame::JoinDoctors | ClientFrame::LeaveDoctors => {
            (None, None)
        }
        ClientFrame::JoinCall { call_id, .. }
        | ClientFrame::LeaveCall { call_id }
        | ClientFrame::RingReceipt { call_id, .. }
        | ClientFrame::CallQuality { call_id, .. }
        | ClientFrame::Signal { call_id, .. } => (Some(call_id.0), None),
        ClientFrame::Message { encounter_id, .. }
        | ClientFrame::MessageRead { encounter_id, .. }
        | ClientFrame::Typing { encounter_id, .. } => (Some(encounter_id.0), None),
    }
}
