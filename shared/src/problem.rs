use serde::{Deserialize, Serialize};

/// The machine-readable `code` of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProblemCode {
    /// The body, a path or a query is malformed.
    BadRequest,
    /// Fields are wrong; `fields` names each.
    Invalid,
    /// The idempotency key was used before, for another wish.
    KeyReused,
    /// No valid access token.
    Unauthenticated,
    /// Wrong e-mail address or password.
    WrongCredentials,
    /// The refresh token was used before; the session is ended.
    RefreshReused,
    /// This role or person may not do that.
    Denied,
    /// The doctor waits for approval.
    NotApproved,
    /// There is no such thing, or it is none of this person's business.
    NotFound,
    /// The address is registered already.
    EmailTaken,
    /// Whose address it is was not proved yet; a code has to be typed first.
    EmailUnproved,
    /// Not the code that was mailed.
    WrongCode,
    /// The code is too old, was used, or was mistyped too often; another one helps.
    CodeExpired,
    /// The clinic's server sends no mail.
    NoMail,
    /// This doctor can't be booked, called or written to by this patient online. It says no more on purpose.
    ByPhoneOnly,
    /// The schedule is not in the right state.
    ScheduleNotOnline,
    /// The schedule is over.
    ScheduleCompleted,
    /// The schedule can't be changed any more.
    ScheduleStarted,
    /// The queue is full.
    QueueFull,
    /// The patient has no place in this queue.
    NotInQueue,
    /// The patient is not ready.
    PatientNotReady,
    /// Nobody in the queue is ready.
    NobodyReady,
    /// The place is not in a state that allows it.
    EntryNotAllowed,
    /// The patient is in another call.
    PatientBusy,
    /// The doctor is in another call.
    DoctorBusy,
    /// That time is taken, or not one of the doctor's slots.
    SlotTaken,
    /// The appointment is in a state that does not allow it.
    AppointmentState,
    /// Outside the time in which the appointment's call may be started.
    OutsideWindow,
    /// The doctor takes no direct calls.
    NoDirectCalls,
    /// The doctor is not online.
    DoctorOffline,
    /// As many as there may be.
    TooMany,
    /// The call is in another phase.
    CallPhase,
    /// The call was answered on another device.
    AnsweredElsewhere,
    /// The call is over.
    CallEnded,
    /// The call ended otherwise than completed, or has not ended.
    NotCompleted,
    /// The rating was given too long ago to change it.
    RatingClosed,
    /// The encounter ended too long ago to write to its thread.
    ChatClosed,
    /// Another device changed the notes in between.
    NotesChanged,
    /// A file of a kind that is not accepted, or another one than it claims to be.
    UnsupportedFile,
    /// The body is packed, and nothing is unpacked here.
    UnsupportedEncoding,
    /// The thread holds as many files as it may.
    TooManyFiles,
    /// There is no room for more files: of this person, in this thread, or at the clinic.
    StorageFull,
    /// The picture says that it has more pixels than are shown.
    PictureTooLarge,
    /// The clinic's virus scanner named something in the file.
    InfectedFile,
    /// The clinic's virus scanner can't be asked, and nothing is taken unseen.
    ScannerUnavailable,
    /// The path exists, but not with this method.
    MethodNotAllowed,
    /// The practice holds data already.
    AlreadySeeded,
    /// The body is too large.
    TooLarge,
    /// Too many tries; `retry_after_s` says when to come back.
    TooManyRequests,
    /// The server is busy; try again.
    Busy,
    /// The server failed; its log knows the request id.
    Internal,
    /// A realtime frame that is not part of the protocol.
    UnknownFrame,
    /// Not a direct call that came to nothing lately.
    NoCallBack,
    /// The clinic requires a passed device test first.
    DeviceTestRequired,
    /// This device has no realtime connection.
    NotConnected,
}

/// One wrong field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// The field's name in the request body.
    pub field: String,
    /// What is wrong with it.
    pub code: FieldCode,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldCode {
    /// Nothing was given.
    Required,
    /// Fewer characters than needed.
    TooShort,
    /// More characters than allowed.
    TooLong,
    /// Not of the expected form.
    Malformed,
    /// Outside the allowed range.
    OutOfRange,
    /// A password that is among the first to be tried.
    Guessable,
}

/// An RFC 9457 problem, served as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `about:blank`: the code tells problems apart (RFC 9457, 4.2.1).
    #[serde(rename = "type")]
    pub type_uri: String,
    /// The status' own words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// For machines.
    pub code: ProblemCode,
    /// For people who read English; nothing about anybody.
    pub detail: String,
    /// Wrong fields, for [`ProblemCode::Invalid`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Seconds to wait, for [`ProblemCode::TooManyRequests`] and [`ProblemCode::Busy`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
    pub retry_after_s: Option<u64>,
    /// Names the request in the server's log.
    #[serde(default)]
    pub request_id: String,
}
