use crate::app::AppError;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use domain::access::Denied;
use shared::{Problem, ProblemCode};

/// Seconds after which a busy server is worth another try.
const BUSY_RETRY_S: u64 = 1;

pub const fn status_of(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::BadRequest | ProblemCode::UnknownFrame => StatusCode::BAD_REQUEST,
        ProblemCode::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::Unauthenticated
        | ProblemCode::WrongCredentials
        | ProblemCode::RefreshReused => StatusCode::UNAUTHORIZED,
        ProblemCode::Denied | ProblemCode::NotApproved => StatusCode::FORBIDDEN,
        ProblemCode::NotFound | ProblemCode::NotInQueue => StatusCode::NOT_FOUND,
        ProblemCode::EmailTaken
        | ProblemCode::AlreadySeeded
        | ProblemCode::ScheduleNotOnline
        | ProblemCode::ScheduleCompleted
        | ProblemCode::ScheduleStarted
        | ProblemCode::QueueFull
        | ProblemCode::PatientNotReady
        | ProblemCode::NobodyReady
        | ProblemCode::EntryNotAllowed
        | ProblemCode::PatientBusy
        | ProblemCode::DoctorBusy
        | ProblemCode::CallPhase
        | ProblemCode::AnsweredElsewhere
        | ProblemCode::SlotTaken
        | ProblemCode::AppointmentState
        | ProblemCode::OutsideWindow
        | ProblemCode::NoDirectCalls
        | ProblemCode::DoctorOffline
        | ProblemCode::TooMany
        | ProblemCode::CallEnded
        | ProblemCode::NotCompleted
        | ProblemCode::RatingClosed
        | ProblemCode::ChatClosed
        | ProblemCode::NotesChanged
        | ProblemCode::NoCallBack
        | ProblemCode::DeviceTestRequired
        | ProblemCode::NotConnected
        | ProblemCode::TooManyFiles => StatusCode::CONFLICT,
        ProblemCode::UnsupportedFile => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

pub const fn detail_of(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::BadRequest => "The request is malformed.",
        ProblemCode::Invalid => "Some fields are wrong.",
        ProblemCode::Unauthenticated => "A valid access token is needed.",
        ProblemCode::WrongCredentials => "The e-mail address or the password is wrong.",
        ProblemCode::RefreshReused => "The refresh token was used before; sign in again.",
        ProblemCode::Denied => "This role may not do that.",
        ProblemCode::NotApproved => "An admin has yet to approve this doctor.",
        ProblemCode::NotFound => "There is no such thing.",
        ProblemCode::EmailTaken => "The e-mail address is registered already.",
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
        ProblemCode::MethodNotAllowed => "The path exists, but not with this method.",
        ProblemCode::AlreadySeeded => "The practice holds data already.",
        ProblemCode::TooLarge => "The body is too large.",
        ProblemCode::TooManyRequests => "Too many tries; come back later.",
        ProblemCode::Busy => "The server is busy; try again.",
        ProblemCode::Internal => "The server failed; its log knows the request.",
        ProblemCode::UnknownFrame => "Not a frame of this protocol.",
    }
}

/// The problem that a client is told. Faults keep their words to themselves.
#[must_use]
pub fn problem_of(trouble: &AppError) -> Problem {
    let code = match trouble {
        AppError::Refused(refusal) => refusal.code(),
        AppError::Denied(Denied::Role) => ProblemCode::Denied,
        AppError::Denied(Denied::NotApproved) => ProblemCode::NotApproved,
        AppError::NotFound => ProblemCode::NotFound,
        AppError::Invalid(_) => ProblemCode::Invalid,
        AppError::Known(code) => *code,
        AppError::Busy => ProblemCode::Busy,
        AppError::TooMany { .. } => ProblemCode::TooManyRequests,
        AppError::Fault(_) => ProblemCode::Internal,
    };
    let mut problem = of_code(code);
    if let AppError::Refused(refusal) = trouble {
        refusal.detail().clone_into(&mut problem.detail);
    }
    if let AppError::TooMany { retry_after_s } = trouble {
        problem.retry_after_s = Some(*retry_after_s);
    }
    if let AppError::Invalid(fields) = trouble {
        problem.fields.clone_from(fields);
    }
    problem
}

/// A problem known by its code alone.
pub fn of_code(code: ProblemCode) -> Problem {
    let status = status_of(code);
    Problem {
        type_uri: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or("Problem").to_owned(),
        status: status.as_u16(),
        code,
        detail: detail_of(code).to_owned(),
        fields: Vec::new(),
        retry_after_s: (code == ProblemCode::Busy).then_some(BUSY_RETRY_S),
        request_id: uuid::Uuid::now_v7().to_string(),
    }
}

/// The answer that carries a problem (RFC 9457, 3).
pub fn answer(problem: &Problem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(status);
    builder.content_type("application/problem+json");
    if let Some(seconds) = problem.retry_after_s {
        builder.insert_header(("Retry-After", seconds.to_string()));
    }
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9110, 11.6.1: a 401 names the scheme that would do.
        builder.insert_header(("WWW-Authenticate", "Bearer"));
    }
    builder.body(serde_json::to_string(problem).unwrap_or_default())
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(problem_of(self).status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let problem = problem_of(self);
        if let Self::Fault(fault) = self {
            tracing::error!(
                request_id = problem.request_id,
                fault = format!("{fault:#}"),
                "a request failed"
            );
        }
        answer(&problem)
    }
}
