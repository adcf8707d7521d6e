//! What a person wants in a practice room or a waiting room, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::{ClosingWords, Pii, ScheduleId, SetBackTo, UserId};

/// What a person wants in a practice room or a waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum QueueIntent {
    /// Open a practice room (doctor) or a waiting room (patient).
    OpenSchedule {
        /// Which.
        schedule_id: ScheduleId,
    },
    /// Doctor: go online.
    StartSession,
    /// Doctor: end the session; settles every place.
    EndSession,
    /// Doctor: the same, with words for those who wait.
    EndSessionSaying {
        /// What they are told, each in their own thread.
        words: ClosingWords,
    },
    /// Doctor: set a patient back, and say why.
    SetBack {
        /// Whom.
        patient_id: UserId,
        /// Where to.
        to: SetBackTo,
        /// What the patient is told.
        text: Pii,
    },
    /// Doctor: see which colleagues could take a patient over.
    LookForColleagues,
    /// Doctor: hand a patient's place over to a colleague.
    HandOver {
        /// Whose place.
        patient_id: UserId,
        /// Into which session's queue.
        to: ScheduleId,
        /// What the patient is told; may be empty.
        text: Pii,
    },
    /// Doctor: write to everybody who waits.
    TellWaiting {
        /// What they are told, each in their own thread.
        text: Pii,
    },
    /// Patient: take a place in the open schedule's queue.
    JoinQueue {
        /// Why the patient comes.
        reason: Pii,
    },
    /// Patient: give the place up.
    LeaveQueue,
    /// Patient: ready or not.
    SetReady {
        /// The wished state.
        ready: bool,
    },
    /// Doctor: invite this patient, or the next ready one.
    Invite {
        /// Whom; the next in turn where absent.
        patient_id: Option<UserId>,
    },
    /// Doctor: invite a patient who is not ready or who declined, having been asked whether that is meant.
    InviteAnyway {
        /// Whom.
        patient_id: UserId,
    },
    /// Patient: here now, after an invitation that came to nothing.
    SayHere {
        /// In whose queue.
        schedule_id: ScheduleId,
    },
    /// Doctor: put a settled patient back into the queue.
    ResetPatient {
        /// Whom.
        patient_id: UserId,
    },
    /// Doctor: take a patient out of the queue.
    RemovePatient {
        /// Whom.
        patient_id: UserId,
    },
    /// Doctor: note that a patient did not come.
    MarkNoShow {
        /// Who.
        patient_id: UserId,
    },
    /// Doctor: let a patient change places with the one before or behind.
    MoveInQueue {
        /// Who.
        patient_id: UserId,
        /// Where to.
        to: QueueMove,
    },
}

/// One place in the queue forwards or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum QueueMove {
    /// Before the one who comes before.
    Earlier,
    /// Behind the one who comes next.
    Later,
}

/// What is asked of the server about queues. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueueRequest {
    /// A schedule that is to be opened and is not in the list.
    Schedule(ScheduleId),
    StartSession(ScheduleId),
    EndSession(ScheduleId),
    Queue(ScheduleId),
    JoinQueue(ScheduleId),
    LeaveQueue(ScheduleId),
    SetReady(ScheduleId),
    Invite(ScheduleId),
    Reset(ScheduleId, UserId),
    Remove(ScheduleId, UserId),
    MarkNoShow(ScheduleId, UserId),
    Reorder(ScheduleId),
    SetBack(ScheduleId, UserId),
    TellWaiting(ScheduleId),
    HandOver(ScheduleId, UserId),
    Colleagues,
}

impl QueueRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Schedule(..) | Self::Colleagues => Policy::LIST,
            Self::StartSession(..)
            | Self::EndSession(..)
            | Self::JoinQueue(..)
            | Self::LeaveQueue(..)
            | Self::SetReady(..)
            | Self::Invite(..)
            | Self::Reset(..)
            | Self::Remove(..)
            | Self::MarkNoShow(..)
            | Self::Reorder(..)
            | Self::SetBack(..)
            | Self::HandOver(..)
            | Self::TellWaiting(..) => Policy::DECISION,
            Self::Queue(..) => Policy::PART,
        }
    }
}
