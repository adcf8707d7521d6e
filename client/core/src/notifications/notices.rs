//! Short messages to the person.

use crate::api::error::RequestError;
use crate::io::Intent;
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, AppointmentNews, PasswordTry, Pii, ReminderTime, Timestamp, WaitingRoomNews,
};
use std::collections::VecDeque;

/// A short message to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Notice {
    /// Names it for `dismiss_notice`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
    /// What it says.
    pub text: NoticeText,
    /// What it leads to.
    pub opens: Option<Intent>,
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
    /// The session this patient waits for is over; or, to its doctor, one that nobody ended is.
    SessionEnded {
        /// Its title.
        title: String,
        /// It never began.
        never_started: bool,
    },
    /// E-mail does not reach somebody: this person, where no name is given.
    MailUndeliverable {
        /// The other one.
        name: Option<Pii>,
    },
    /// The doctor took this patient out of the queue.
    RemovedFromQueue,
    /// This patient's place was given free, as no device of theirs was connected for long.
    PlaceLapsed {
        /// The session's title.
        title: String,
    },
    /// This patient's place was handed over to another doctor.
    HandedOver {
        /// The other doctor.
        name: Pii,
    },
    /// A place or a request was ended; this doctor can only be booked by phone.
    ByPhoneOnly {
        /// The doctor.
        name: Pii,
    },
    /// The address is proved to be this person's.
    AddressProved,
    /// Everybody who waits was told what the doctor wrote.
    WaitingTold {
        /// How many.
        people: u32,
    },
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
    /// Somebody gave wrong passwords for this account, again and again.
    PasswordTried {
        /// Where.
        at: PasswordTry,
    },
}

/// Older ones make room.
const MAX_NOTICES: usize = 5;

/// What waits to be read, oldest first.
#[derive(Default)]
pub(crate) struct Notices {
    last_id: u64,
    waiting: VecDeque<Notice>,
}

impl Notices {
    pub(crate) fn add(&mut self, text: NoticeText) {
        self.add_leading(text, None);
    }

    /// The same with what it leads to.
    pub(crate) fn add_leading(&mut self, text: NoticeText, opens: Option<Intent>) {
        // The same words again would only push others out. They come by several ways, of which not all know
        // where they lead.
        let same = self.waiting.iter().position(|notice| notice.text == text);
        let earlier = same.and_then(|index| self.waiting.remove(index));
        let opens = opens.or_else(|| earlier.and_then(|notice| notice.opens));
        if self.waiting.len() >= MAX_NOTICES {
            self.waiting.pop_front();
        }
        self.last_id += 1;
        self.waiting.push_back(Notice {
            id: self.last_id,
            text,
            opens,
        });
    }

    pub(crate) fn fail(&mut self, problem: RequestError) {
        if !problem.asks_for_proof() {
            self.add(NoticeText::Failed { problem });
        }
    }

    pub(crate) fn dismiss(&mut self, id: u64) {
        self.waiting.retain(|notice| notice.id != id);
    }

    pub(crate) fn all(&self) -> Vec<Notice> {
        self.waiting.iter().cloned().collect()
    }
}
