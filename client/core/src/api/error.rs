//! What went wrong with a request, read from its answer.

use crate::io::{HttpAnswer, NetworkFault};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{FieldProblem, Problem, ProblemCode};

/// Why something went wrong, for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum RequestError {
    /// The server could not be reached.
    Unreachable {
        /// Why.
        fault: NetworkFault,
    },
    /// No address of a server was given that may be used.
    NoServer,
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

    /// The person is asked to prove the own address, where that is said and done.
    pub(crate) fn asks_for_proof(&self) -> bool {
        let code = ProblemCode::EmailUnproved;
        matches!(self, Self::Refused { code: said, .. } if *said == code)
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
            // 408: a server that had no time to read the request.
            408 | 502..=504 => refused(ProblemCode::Busy),
            _ => unreachable_for(NetworkFault::Foreign),
        },
    }
}

/// No answer came, for that.
pub(crate) const fn unreachable_for(fault: NetworkFault) -> RequestError {
    RequestError::Unreachable { fault }
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
