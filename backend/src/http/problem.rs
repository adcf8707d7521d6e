use crate::error::{AppError, detail_of};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use shared::{Problem, ProblemCode};

/// Seconds after which a busy server is worth another try.
const BUSY_RETRY_S: u64 = 1;

pub const fn status_of(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::BadRequest | ProblemCode::UnknownFrame => StatusCode::BAD_REQUEST,
        ProblemCode::Invalid | ProblemCode::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::Unauthenticated
        | ProblemCode::WrongCredentials
        | ProblemCode::RefreshReused => StatusCode::UNAUTHORIZED,
        ProblemCode::Denied | ProblemCode::NotApproved | ProblemCode::EmailUnproved => {
            StatusCode::FORBIDDEN
        }
        ProblemCode::NotFound | ProblemCode::NotInQueue => StatusCode::NOT_FOUND,
        ProblemCode::EmailTaken
        | ProblemCode::WrongCode
        | ProblemCode::CodeExpired
        | ProblemCode::NoMail
        | ProblemCode::ByPhoneOnly
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
        ProblemCode::UnsupportedFile | ProblemCode::UnsupportedEncoding => {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        }
        ProblemCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::TooLarge | ProblemCode::PictureTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::InfectedFile => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        ProblemCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Busy | ProblemCode::ScannerUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The problem that a client is told. Faults keep their words to themselves.
pub fn problem_of(error: &AppError) -> Problem {
    let mut problem = of_code(error.code());
    error.detail().clone_into(&mut problem.detail);
    if let AppError::TooMany { retry_after_s } = error {
        problem.retry_after_s = Some(*retry_after_s);
    }
    if let AppError::Invalid(fields) = error {
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
