use crate::{DeviceChoice, Profile, TransferId};
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, CallId, EncounterId, ExceptionId, FileId, LeadTimes, NewAvailabilityException,
    NewAvailabilityRule, NewSchedule, NotificationChoice, RegisterRequest, RuleId, ScheduleId,
    Timestamp, UserId, WantedTime,
};

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
    /// Doctor: what the notes beside the call say now; saved by itself.
    WriteNotes {
        /// Of which encounter.
        encounter_id: EncounterId,
        /// The whole text.
        text: shared::Pii,
    },
    /// Doctor: write over what another device noted.
    KeepOwnNotes {
        /// Of which encounter.
        encounter_id: EncounterId,
    },
    /// Doctor: give up what was noted here for what another device noted.
    TakeOtherNotes {
        /// Of which encounter.
        encounter_id: EncounterId,
    },
    /// Doctor: try again to load the notes.
    ReloadNotes,
    /// Patient: ring a doctor without an appointment.
    CallDoctor {
        /// Whom.
        doctor_id: UserId,
        /// Why, in a few words; may be empty.
        reason: shared::Pii,
    },
    /// Doctor: ring the patient of a direct call that was missed.
    CallBack {
        /// Which call.
        call_id: CallId,
    },
    /// Patient: have the server ring this device as it would for a call.
    TryRing,
    /// Say whether that was heard.
    AnswerRing {
        /// It was.
        heard: bool,
    },
    /// Be told of one kind of notification in these ways.
    ChooseNotification(NotificationChoice),
    /// The app is before the person's eyes, or covered, minimised or elsewhere.
    LookAtApp {
        /// Which of the two.
        looking: bool,
    },
    /// Decline the ringing call with a few words for the caller.
    DeclineWith {
        /// What they are told.
        message: shared::Pii,
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
    /// Patient: the directory of doctors.
    ShowDoctors,
    /// The own appointments.
    ShowAppointments,
    /// Doctor: the own hours.
    ShowAvailability,
    /// Doctor: the calendar shows another period.
    ShowPeriod {
        /// Its first instant.
        from: Timestamp,
        /// The first instant after it.
        to: Timestamp,
    },
    /// Show one appointment from close up; it is its waiting room as well.
    OpenAppointment {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// Patient: look for a time with a doctor.
    OpenBooking {
        /// With whom.
        doctor_id: UserId,
    },
    /// Look for another time for an appointment.
    OpenMove {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// While looking for a time: show the slots from then on.
    ShowSlots {
        /// The first instant.
        from: Timestamp,
    },
    /// While looking for a time: ask for this one.
    Book {
        /// When.
        time: WantedTime,
        /// Why the patient comes, for a new appointment.
        reason: shared::Pii,
    },
    /// Agree to an appointment that the other side asked for.
    ConfirmAppointment {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// Refuse it.
    DeclineAppointment {
        /// Which.
        appointment_id: AppointmentId,
        /// For the other side's eyes; may be empty.
        reason: shared::Pii,
    },
    /// Give an appointment up.
    CancelAppointment {
        /// Which.
        appointment_id: AppointmentId,
        /// For the other side's eyes; may be empty.
        reason: shared::Pii,
    },
    /// Start an appointment's call, or join the one that waits.
    StartAppointment {
        /// Which.
        appointment_id: AppointmentId,
    },
    /// Ring the other one of an appointment's call loudly once more.
    RingAgain,
    /// Ask for the address of the own calendar feed.
    ShowFeed,
    /// Ask for another address; the one before leads nowhere any more.
    RenewFeed,
    /// Doctor: add weekly hours, or replace some.
    SaveRule {
        /// Which; new ones where absent.
        rule_id: Option<RuleId>,
        /// What they are to be.
        rule: NewAvailabilityRule,
    },
    /// Doctor: delete weekly hours. Appointments stay.
    DeleteRule {
        /// Which.
        rule_id: RuleId,
    },
    /// Doctor: add a day that is different, or replace one.
    SaveException {
        /// Which; a new one where absent.
        exception_id: Option<ExceptionId>,
        /// What it is to be.
        exception: NewAvailabilityException,
    },
    /// Doctor: delete it. Appointments stay.
    DeleteException {
        /// Which.
        exception_id: ExceptionId,
    },
    /// Doctor: how early and how late slots may be booked.
    SaveLeadTimes(LeadTimes),
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
