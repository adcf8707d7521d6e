//! What the data says no to, in one vocabulary for both databases.

use diesel::result::{DatabaseErrorKind, Error};

/// A constraint held where two requests raced for the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Violation {
    /// Somebody has that address.
    EmailTaken,
    /// The patient has a place in that queue.
    AlreadyInQueue,
    /// The person is in a live call.
    PersonBusy,
    /// The key was used.
    KeyUsed,
    /// The doctor has an appointment at that time.
    DoctorTaken,
    /// The patient has one.
    PatientTaken,
}

/// A query failed. Each may: with [`Self::Busy`] or [`Self::Fault`]. What a function refuses besides
/// is said of it under `# Errors`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data says no.
    #[error("the data says no: {0:?}")]
    Violation(Violation),
    /// No connection was free in time.
    #[error("the database is busy")]
    Busy,
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] anyhow::Error),
}

/// The constraint's names: PostgreSQL reports the name, SQLite the columns, or what a trigger says.
const NAMES: [(&str, &str, Violation); 6] = [
    ("users_email_unique", "users.email", Violation::EmailTaken),
    (
        "queue_entries_once",
        "queue_entries.schedule_id, queue_entries.patient_id",
        Violation::AlreadyInQueue,
    ),
    (
        "call_members_one_live",
        "call_members.user_id",
        Violation::PersonBusy,
    ),
    (
        "idempotency_keys_pkey",
        "idempotency_keys.user_id, idempotency_keys.key",
        Violation::KeyUsed,
    ),
    (
        "appointments_doctor_free",
        "appointments_doctor_free",
        Violation::DoctorTaken,
    ),
    (
        "appointments_patient_free",
        "appointments_patient_free",
        Violation::PatientTaken,
    ),
];

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        if let Error::DatabaseError(_, report) = &error {
            let violation = NAMES.iter().find(|(name, columns, _)| {
                report.constraint_name() == Some(name) || report.message().ends_with(columns)
            });
            if let Some((_, _, violation)) = violation {
                return Self::Violation(*violation);
            }
        }
        Self::Fault(without_values(error))
    }
}

/// Databases repeat the offending row in their reports, and a row may hold a name.
fn without_values(error: Error) -> anyhow::Error {
    match error {
        Error::DatabaseError(kind, report) => anyhow::anyhow!(
            "{kind:?} on {}: {}",
            report.table_name().unwrap_or("some table"),
            report.message(),
        ),
        other => anyhow::Error::new(other),
    }
}

/// Whether the same transaction, tried again, may succeed.
pub fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(_, report) => report.message().contains("deadlock detected"),
        _ => false,
    }
}
