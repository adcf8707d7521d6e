//! What several views are made of.

use crate::api::error::RequestError;
use serde::{Deserialize, Serialize};

/// Something that comes from the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Loadable<T> {
    /// Not here yet.
    #[default]
    Loading,
    /// Here.
    Loaded {
        /// The thing.
        value: T,
    },
    /// Could not be had; `reload` tries again.
    Failed {
        /// Why.
        problem: RequestError,
    },
}

/// Whether something may be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Action {
    /// It may.
    Allowed,
    /// Asked for, no answer yet.
    Busy,
    /// It may not.
    Refused {
        /// Why.
        why: WhyNot,
    },
}

/// Why something may not be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum WhyNot {
    /// The app is offline.
    Offline,
    /// The session has not started.
    SessionNotStarted,
    /// The session has started already.
    SessionStarted,
    /// The session is over.
    SessionOver,
    /// The patient is not ready.
    PatientNotReady,
    /// Nobody is ready.
    NobodyReady,
    /// Whoever is ready is not connected.
    ReadyAreGone,
    /// Nobody waits.
    NobodyWaits,
    /// A call is under way.
    InCall,
    /// No call is under way on this device.
    NotInCall,
    /// The place is settled.
    Settled,
    /// The place is not settled yet.
    NotSettled,
    /// Only while it rings.
    NotRinging,
    /// Answered already, here or elsewhere.
    Answered,
    /// The queue is full.
    QueueFull,
    /// Nobody is there to change places with.
    AtTheEnd,
    /// Somebody has a place in the queue.
    SomebodyWaits,
    /// The visit was too long ago to write to its chat.
    ChatClosed,
    /// The chat's first message is here already.
    NothingEarlier,
    /// The doctor takes no direct calls.
    NoDirectCalls,
    /// The doctor is in another call.
    DoctorBusy,
    /// The doctor was there a moment ago.
    DoctorAway,
    /// The doctor is not online.
    DoctorOffline,
    /// The clinic requires a passed device test first.
    DeviceTestNeeded,
    /// The time for the appointment's call has not come.
    TooEarly,
    /// The appointment's time is over, or it was given up.
    AppointmentOver,
    /// The appointment is not agreed on yet.
    NotConfirmed,
    /// The other side has to answer.
    OthersTurn,
    /// It still rings loudly.
    StillRinging,
    /// As many files wait to be sent as may.
    FilesWait,
}

/// What is wrong with the own devices; the call goes on without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum DeviceTrouble {
    /// No camera, or it went away.
    NoCamera,
    /// No microphone, or it went away.
    NoMicrophone,
    /// Neither.
    NoCameraNorMicrophone,
    /// The camera was refused.
    CameraRefused,
    /// The microphone was refused.
    MicrophoneRefused,
    /// Nothing plays what the other side says; own picture and sound go on.
    NoSpeaker,
}

pub(crate) fn show<T, U>(thing: &Loadable<T>, draw: impl FnOnce(&T) -> U) -> Loadable<U> {
    match thing {
        Loadable::Loading => Loadable::Loading,
        Loadable::Loaded { value } => Loadable::Loaded { value: draw(value) },
        Loadable::Failed { problem } => Loadable::Failed {
            problem: problem.clone(),
        },
    }
}
