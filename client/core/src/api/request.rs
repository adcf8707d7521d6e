//! What a request is for: every feature has its own kinds.

use crate::address_proof::intent::ProofRequest;
use crate::api::error::RequestError;
use crate::api::policy::Policy;
use crate::appointments::intent::AppointmentRequest;
use crate::blocks::intent::BlockRequest;
use crate::calls::intent::CallRequest;
use crate::chat::intent::ChatRequest;
use crate::devices::intent::DeviceRequest;
use crate::history::intent::HistoryRequest;
use crate::notes::intent::NotesRequest;
use crate::notifications::intent::NotificationRequest;
use crate::patients::intent::PatientRequest;
use crate::profile::intent::ProfileRequest;
use crate::queue::intent::QueueRequest;
use crate::schedules::intent::ScheduleRequest;
use crate::session::intent::SessionRequest;
use serde::Deserialize;
use serde_json::Value;
use shared::{CodeSent, PendingRegistration, ProblemCode, SignedIn};

/// The longest pause a server may ask for.
const MAX_ASKED_PAUSE_S: u64 = 60;

/// What a request is for. No two requests of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Session(SessionRequest),
    Profile(ProfileRequest),
    Proof(ProofRequest),
    Block(BlockRequest),
    Schedule(ScheduleRequest),
    Queue(QueueRequest),
    Call(CallRequest),
    Notes(NotesRequest),
    Chat(ChatRequest),
    Patient(PatientRequest),
    History(HistoryRequest),
    Notification(NotificationRequest),
    Appointment(AppointmentRequest),
    Device(DeviceRequest),
}

impl RequestKind {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Session(request) => request.policy(),
            Self::Profile(request) => request.policy(),
            Self::Proof(request) => request.policy(),
            Self::Block(request) => request.policy(),
            Self::Schedule(request) => request.policy(),
            Self::Queue(request) => request.policy(),
            Self::Call(request) => request.policy(),
            Self::Notes(request) => request.policy(),
            Self::Chat(request) => request.policy(),
            Self::Patient(request) => request.policy(),
            Self::History(request) => request.policy(),
            Self::Notification(request) => request.policy(),
            Self::Appointment(request) => request.policy(),
            Self::Device(request) => request.policy(),
        }
    }

    /// Sent without an access token.
    pub(crate) fn is_anonymous(self) -> bool {
        matches!(
            self,
            Self::Session(
                SessionRequest::SignIn | SessionRequest::Register | SessionRequest::Refresh
            ) | Self::Proof(ProofRequest::Resend | ProofRequest::Register)
        )
    }

    /// Whether this may be what a clinic answers, where nobody is signed in yet.
    pub(crate) fn is_answered_by(self, body: &Value) -> bool {
        let signs_in = SignedIn::deserialize(body).is_ok();
        match self {
            Self::Proof(ProofRequest::Resend) => CodeSent::deserialize(body).is_ok(),
            Self::Session(SessionRequest::Register) => {
                signs_in || PendingRegistration::deserialize(body).is_ok()
            }
            _ => signs_in,
        }
    }

    /// The least pause before a retry, for troubles that pass by themselves.
    pub(crate) fn pause_asked(self, problem: &RequestError) -> Option<i64> {
        match problem {
            RequestError::Unreachable { .. } => Some(0),
            RequestError::Refused {
                code: ProblemCode::TooManyRequests | ProblemCode::Busy,
                retry_after_s,
                ..
            } => {
                let asked_s = retry_after_s.unwrap_or(0).min(MAX_ASKED_PAUSE_S);
                Some(i64::try_from(asked_s).unwrap_or(0).saturating_mul(1000))
            }
            // Whatever else a server says of itself says nothing about the session, so nobody is signed
            // out for it.
            RequestError::Refused { code, .. } if self == SessionRequest::Refresh.into() => {
                (!ends_session(*code)).then_some(0)
            }
            RequestError::Refused { .. } | RequestError::FileLost | RequestError::NoServer => None,
        }
    }
}

/// Whether this answer to a renewal says that the session is over.
const fn ends_session(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::Unauthenticated | ProblemCode::RefreshReused
    )
}

macro_rules! kinds {
    ($($variant:ident($request:ty)),* $(,)?) => {
        $(impl From<$request> for RequestKind {
            fn from(request: $request) -> Self {
                Self::$variant(request)
            }
        })*
    };
}

kinds! {
    Session(SessionRequest),
    Profile(ProfileRequest),
    Proof(ProofRequest),
    Block(BlockRequest),
    Schedule(ScheduleRequest),
    Queue(QueueRequest),
    Call(CallRequest),
    Notes(NotesRequest),
    Chat(ChatRequest),
    Patient(PatientRequest),
    History(HistoryRequest),
    Notification(NotificationRequest),
    Appointment(AppointmentRequest),
    Device(DeviceRequest),
}
