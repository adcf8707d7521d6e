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
    /// The database is out of reach, at a stand, out of room, or has no time: worth another try. What was
    /// to be written may be written all the same, where only the word of it was lost.
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
        let passing = is_passing(&error);
        let fault = without_values(error);
        if passing {
            tracing::warn!(fault = format!("{fault:#}"), "the database is not at hand");
            return Self::Busy;
        }
        Self::Fault(fault)
    }
}

/// What databases say when it is not the question's fault, where Diesel has no word for it.
const PASSING: [&str; 18] = [
    // SQLite's result codes: BUSY, LOCKED, FULL, CANTOPEN, IOERR, NOMEM.
    "database is locked",
    "database table is locked",
    "database schema is locked",
    "database or disk is full",
    "unable to open database file",
    "disk I/O error",
    "out of memory",
    // PostgreSQL's classes 53 (resources), 55P03 (locks), 57 (operator), 40 (conflicts).
    "No space left on device",
    "too many clients already",
    "too many connections",
    "remaining connection slots",
    "out of shared memory",
    "canceling statement due to",
    "terminating connection",
    "the database system is",
    "server closed the connection",
    "could not receive data from",
    "deadlock detected",
];

/// Whether the database was not at hand, rather than asked something that it can't do.
fn is_passing(error: &Error) -> bool {
    match error {
        Error::BrokenTransactionManager => true,
        Error::RollbackErrorOnCommit { commit_error, .. } => is_passing(commit_error),
        Error::DatabaseError(kind, report) => match kind {
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction
            | DatabaseErrorKind::SerializationFailure => true,
            DatabaseErrorKind::Unknown => {
                let said = report.message();
                PASSING.iter().any(|words| said.contains(words))
            }
            _ => false,
        },
        _ => false,
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

#[cfg(test)]
mod tests {
    use super::StoreError;
    use diesel::result::{DatabaseErrorKind as Kind, Error};

    fn told(kind: Kind, words: &str) -> StoreError {
        Error::DatabaseError(kind, Box::new(words.to_owned())).into()
    }

    #[test]
    fn a_database_that_is_not_at_hand_is_busy_and_a_wrong_question_a_fault() {
        for (kind, words) in [
            (Kind::ClosedConnection, "server closed the connection"),
            (Kind::UnableToSendCommand, "no connection to the server"),
            (Kind::ReadOnlyTransaction, "cannot execute INSERT"),
            // As PostgreSQL 15 and SQLite 3.50 say it.
            (
                Kind::Unknown,
                "canceling statement due to statement timeout",
            ),
            (Kind::Unknown, "canceling statement due to lock timeout"),
            (
                Kind::Unknown,
                "terminating connection due to administrator command",
            ),
            (Kind::Unknown, "sorry, too many clients already"),
            (
                Kind::Unknown,
                "could not extend file \"base/5/16384\": No space left on device",
            ),
            (Kind::Unknown, "database is locked"),
            (Kind::Unknown, "database or disk is full"),
            (Kind::Unknown, "disk I/O error"),
        ] {
            assert!(matches!(told(kind, words), StoreError::Busy), "{words}");
        }
        assert!(matches!(
            StoreError::from(Error::BrokenTransactionManager),
            StoreError::Busy
        ));
        for (kind, words) in [
            (Kind::Unknown, "no such column: users.shoe_size"),
            (
                Kind::NotNullViolation,
                "NOT NULL constraint failed: users.name",
            ),
            (Kind::CheckViolation, "CHECK constraint failed: stars"),
        ] {
            assert!(matches!(told(kind, words), StoreError::Fault(_)), "{words}");
        }
        assert!(matches!(
            StoreError::from(Error::NotFound),
            StoreError::Fault(_)
        ));
    }
}
