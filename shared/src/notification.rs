use crate::{
    AppointmentId, CallId, CallKind, Cursor, EncounterId, Pii, ScheduleId, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// Something a person should know, kept until read and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    /// Counts from 1 for each person.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: i64,
    /// What it says.
    pub about: NotificationAbout,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// What a notification says; the words are the screen's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NotificationAbout {
    /// A ring that nobody answered.
    MissedCall {
        /// Which call.
        call_id: CallId,
        /// The other one's name.
        other_name: Pii,
        /// The other one; absent where an older server told it.
        #[serde(default)]
        other_id: Option<UserId>,
        /// Which way led into the call; absent where an older server told it.
        #[serde(default)]
        call_kind: Option<CallKind>,
        /// True where this person rang and was not answered.
        #[serde(default)]
        outgoing: bool,
    },
    /// The session this patient waits for went online.
    SessionStarted {
        /// Which.
        schedule_id: ScheduleId,
        /// Its title.
        title: String,
    },
    /// The session this patient waited for is over; or, to its doctor, one that nobody ended is.
    SessionEnded {
        /// Which.
        schedule_id: ScheduleId,
        /// Its title.
        title: String,
        /// It never began.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        never_started: bool,
    },
    /// E-mail does not reach somebody: this person, or one with whom they have an appointment.
    MailUndeliverable {
        /// Whom.
        user_id: UserId,
        /// The other one's name; absent where it is this person.
        other_name: Option<Pii>,
    },
    /// The doctor took this patient out of the queue.
    RemovedFromQueue {
        /// Which session's.
        schedule_id: ScheduleId,
    },
    /// This patient's place was given free, as none of the patient's devices was connected for long.
    PlaceLapsed {
        /// Which session's.
        schedule_id: ScheduleId,
        /// Its title.
        title: String,
    },
    /// This patient's place was handed over to another doctor.
    HandedOver {
        /// Into which session's queue.
        schedule_id: ScheduleId,
        /// The other doctor's name.
        doctor_name: Pii,
    },
    /// A place or a request of this patient was ended; the doctor can't be booked by this patient online.
    ByPhoneOnly {
        /// The doctor's name.
        doctor_name: Pii,
    },
    /// Something became of an appointment that this person did not do.
    AppointmentChanged {
        /// Which.
        appointment_id: AppointmentId,
        /// What.
        news: AppointmentNews,
        /// The other one's name.
        other_name: Pii,
        /// When it starts.
        starts_at: Timestamp,
    },
    /// An appointment is near.
    AppointmentReminder {
        /// Which.
        appointment_id: AppointmentId,
        /// How near.
        before: ReminderTime,
        /// The other one's name.
        other_name: Pii,
        /// When it starts.
        starts_at: Timestamp,
    },
    /// A message that waits to be read; one for however many there are.
    NewMessage {
        /// In which thread.
        encounter_id: EncounterId,
        /// Who wrote it.
        from_name: Pii,
    },
    /// Something happened in a waiting room that its doctor was not looking at; one unread for each
    /// patient, the newest.
    WaitingRoom {
        /// Which session's.
        schedule_id: ScheduleId,
        /// Whom it is about.
        patient_id: UserId,
        /// The patient's name.
        patient_name: Pii,
        /// The session's title.
        title: String,
        /// What.
        news: WaitingRoomNews,
    },
    /// Somebody gave wrong passwords for this account, again and again.
    PasswordTried {
        /// Where.
        at: PasswordTry,
    },
}

impl NotificationAbout {
    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> NotificationKind {
        match self {
            Self::MissedCall { .. } => NotificationKind::MissedCall,
            Self::SessionStarted { .. } => NotificationKind::SessionStarted,
            Self::SessionEnded { .. } => NotificationKind::SessionEnded,
            Self::RemovedFromQueue { .. }
            | Self::PlaceLapsed { .. }
            | Self::HandedOver { .. }
            | Self::ByPhoneOnly { .. } => NotificationKind::RemovedFromQueue,
            Self::AppointmentChanged { .. } | Self::MailUndeliverable { .. } => {
                NotificationKind::AppointmentChanged
            }
            Self::AppointmentReminder { .. } => NotificationKind::AppointmentReminder,
            Self::NewMessage { .. } => NotificationKind::NewMessage,
            Self::WaitingRoom { .. } => NotificationKind::WaitingRoom,
            Self::PasswordTried { .. } => NotificationKind::PasswordTried,
        }
    }
}

