use crate::{DeviceChoice, Profile, TransferId};
use serde::{Deserialize, Serialize};
use shared::{EncounterId, FileId, NewSchedule, RegisterRequest, ScheduleId, UserId};

/// What a person wants, from a window, a notification's button or the command line.
///
/// An intent that is not allowed at the moment changes nothing; the view says which are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Intent {
    /// Use another server; signs out first.
    SetServer {
        /// `http://` or `https://`, no path.
        url: String,
    },
    /// Show the sign-in form.
    ShowSignIn,
    /// Show the registration form.
    ShowRegister,
    /// Sign in.
    SignIn {
        /// As registered.
        email: shared::Pii,
        /// As registered.
        password: shared::Pii,
    },
    /// Register and sign in.
    Register(RegisterRequest),
    /// Sign this device out.
    SignOut,
    /// Back to the list of schedules. A patient keeps the place in the queue.
    ShowHome,
    /// Show what the person tells about themselves.
    ShowProfile,
    /// Replace it.
    SaveProfile(Profile),
    /// Change the password; other devices are signed out.
    ChangePassword {
        /// The one that works now.
        current_password: shared::Pii,
        /// The one that shall.
        new_password: shared::Pii,
    },
    /// Fetch the schedules again.
    Reload,
    /// Open a practice room (doctor) or a waiting room (patient).
    OpenSchedule {
        /// Which.
        schedule_id: ScheduleId,
    },
    /// Doctor: plan a session.
    CreateSchedule(NewSchedule),
    /// Doctor: change a session that has not started.
    ChangeSchedule {
        /// Which.
        schedule_id: ScheduleId,
        /// What it is to be.
        plan: NewSchedule,
    },
    /// Doctor: delete a session that has not started and for which nobody waits.
    DeleteSchedule {
        /// Which.
        schedule_id: ScheduleId,
    },
    /// Doctor: go online.
    StartSession,
    /// Doctor: end the session; settles every place.
    EndSession,
    /// Patient: take a place in the open schedule's queue.
    JoinQueue {
        /// Why the patient comes.
        reason: shared::Pii,
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
    /// The invitation screen is in front of a person's eyes.
    InvitationSeen,
    /// Accept the ringing call.
    Accept,
    /// Decline the ringing call.
    Decline,
    /// Withdraw the call one has placed.
    Cancel,
    /// End the call.
    End,
    /// Send sound or not.
    SetMicrophone {
        /// The wished state.
        on: bool,
    },
    /// Send a picture or not.
    SetCamera {
        /// The wished state.
        on: bool,
    },
    /// Use these devices from now on, in a call that runs as well.
    ChooseDevices(DeviceChoice),
    /// Show the own picture and listen to the microphone, for nobody else.
    OpenCheck,
    /// Release camera and microphone.
    CloseCheck,
    /// Let the ringtone sound for some seconds.
    TestSpeaker,
    /// Say whether it was heard.
    AnswerSpeaker {
        /// It was.
        heard: bool,
    },
    /// Hold a short trial call with oneself, over the path that a call would take.
    TestNetwork,
    /// Patient: say how the consultation was that just ended; can be said anew.
    RateCall {
        /// 1 to 5; five are the best.
        stars: u8,
        /// May be empty.
        comment: shared::Pii,
    },
    /// Close the screen of an ended call.
    CloseCall,
    /// Open an encounter's chat, before the person's eyes; one that is open is closed.
    OpenChat {
        /// Which.
        encounter_id: EncounterId,
    },
    /// Close it. What waits to be sent is sent all the same.
    CloseChat,
    /// The open chat is before the person's eyes (what is there counts as read), or covered.
    LookAtChat {
        /// Which of the two.
        looking: bool,
    },
    /// Write into the open chat; without a server it waits for one.
    WriteMessage {
        /// What.
        text: shared::Pii,
    },
    /// The person is writing into the open chat, or no longer; may be repeated at each key.
    SetTyping {
        /// As it is now.
        typing: bool,
    },
    /// Fetch earlier messages of the open chat.
    LoadEarlier,
    /// Try a message again that was refused.
    RetryMessage {
        /// [`crate::ChatLine::key`].
        key: String,
    },
    /// Give up a message that was refused, or a file that is not sent yet.
    DiscardMessage {
        /// [`crate::ChatLine::key`].
        key: String,
    },
    /// Attach a file to the open chat. Its bytes are handed to the engine under the same number, by the
    /// bridge.
    AttachFile {
        /// The number; every file of a page has another one.
        transfer: TransferId,
        /// What it is called.
        name: shared::Pii,
        /// How many bytes it has.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
    },
    /// Fetch a file of the open chat, to be shown.
    ShowFile {
        /// [`crate::FileLine::id`].
        file_id: FileId,
    },
    /// Put a file of the open chat into the person's own folder.
    SaveFile {
        /// [`crate::FileLine::id`].
        file_id: FileId,
    },
    /// Mark everything in the inbox as read.
    ReadInbox,
    /// Put a notice away.
    DismissNotice {
        /// [`crate::Notice::id`].
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        id: u64,
    },
}
