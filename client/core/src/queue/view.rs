//! The two rooms of a queue as their screens need them.

use crate::chat::view::ChatBadge;
use crate::session::forms::FormState;
use crate::view_parts::{Action, Loadable};
use serde::{Deserialize, Serialize};
use shared::{OwnPlace, QueueEntry, Schedule, UserId};

/// The doctor's practice room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PracticeRoom {
    /// The session.
    pub schedule: Schedule,
    /// The queue in order; settled places last.
    pub queue: Loadable<Vec<QueueRow>>,
    /// Go online.
    pub start: Action,
    /// End the session.
    pub end: Action,
    /// Invite the next ready patient.
    pub invite_next: Action,
    /// The patient `invite_next` would invite.
    pub next_patient_id: Option<UserId>,
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueRow {
    /// The place.
    pub entry: QueueEntry,
    /// Invite this patient.
    pub invite: Action,
    /// Put this patient back into the queue.
    pub reset: Action,
    /// Take this patient out.
    pub remove: Action,
    /// Note that this patient did not come.
    pub no_show: Action,
    /// Let this patient come before the one before.
    pub earlier: Action,
    /// Let this patient come behind the one behind.
    pub later: Action,
    /// The chat with this patient.
    pub chat: ChatBadge,
}

/// The patient's waiting room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WaitingRoom {
    /// The session.
    pub schedule: Schedule,
    /// The own place; `Loaded` with none where the patient has not joined.
    pub place: Loadable<Option<OwnPlace>>,
    /// How many wait.
    pub waiting: u32,
    /// Take a place.
    pub join: Action,
    /// The form for joining.
    pub join_form: FormState,
    /// Give the place up.
    pub leave: Action,
    /// Say ready or not ready.
    pub set_ready: Action,
    /// The chat with the doctor; absent where the patient has not joined.
    pub chat: Option<ChatBadge>,
}
