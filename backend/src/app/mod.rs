//! Use cases, a folder or file per noun: facts are read, a rule decides, rows and frames are written.
//!
//! Knows no HTTP and no SQL. Each function is one transaction.

pub mod accounts;
pub mod appointments;
mod audit;
pub mod calls;
pub mod chat;
pub mod demo;
pub mod idempotency;
pub mod notifications;
pub mod people;
pub mod queue;
pub mod schedules;

/// Somebody who asks, on a device.
#[derive(Clone, Copy, Debug)]
pub struct Principal {
    /// Who, as what.
    pub identity: domain::access::Identity,
    /// On which device.
    pub session_id: shared::SessionId,
}
