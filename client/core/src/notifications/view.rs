//! What a person is told beside their screens: short messages, and the list behind the bell.

use crate::{CallBack, Loadable, RequestError};
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, AppointmentNews, Notification, Pii, ReminderTime, Timestamp, WaitingRoomNews,
};

/// A short message to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Notice {
    /// Names it for `dismiss_notice`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
    /// What it says.
    pub text: NoticeText,
}

/// What a notice says; the words are the screen's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NoticeText {
    /// Something that was asked for failed.
    Failed {
        /// Why.
        problem: RequestError,
    },
    /// The doctor opened the session this patient waits for.
    SessionStarted {
        /// Its title.
        title: String,
    },
    /// The doctor ended the session this patient waits for.
    SessionEnded {
        /// Its title.
        title: String,
    },
    /// The doctor took this patient out of the queue.
    RemovedFromQueue,
    /// A patient became ready.
    PatientReady {
        /// Who.
        name: Pii,
    },
    /// A message came that is not before this person's eyes.
    NewMessage {
        /// Who wrote it.
        name: Pii,
    },
    /// This device was signed out by the server.
    SignedOut,
    /// The device could not ring.
    CannotRing,
    /// Something happened in a waiting room that is not open.
    WaitingRoom {
        /// Whom it is about.
        name: Pii,
        /// The session's title.
        title: String,
        /// What.
        news: WaitingRoomNews,
    },
    /// A patient rang and was not answered.
    MissedCall {
        /// Who.
        name: Pii,
    },
    /// Something became of an appointment.
    Appointment {
        /// Which.
        appointment_id: AppointmentId,
        /// What.
        news: AppointmentNews,
        /// The other one's name.
        name: Pii,
        /// When it starts.
        starts_at: Timestamp,
    },
    /// An appointment is near.
    AppointmentNear {
        /// Which.
        appointment_id: AppointmentId,
        /// How near.
        before: ReminderTime,
        /// The other one's name.
        name: Pii,
        /// When it starts.
        starts_at: Timestamp,
    },
}

/// What the practice has told this person, kept until read and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Inbox {
    /// How many are unread, beyond the list, too.
    pub unread: u32,
    /// Newest first.
    pub lines: Loadable<Vec<InboxLine>>,
}

/// One line of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InboxLine {
    /// What was told.
    pub notification: Notification,
    /// The title of the session it is about, where that is known and not told already.
    pub session_title: Option<String>,
    /// How a missed call is made up for, where it may be.
    pub call_back: Option<CallBack>,
}
