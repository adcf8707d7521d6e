//! The practice's rules: what may happen, and what follows from it.
//!
//! Pure functions and machines. Knows no IO, no clock, no SQL and no HTTP: instants, ids and facts
//! come in as arguments, and the answer is a value or a [`Refusal`].

pub mod access;
pub mod address;
pub mod appointment;
pub mod availability;
pub mod call;
pub mod chat;
pub mod device_test;
pub mod email_address;
pub mod forecast;
pub mod mail;
pub mod marks;
pub mod names;
pub mod notification;
mod password;
pub mod queue;
pub mod rating;
pub mod reachability;
pub mod schedule;
pub mod storage;

mod refusal;
pub mod text;
pub mod zone;

pub use password::is_guessable_secret;
pub use refusal::Refusal;
