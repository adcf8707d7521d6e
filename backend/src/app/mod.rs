//! Use cases, a file per noun: facts are read, a rule decides, rows and frames are written.
//!
//! Knows no HTTP and no SQL. Each function is one transaction.

pub mod accounts;
pub mod appointment_calls;
mod appointment_records;
pub mod appointments;
pub mod availability;
pub mod calendar;
pub mod call_quality;
pub mod calls;
pub mod chat;
pub mod chat_files;
pub mod deadlines;
pub mod demo;
mod demo_visits;
pub mod direct_calls;
pub mod forecasts;
pub mod mails;
pub mod notes;
pub mod notifications;
pub mod people;
mod placing;
pub mod queue;
pub mod ratings;
pub mod rehearsals;
pub mod reminders;
pub mod schedules;
pub mod waiting_rooms;

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

/// Somebody who asks, on a device.
#[derive(Clone, Copy, Debug)]
pub struct Principal {
    /// Who, as what.
    pub identity: domain::access::Identity,
    /// On which device.
    pub session_id: shared::SessionId,
}

/// A key that a client repeats with a repeated request.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub String);

/// Writes an act about one thing into the audit, in the act's own transaction.
fn record(
    tx: &mut store::WriteTx<'_>,
    actor_id: Option<shared::UserId>,
    action: &str,
    subject: impl std::fmt::Display,
    now: shared::Timestamp,
) -> Result<(), AppError> {
    let act = store::Act {
        actor_id,
        action,
        subject_id: Some(subject.to_string()),
        detail: "",
    };
    Ok(tx.record_act(&act, now)?)
}
