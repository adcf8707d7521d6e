//! Use cases, a folder or file per noun: facts are read, a rule decides, rows and frames are written.
//!
//! Knows no HTTP and no SQL. Each function is one transaction.

pub mod accounts;
pub mod appointments;
pub mod audit;
mod blocked;
pub mod blocks;
pub mod calls;
pub mod chat;
pub mod demo;
pub mod email;
pub mod idempotency;
pub mod identity;
pub mod mails;
pub mod notifications;
pub mod people;
pub mod queue;
pub mod readiness;
pub mod refresh;
pub mod registration;
pub mod schedules;
mod wrong_passwords;

/// Somebody who asks, on a device, at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Principal {
    /// Who, as what.
    pub identity: domain::access::Identity,
    /// On which device.
    pub session_id: shared::SessionId,
    /// When. Read once where the request or frame comes in, so that one act has one time, however often
    /// its transaction runs.
    pub now: shared::Timestamp,
}

impl Principal {
    /// The same person on the same device, at another moment.
    #[must_use]
    pub const fn at(self, now: shared::Timestamp) -> Self {
        Self { now, ..self }
    }
}
