//! The clinic's server: accounts, practice sessions, queues and calls over REST and one realtime
//! socket, on SQLite or PostgreSQL.
//!
//! `http` speaks HTTP, `app` speaks the practice's language, `domain` decides, `store` remembers,
//! `live` tells, `jobs` happens by itself.

pub mod app;
mod cabinet;
mod calendars;
pub mod clock;
mod http;
mod jobs;
mod limits;
pub mod live;
mod post;
pub mod practice;
mod relays;
mod server;
mod settings;
mod tokens;

pub use limits::Limits;
pub use post::{MailSettings, Security};
pub use relays::Relays;
pub use server::Running;
pub use settings::{Choices, LimitChoices, MailChoices, Secrets, Settings};

/// The OpenAPI document that the server serves, as JSON.
///
/// # Errors
/// It can't be written as JSON.
pub fn openapi() -> anyhow::Result<&'static str> {
    http::openapi_json()
}
