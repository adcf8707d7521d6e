//! Why a use case did not happen: the one error of the whole server.

use domain::Refusal;
use domain::access::Denied;
use shared::{FieldProblem, ProblemCode};
use store::{StoreError, Violation};

/// Why a use case did not happen. Nothing changed, but where the store is busy: then the word of it may be
/// all that was lost, and whoever tries again uses the same idempotency key. Each may fail with the store; what a use case
/// refuses besides is said of it under `# Errors`.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The rule says no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// This person may not.
    #[error("denied: {0:?}")]
    Denied(Denied),
    /// There is no such thing, or it is none of this person's business; nobody can tell which.
    #[error("not found")]
    NotFound,
    /// Fields are wrong.
    #[error("invalid fields")]
    Invalid(Vec<FieldProblem>),
    /// A problem that is known by its code alone.
    #[error("{0:?}")]
    Known(ProblemCode),
    /// Too many tries.
    #[error("too many tries")]
    TooMany {
        /// Seconds until the next one counts.
        retry_after_s: u64,
    },
    /// The store is busy.
    #[error("busy")]
    Busy,
    /// Something broke; its words go to the log and never to a client.
    #[error(transparent)]
    Fault(#[from] anyhow::Error),
}

impl AppError {
    /// The code that a client is told.
    #[must_use]
    pub const fn code(&self) -> ProblemCode {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Denied(Denied::Role) => ProblemCode::Denied,
            Self::Denied(Denied::NotApproved) => ProblemCode::NotApproved,
            Self::Denied(Denied::EmailUnproved) => ProblemCode::EmailUnproved,
            Self::NotFound => ProblemCode::NotFound,
            Self::Invalid(_) => ProblemCode::Invalid,
            Self::Known(code) => *code,
            Self::Busy => ProblemCode::Busy,
            Self::TooMany { .. } => ProblemCode::TooManyRequests,
            Self::Fault(_) => ProblemCode::Internal,
        }
    }

    /// The same in words. Faults keep theirs to themselves.
    #[must_use]
    pub fn detail(&self) -> &'static str {
        let refused = match self {
            Self::Refused(refusal) => refusal.detail(),
            _ => None,
        };
        refused.unwrap_or(detail_of(self.code()))
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Denied> for AppError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<Vec<FieldProblem>> for AppError {
    fn from(problems: Vec<FieldProblem>) -> Self {
        Self::Invalid(problems)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Violation(Violation::EmailTaken) => Self::Known(ProblemCode::EmailTaken),
            StoreError::Violation(Violation::PersonBusy) => Self::Known(ProblemCode::PatientBusy),
            StoreError::Violation(Violation::DoctorTaken | Violation::PatientTaken) => {
                Self::Known(ProblemCode::SlotTaken)
            }
            StoreError::Violation(violation @ (Violation::AlreadyInQueue | Violation::KeyUsed)) => {
                Self::Fault(anyhow::anyhow!(
                    "{violation:?} although it was checked in the same transaction"
                ))
            }
            StoreError::Busy => Self::Busy,
            StoreError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// The sentence that belongs to a code.
#[must_use]
pub const fn detail_of(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::BadRequest => "The request is malformed.",
        ProblemCode::KeyReused => "The idempotency key was used for another request.",
        ProblemCode::UnsupportedEncoding => "The body is packed; send it as it is.",
        ProblemCode::Invalid => "Some fields are wrong.",
        ProblemCode::Unauthenticated => "A valid access token is needed.",
        ProblemCode::WrongCredentials => "The e-mail address or the password is wrong.",
        ProblemCode::RefreshReused => "The refresh token was used before; sign in again.",
        ProblemCode::Denied => "This role may not do that.",
        ProblemCode::NotApproved => "An admin has yet to approve this doctor.",
        ProblemCode::NotFound => "There is no such thing.",
        ProblemCode::EmailTaken => "The e-mail address is registered already.",
        ProblemCode::EmailUnproved => {
            "The e-mail address has to be proved first, by a mailed code."
        }
        ProblemCode::WrongCode => "That is not the code that was mailed.",
        ProblemCode::CodeExpired => "The code no longer counts; ask for another one.",
        ProblemCode::NoMail => "This server sends no mail.",
        ProblemCode::ByPhoneOnly => {
            "This doctor can't take a booking from this patient online; the clinic can by phone."
        }
        ProblemCode::ScheduleNotOnline => "The practice session is not online.",
        ProblemCode::ScheduleCompleted => "The practice session is over.",
        ProblemCode::ScheduleStarted => "The practice session has started.",
        ProblemCode::QueueFull => "The queue is full.",
        ProblemCode::NotInQueue => "The patient has no place in this queue.",
        ProblemCode::PatientNotReady => "The patient is not ready.",
        ProblemCode::NobodyReady => "Nobody in the queue is ready.",
        ProblemCode::EntryNotAllowed => {
            "The place in the queue is in a state that does not allow it."
        }
        ProblemCode::PatientBusy => "The patient is in another call.",
        ProblemCode::DoctorBusy => "The doctor is in another call.",
        ProblemCode::SlotTaken => "That time is taken.",
        ProblemCode::AppointmentState => "The appointment is in a state that does not allow it.",
        ProblemCode::OutsideWindow => "It is too early or too late for the appointment's call.",
        ProblemCode::NoDirectCalls => "The doctor takes no direct calls.",
        ProblemCode::DoctorOffline => "The doctor is not online.",
        ProblemCode::TooMany => "There are as many as there may be.",
        ProblemCode::CallPhase => "The call is in another phase.",
        ProblemCode::AnsweredElsewhere => "The call was answered on another device.",
        ProblemCode::CallEnded => "The call is over.",
        ProblemCode::NotesChanged => "Another device changed the notes in between.",
        ProblemCode::NotCompleted => "Only a completed call can be rated.",
        ProblemCode::RatingClosed => "The rating was given too long ago to change it.",
        ProblemCode::ChatClosed => "The encounter ended too long ago to write to it.",
        ProblemCode::NotConnected => "This device has no realtime connection.",
        ProblemCode::DeviceTestRequired => "The clinic requires a passed device test first.",
        ProblemCode::NoCallBack => {
            "Only a direct call that was not answered lately is called back."
        }
        ProblemCode::UnsupportedFile => {
            "Only JPEG, PNG, WebP and PDF files are taken, and only as what they are."
        }
        ProblemCode::TooManyFiles => "The thread holds as many files as it may.",
        ProblemCode::StorageFull => "There is no room for more files; everything else goes on.",
        ProblemCode::PictureTooLarge => {
            "A picture may have 40 million pixels, and 12,000 on a side."
        }
        ProblemCode::InfectedFile => "The clinic's virus scanner refuses this file.",
        ProblemCode::ScannerUnavailable => {
            "The clinic's virus scanner does not answer, and no file is taken without it."
        }
        ProblemCode::MethodNotAllowed => "The path exists, but not with this method.",
        ProblemCode::AlreadySeeded => "The practice holds data already.",
        ProblemCode::TooLarge => "The body is too large.",
        ProblemCode::TooManyRequests => "Too many tries; come back later.",
        ProblemCode::Busy => "The server is busy; try again.",
        ProblemCode::Internal => "The server failed; its log knows the request.",
        ProblemCode::UnknownFrame => "Not a frame of this protocol.",
    }
}
