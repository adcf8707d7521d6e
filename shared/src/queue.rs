use crate::{
    CallId, Cause, Cursor, DeviceTest, DeviceTestPolicy, EntryId, Outcome, Pii, RingReceipt,
    ScheduleId, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// Where a patient's place in a queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EntryState {
    /// In the queue, not ready.
    Waiting,
    /// In the queue and to be invited in one press: ready, or invited before and not reached.
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

impl EntryState {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Ready,
        Self::Invited,
        Self::InCall,
        Self::Done,
        Self::Left,
        Self::NoShow,
        Self::Removed,
    ];

    /// Whether the place still counts in the queue.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Waiting | Self::Ready | Self::Invited | Self::InCall => true,
            Self::Done | Self::Left | Self::NoShow | Self::Removed => false,
        }
    }
}

/// How far away a person's device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Presence {
    /// A device is connected.
    Present,
    /// It dropped less than a minute ago and may be back any moment.
    Away,
    /// No device is connected.
    Gone,
}

impl Presence {
    /// Whether it is worth ringing now: a device is there, or may be back any moment.
    #[must_use]
    pub const fn is_near(self) -> bool {
        match self {
            Self::Present | Self::Away => true,
            Self::Gone => false,
        }
    }
}

/// The last invitation of a place, where it came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailedRing {
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub cause: Option<Cause>,
    /// When.
    pub at: Timestamp,
    /// When the patient said to be there since.
    #[serde(default)]
    pub here_since: Option<Timestamp>,
}

/// One line of the queue as its doctor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// What the patient's device could do when it was last tested.
    pub device_test: Option<DeviceTest>,
    /// The live call with this patient, if any.
    pub call_id: Option<CallId>,
    /// How far the ring got while invited.
    pub receipt: Option<RingReceipt>,
    /// Chat messages of the patient that the doctor has not read.
    #[serde(default)]
    pub unread: u32,
    /// The clinic wants a passed device test, and there is none.
    #[serde(default)]
    pub device_test_lacking: bool,
    /// The last invitation, where it came to nothing and the patient still waits.
    #[serde(default)]
    pub failed_ring: Option<FailedRing>,
}

/// A patient's own place: nothing about anybody else but how many they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// What this device could do when it was last tested.
    pub device_test: Option<DeviceTest>,
    /// Chat messages of the doctor that the patient has not read.
    #[serde(default)]
    pub unread: u32,
    /// When the doctor is likely to call; absent once that has happened.
    #[serde(default)]
    pub expected: Option<ExpectedTurn>,
    /// What the clinic asks of a device before Ready.
    #[serde(default)]
    pub device_test_policy: DeviceTestPolicy,
    /// The device test was passed.
    #[serde(default)]
    pub device_test_passed: bool,
    /// What the patient said last, which an invitation in vain does not change.
    #[serde(default)]
    pub said_ready: bool,
    /// The last invitation, where it came to nothing and the patient still waits.
    #[serde(default)]
    pub failed_ring: Option<FailedRing>,
}

/// When a patient's turn is likely to come: four times out of five, it lies in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpectedTurn {
    /// One of ten comes earlier.
    pub earliest: Timestamp,
    /// One of ten comes later.
    pub latest: Timestamp,
}

/// A queue as one person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen_by", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToggleReadyRequest {
    /// Whether the patient is ready to be invited.
    pub ready: bool,
}

/// Body of `PUT /api/doctor/schedules/{id}/queue`: the patients who wait, in their new order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReorderRequest {
    /// Each patient with an open place, once.
    pub patient_ids: Vec<UserId>,
}

/// One of a doctor's waiting rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingRoomCounts {
    /// Whose queue.
    pub schedule_id: ScheduleId,
    /// The session's title.
    pub title: String,
    /// In the queue, not ready.
    pub waiting: u32,
    /// Ready to be invited.
    pub ready: u32,
    /// Ringing or in the consultation.
    pub in_call: u32,
    /// Of all these, connected.
    pub present: u32,
}

/// Answer to `GET /api/doctor/waiting-rooms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingRooms {
    /// One for each session that is not over: running ones first, then by start.
    pub waiting_rooms: Vec<WaitingRoomCounts>,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}
