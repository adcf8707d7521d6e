//! Why a use case did not happen: the one error of the whole server.

use domain::Refusal;
use domain::access::Denied;
use shared::{FieldProblem, ProblemCode};
use store::{StoreError, Violation};

/// Why a use case did not happen. Nothing changed.
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
