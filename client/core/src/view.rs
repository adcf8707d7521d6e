//! What there is to see: everything a screen draws and nothing it would have to work out.

use crate::{ChatBadge, ChatView, Equipment, Quality, RatingView};
use serde::{Deserialize, Serialize};
use shared::{
    CallId, CallKind, Cause, DoctorProfile, FieldProblem, Me, Notification, Outcome, OwnPlace,
    PatientProfile, Pii, ProblemCode, QueueEntry, RingReceipt, Schedule, ScheduleId, Timestamp,
    UserId, WaitingRoomCounts,
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

/// Why something went wrong, for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Trouble {
    /// The server could not be reached.
    Unreachable,
    /// This device has not (or no longer) what was to be sent.
    FileLost,
    /// The server said no.
    Refused {
        /// Why.
        code: ProblemCode,
        /// Which fields, for a form.
        fields: Vec<FieldProblem>,
        /// Seconds to wait, where that is the trouble.
        #[cfg_attr(feature = "ts", ts(type = "number | null"))]
        retry_after_s: Option<u64>,
    },
}

/// A form's state; what was typed stays with the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FormState {
    /// Sent, no answer yet.
    pub busy: bool,
    /// The answer to the last try, where it failed.
    pub problem: Option<Trouble>,
    /// Raised by one each time a try succeeds, so that the screen knows to empty the form.
    pub accepted: u32,
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

/// What may be done with a session that has not started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Plan {
    /// Which.
    pub schedule_id: ScheduleId,
    /// Change title, time and the rest.
    pub change: Action,
    /// Delete it.
    pub delete: Action,
}

/// The form for changing a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangeForm {
    /// Which session it was sent for last; the form of any other one is blank.
    pub schedule_id: Option<ScheduleId>,
    /// How that went.
    pub form: FormState,
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
    /// Somebody has a place in the queue.
    SomebodyWaits,
    /// The visit was too long ago to write to its chat.
    ChatClosed,
    /// The chat's first message is here already.
    NothingEarlier,
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
    /// For the patient once the consultation is over: how it was.
    pub rating: Option<RatingView>,
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
        problem: Trouble,
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
}

/// Where the page gets its pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Bridge {
    /// `ws://127.0.0.1:port/?token=…`.
    pub url: String,
}
