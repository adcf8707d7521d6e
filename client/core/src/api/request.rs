//! What a request is for: every feature has its own kinds.

use crate::api::policy::Policy;
use crate::appointments::request::AppointmentRequest;
use crate::calls::request::CallRequest;
use crate::chat::request::ChatRequest;
use crate::devices::request::DeviceRequest;
use crate::notes::request::NotesRequest;
use crate::notifications::request::NotificationRequest;
use crate::profile::request::ProfileRequest;
use crate::queue::request::QueueRequest;
use crate::schedules::request::ScheduleRequest;
use crate::session::request::SessionRequest;

/// What a request is for. No two requests of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Session(SessionRequest),
    Profile(ProfileRequest),
    Schedule(ScheduleRequest),
    Queue(QueueRequest),
    Call(CallRequest),
    Notes(NotesRequest),
    Chat(ChatRequest),
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
            Self::Schedule(request) => request.policy(),
            Self::Queue(request) => request.policy(),
            Self::Call(request) => request.policy(),
            Self::Notes(request) => request.policy(),
            Self::Chat(request) => request.policy(),
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
            )
        )
    }
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
    Schedule(ScheduleRequest),
    Queue(QueueRequest),
    Call(CallRequest),
    Notes(NotesRequest),
    Chat(ChatRequest),
    Notification(NotificationRequest),
    Appointment(AppointmentRequest),
    Device(DeviceRequest),
}
