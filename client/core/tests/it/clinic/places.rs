//! Places in the small server's queues.

use domain::queue::here_since;
use shared::*;

pub struct StoredEntry {
    pub entry: QueueEntry,
    pub schedule_id: ScheduleId,
    /// When the patient said ready; absent after another word.
    pub ready_at: Option<Timestamp>,
}

impl StoredEntry {
    /// The patient says ready, or not ready.
    pub fn say(&mut self, ready: bool, now: Timestamp) {
        self.ready_at = ready.then_some(now);
        if let Some(failed) = &mut self.entry.failed_ring {
            failed.here_since = here_since(failed.at, self.ready_at);
        }
    }

    /// The last invitation, where it came to nothing and the patient still waits.
    pub fn failed_ring(&self) -> Option<FailedRing> {
        let waits = matches!(self.entry.state, EntryState::Waiting | EntryState::Ready);
        self.entry.failed_ring.filter(|_| waits)
    }
}