/// Where wrong passwords were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PasswordTry {
    /// To sign in.
    SignIn,
    /// On a device that is signed in, to change the password.
    Change,
}

/// What happened in a waiting room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WaitingRoomNews {
    /// A patient took a place.
    Arrived,
    /// A patient gave the place up.
    Left,
    /// A patient is ready to be invited.
    Ready,
    /// A patient's device test is finished.
    TestFinished,
    /// A colleague handed a patient over.
    HandedOver,
}

/// What became of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AppointmentNews {
    /// The other one asks for it.
    Requested,
    /// A patient took a free slot.
    Booked,
    /// The other one agreed.
    Confirmed,
    /// The other one refused.
    Declined,
    /// The other one cancelled it.
    Cancelled,
    /// The other one moved it, or asks to; the notification names the new one.
    Moved,
    /// Nobody confirmed it in time.
    Expired,
    /// One of the two, or both, stayed away.
    NoShow,
}

/// How long before an appointment a reminder comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReminderTime {
    /// 24 hours.
    Day,
    /// One hour.
    Hour,
    /// Ten minutes.
    TenMinutes,
}

/// The kinds of notifications, each of which a person may want or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NotificationKind {
    /// [`NotificationAbout::MissedCall`].
    MissedCall,
    /// [`NotificationAbout::SessionStarted`].
    SessionStarted,
    /// [`NotificationAbout::SessionEnded`].
    SessionEnded,
    /// [`NotificationAbout::RemovedFromQueue`], [`NotificationAbout::PlaceLapsed`] and
    /// [`NotificationAbout::ByPhoneOnly`].
    RemovedFromQueue,
    /// [`NotificationAbout::AppointmentChanged`] and [`NotificationAbout::MailUndeliverable`].
    AppointmentChanged,
    /// [`NotificationAbout::AppointmentReminder`].
    AppointmentReminder,
    /// [`NotificationAbout::NewMessage`].
    NewMessage,
    /// [`NotificationAbout::WaitingRoom`].
    WaitingRoom,
    /// [`NotificationAbout::PasswordTried`]; told whatever a person chose.
    PasswordTried,
}

impl NotificationKind {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::MissedCall,
        Self::SessionStarted,
        Self::SessionEnded,
        Self::RemovedFromQueue,
        Self::AppointmentChanged,
        Self::AppointmentReminder,
        Self::NewMessage,
        Self::WaitingRoom,
        Self::PasswordTried,
    ];
}

/// Whether a person wants one kind of notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationChoice {
    /// Which kind.
    pub kind: NotificationKind,
    /// Kept behind the bell and told live; what is not wanted is not kept at all.
    pub in_app: bool,
    /// Shown as a notification of the operating system as well, by devices that are told live.
    #[serde(default = "wanted")]
    pub os: bool,
    /// Sent by e-mail as well; absent in answers where there are no mails of this kind.
    #[serde(default)]
    pub mail: Option<bool>,
}

const fn wanted() -> bool {
    true
}

/// What a person wants to be told: answer to `GET`, and body of and answer to `PUT`
/// `/api/notifications/preferences`. An answer names every kind; in a body, a kind that is left out
/// is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationPreferences {
    /// One for each kind.
    pub choices: Vec<NotificationChoice>,
}

/// Answer to `GET /api/notifications`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationList {
    /// Newest first.
    pub notifications: Vec<Notification>,
    /// How many are unread, beyond this list, too.
    pub unread: u32,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}

/// Body of `POST /api/notifications/read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkRead {
    /// This one and every older one.
    pub up_to: i64,
}
