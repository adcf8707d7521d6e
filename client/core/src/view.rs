//! What there is to see: everything a screen draws and nothing it would have to work out.

use crate::notifications::view::{Inbox, Notice};
use crate::{
    AppointmentScreen, AppointmentsScreen, AvailabilityScreen, BookingScreen, ChangeForm,
    ChatBadge, ChatView, DirectView, DoctorsScreen, Equipment, FormState, NotesView, Plan, Quality,
    RatingView, Trouble,
};
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, CallId, CallKind, Cause, DoctorProfile, Me, NotificationChoice, Outcome,
    OwnPlace, PatientProfile, Pii, QueueEntry, RingReceipt, Schedule, Timestamp, UserId,
    WaitingRoomCounts,
};

/// One snapshot of the whole app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ViewState {
    /// Add to the device's clock to get the server's; milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub clock_offset_ms: i64,
    /// The server this app uses.
    pub server_url: String,
    /// How the realtime link stands.
    pub link: LinkState,
    /// Who is signed in.
    pub me: Option<Me>,
    /// The screen below any call.
    pub screen: Screen,
    /// The call, drawn above the screen: full screen for an invitation and a consultation.
    pub call: Option<CallView>,
    /// The open chat, drawn in the room and beside the call.
    pub chat: Option<ChatView>,
    /// Short messages, oldest first; at most five.
    pub notices: Vec<Notice>,
    /// What the practice has told this person; absent for those who have no rooms here.
    pub inbox: Option<Inbox>,
    /// Where pictures come from; absent until the bridge is open.
    pub bridge: Option<Bridge>,
    /// True where camera and microphone are synthetic; the screen must say so.
    pub synthetic_media: bool,
    /// The devices, and whether they work.
    pub equipment: Equipment,
    /// What the person wants to be told, and how; absent for those who have no rooms here.
    pub notification_choices: Option<Loadable<Vec<NotificationChoice>>>,
}

/// How the realtime link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum LinkState {
    /// Nobody is signed in, so there is none.
    SignedOut,
    /// First connection under way.
    Connecting,
    /// Up.
    Online,
    /// Down; trying again.
    Reconnecting {
        /// When the next try starts, server time.
        retry_at: Timestamp,
    },
}

/// The screen below any call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Screen {
    /// A stored session is being opened.
    Opening,
    /// The sign-in form.
    SignIn(FormState),
    /// The registration form.
    Register(FormState),
    /// The doctor waits for an admin's approval.
    AwaitingApproval,
    /// The doctor's schedules.
    DoctorHome {
        /// Own schedules, running and next first.
        schedules: Loadable<Vec<Schedule>>,
        /// The form for a new one.
        new_schedule: FormState,
        /// Who waits in the running ones, as far as that is known.
        waiting_rooms: Vec<WaitingRoomCounts>,
        /// What may be done with those that have not started.
        plans: Vec<Plan>,
        /// The form for changing one of them.
        change_schedule: ChangeForm,
    },
    /// A running or planned practice session.
    PracticeRoom(PracticeRoom),
    /// Schedules a patient can join.
    PatientHome {
        /// Online ones first, then by start.
        schedules: Loadable<Vec<Schedule>>,
    },
    /// A patient's waiting room.
    WaitingRoom(WaitingRoom),
    /// What a person tells about themselves, and the password.
    Profile(ProfileScreen),
    /// An admin signed in; this app has no screens for admins.
    AdminNotice,
    /// The directory of doctors, for patients.
    Doctors(DoctorsScreen),
    /// The own appointments.
    Appointments(AppointmentsScreen),
    /// One of them.
    Appointment(Box<AppointmentScreen>),
    /// Looking for a time.
    Booking(Box<BookingScreen>),
    /// The doctor's hours.
    Availability(AvailabilityScreen),
}

/// Something that comes from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Loadable<T> {
    /// Not here yet.
    Loading,
    /// Here.
    Loaded {
        /// The thing.
        value: T,
    },
    /// Could not be had; `reload` tries again.
    Failed {
        /// Why.
        problem: Trouble,
    },
}

/// The profile screen. What is typed stays with the page, through refusals as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ProfileScreen {
    /// As the server has it.
    pub profile: Loadable<Profile>,
    /// The form for changing it.
    pub form: FormState,
    /// The form for changing the password.
    pub password: FormState,
}

/// What a person tells about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Profile {
    /// A doctor's.
    Doctor(DoctorProfile),
    /// A patient's.
    Patient(PatientProfile),
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

/// A call as this device shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CallView {
    /// Which.
    pub call_id: CallId,
    /// Which way led into it.
    pub kind: CallKind,
    /// True where this person placed it.
    pub outgoing: bool,
    /// The other one's name.
    pub other_name: Pii,
    /// Where it stands.
    pub stage: CallStage,
    /// Accept the invitation.
    pub accept: Action,
    /// Decline the invitation.
    pub decline: Action,
    /// Withdraw the invitation.
    pub cancel: Action,
    /// End the call.
    pub end: Action,
    /// Whether sound is sent.
    pub microphone_on: bool,
    /// Whether a picture is sent.
    pub camera_on: bool,
    /// Whether the other one sends sound.
    pub other_microphone_on: bool,
    /// Whether the other one sends a picture.
    pub other_camera_on: bool,
    /// What is wrong with the own devices.
    pub device_trouble: Option<DeviceTrouble>,
    /// How the connection is; absent before the first second.
    pub quality: Option<Quality>,
    /// The chat with the other one, where the call has one and a screen shows it.
    pub chat: Option<ChatBadge>,
    /// What the doctor notes about the visit; absent for the patient.
    pub notes: Option<NotesView>,
    /// What a direct call has besides.
    pub direct: Option<DirectView>,
    /// The appointment, for an appointment's call.
    pub appointment_id: Option<AppointmentId>,
    /// While it rings: it does so loudly. After that it stands there to be joined.
    pub loud: bool,
    /// Ring the other one loudly once more, for an appointment's call.
    pub ring_again: Action,
    /// For the patient once the consultation is over: how it was.
    pub rating: Option<RatingView>,
    /// For the patient once the consultation is over: the doctor to book a further time with.
    pub follow_up: Option<UserId>,
    /// For the doctor of a queue once the call is over: invite the next patient.
    pub next_patient: Option<Action>,
}

/// Where a call stands, as its screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum CallStage {
    /// Ringing until the deadline (server time).
    Ringing {
        /// The deadline.
        until: Timestamp,
        /// How far the ring got, for the caller.
        receipt: RingReceipt,
    },
    /// Accepted; the two devices look for each other.
    Connecting {
        /// The deadline.
        until: Timestamp,
    },
    /// They see and hear each other.
    Active {
        /// When that began (server time).
        since: Timestamp,
    },
    /// The connection dropped and is being brought back.
    Interrupted {
        /// When that began first (server time); the duration goes on from it.
        since: Timestamp,
        /// The deadline.
        until: Timestamp,
    },
    /// Answered on another device of this person.
    Elsewhere,
    /// Over.
    Ended {
        /// How.
        outcome: Outcome,
        /// Why.
        cause: Option<Cause>,
        /// True where this person ended, declined or cancelled it.
        by_me: bool,
        /// How long they spoke, milliseconds; absent where they never met.
        #[cfg_attr(feature = "ts", ts(type = "number | null"))]
        talked_ms: Option<i64>,
    },
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
}

/// Where the page gets its pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Bridge {
    /// `ws://127.0.0.1:port/?token=…`.
    pub url: String,
}
