use crate::{CallId, EntryId, Pii, RingReceipt, ScheduleId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Where a patient's place in a queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum EntryState {
    /// In the queue, not ready.
    Waiting,
    /// In the queue and ready to be invited.
    Ready,
    /// Being rung.
    Invited,
    /// In the consultation.
    InCall,
    /// Consulted.
    Done,
    /// Left by own wish.
    Left,
    /// Did not turn up.
    NoShow,
    /// Taken out by the doctor.
    Removed,
}

/// How far away a person's device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Presence {
    /// A device is connected.
    Present,
    /// It dropped less than a minute ago and may be back any moment.
    Away,
    /// No device is connected.
    Gone,
}

/// One line of the queue as its doctor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueEntry {
    /// This place.
    pub entry_id: EntryId,
    /// Whose place it is.
    pub patient_id: UserId,
    /// The patient's name.
    pub name: Pii,
    /// Whole years; absent where no date of birth is known.
    pub age: Option<u32>,
    /// Why the patient comes; may be empty.
    pub reason: Pii,
    /// 1 for the next in turn; absent once the place is settled.
    pub position: Option<u32>,
    /// Where it stands.
    pub state: EntryState,
    /// When the patient joined.
    pub joined_at: Timestamp,
    /// Whether a device of the patient is connected.
    pub presence: Presence,
    /// The live call with this patient, if any.
    pub call_id: Option<CallId>,
    /// How far the ring got while invited.
    pub receipt: Option<RingReceipt>,
}

/// A patient's own place: nothing about anybody else but how many they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OwnPlace {
    /// This place.
    pub entry_id: EntryId,
    /// Where it stands.
    pub state: EntryState,
    /// 1 for the next in turn; absent once the place is settled.
    pub position: Option<u32>,
    /// How many wait in this queue, this patient included.
    pub waiting: u32,
    /// When the patient joined.
    pub joined_at: Timestamp,
    /// Why the patient comes, as written when joining.
    pub reason: Pii,
}

/// A queue as one person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen_by", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum QueueView {
    /// The doctor of the schedule sees every place, in order, settled ones last.
    Doctor {
        /// All places of the session.
        entries: Vec<QueueEntry>,
    },
    /// A patient sees the own place only.
    Patient {
        /// Absent when the patient has no place in this queue.
        place: Option<OwnPlace>,
        /// How many wait.
        waiting: u32,
    },
}

/// A queue at one moment. The one with the larger version is the newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSnapshot {
    /// Whose queue.
    pub schedule_id: ScheduleId,
    /// Raised at each change of the queue.
    pub version: i64,
    /// What this person may see.
    pub queue: QueueView,
}

/// Body of `POST /api/patient/schedules/{id}/join-queue`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinQueueRequest {
    /// Why the patient comes, for the doctor's eyes; may be empty.
    #[serde(default)]
    pub reason: Pii,
}

/// Body of `POST /api/patient/schedules/{id}/toggle-ready`.
///
/// It names the wished state, so that a repeated request does not toggle back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToggleReadyRequest {
    /// Whether the patient is ready to be invited.
    pub ready: bool,
}
