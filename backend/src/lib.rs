//! The clinic's server: accounts, practice sessions, queues and calls over REST and one realtime
//! socket, on SQLite or PostgreSQL.
//!
//! `http` speaks HTTP, `app` speaks the practice's language, `domain` decides, `store` remembers,
//! `live` tells, `jobs` happens by itself.

pub mod app;
pub mod clock;
mod config;
mod file_store;
mod http;
mod ical;
mod ice;
mod jobs;
pub mod live;
mod mailer;
mod rate_limit;
mod server;
pub mod state;
mod tokens;

pub use config::{Config, ConfigFile, LimitSection, MailSection, Secrets};
pub use limits::Limits;
pub use post::{MailConfig, Security};
pub use relays::Relays;
pub use server::Running;

/// The OpenAPI document that the server serves, as JSON.
///
/// # Errors
/// It can't be written as JSON.
pub fn openapi() -> anyhow::Result<&'static str> {
    http::openapi_json()
}
