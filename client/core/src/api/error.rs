//! What went wrong with a request, read from its answer.

use crate::api::pending::ApiRequest;
use crate::api::request::RequestKind;
use crate::io::HttpAnswer;
use crate::session::request::SessionRequest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{FieldProblem, Problem, ProblemCode, SignedIn};

/// Why something went wrong, for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum RequestError {
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

impl RequestError {
    /// The call's new state says as much to the person.
    pub(crate) fn is_told_by_the_call(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                code: ProblemCode::CallPhase
                    | ProblemCode::AnsweredElsewhere
                    | ProblemCode::CallEnded,
                ..
            }
        )
    }
}

/// The longest pause a server may ask for.
const MAX_ASKED_PAUSE_S: u64 = 60;

/// The least pause before a retry, for troubles that pass by themselves.
pub(crate) fn pause_asked(kind: RequestKind, problem: &RequestError) -> Option<i64> {
    match problem {
        RequestError::Unreachable => Some(0),
        RequestError::Refused {
            code: ProblemCode::TooManyRequests | ProblemCode::Busy,
            retry_after_s,
            ..
        } => {
            let asked_s = retry_after_s.unwrap_or(0).min(MAX_ASKED_PAUSE_S);
            Some(i64::try_from(asked_s).unwrap_or(0).saturating_mul(1000))
        }
        // Whatever else a server says of itself says nothing about the session, so nobody is signed out
        // for it.
        RequestError::Refused { code, .. } if kind == SessionRequest::Refresh.into() => {
            (!ends_session(*code)).then_some(0)
        }
        RequestError::Refused { .. } | RequestError::FileLost => None,
    }
}

/// Whether this answer to a renewal says that the session is over.
const fn ends_session(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::Unauthenticated | ProblemCode::RefreshReused
    )
}

/// Whether something else than a clinic answered in its place, as the sign-in page of a hotel's network
/// does: it says that all is well and brings nothing that was asked for.
pub(crate) fn is_foreign(request: &ApiRequest, answer: &HttpAnswer) -> bool {
    let body = answer.body.reveal();
    match answer.status {
        // A clinic says either something in JSON or, by its status, nothing.
        200 | 201 if request.kind == SessionRequest::Refresh.into() => {
            SignedIn::deserialize(body).is_err()
        }
        200 | 201 => body.is_null() && request.file.is_none(),
        202..300 => false,
        300..400 => true,
        _ => false,
    }
}

/// Whether a new token could help. A wrong password is answered 401 as well, and it stays wrong.
pub(crate) fn is_about_the_token(answer: &HttpAnswer) -> bool {
    let problem = Problem::deserialize(answer.body.reveal());
    answer.status == 401
        && problem.is_ok_and(|problem| problem.code == ProblemCode::Unauthenticated)
}

/// What an answer that is no success says.
pub(crate) fn refusal(answer: HttpAnswer) -> RequestError {
    match serde_json::from_value::<Problem>(answer.body.0) {
        Ok(problem) => RequestError::Refused {
            code: problem.code,
            fields: problem.fields,
            retry_after_s: problem.retry_after_s,
        },
        // Not from a clinic, but from something before it or in its place. Only what a proxy says of the
        // way is taken from it, and nothing about a person, a session or a thing.
        Err(_) => match answer.status {
            413 => refused(ProblemCode::TooLarge),
            429 => refused(ProblemCode::TooManyRequests),
            502..=504 => refused(ProblemCode::Busy),
            _ => RequestError::Unreachable,
        },
    }
}

/// A refusal with nothing more to say than its code.
pub(crate) fn refused(code: ProblemCode) -> RequestError {
    RequestError::Refused {
        code,
        fields: Vec::new(),
        retry_after_s: None,
    }
}

/// Reads an answer's body; one that is not of the contract is the server's fault.
pub(crate) fn read<T: serde::de::DeserializeOwned>(
    result: Result<Value, RequestError>,
) -> Result<T, RequestError> {
    result.and_then(|body| serde_json::from_value(body).map_err(|_| refused(ProblemCode::Internal)))
}
