//! The clinic's server: accounts, practice sessions, queues and calls over REST and one realtime
//! socket, on SQLite or PostgreSQL.
//!
//! A tower, where each floor knows only those below: `server` starts it; `http` speaks HTTP, `live`
//! the realtime socket, and `jobs` happens by itself; `app` holds the use cases, where `domain` decides
//! and `store` remembers; `state` is what they stand on; `hub` knows this node's sockets.

mod access_log;
pub mod app;
mod budgets;
pub mod clock;
mod config;
mod devices;
pub mod error;
mod fair;
mod file_config;
mod file_store;
mod followed_clock;
mod forecasts;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod guesses;
mod http;
pub mod hub;
mod ical;
mod ice;
mod jobs;
mod kept_clock;
mod keys;
mod live;
mod mailer;
mod picture;
mod proxies;
mod retention;
mod scanner;
mod secrets;
mod server;
pub mod state;
pub mod tokens;

pub use budgets::{LimitSection, Limits, Purse, Rate, Rates};
pub use config::{AddressProof, Config, ConfigFile, Demo, Waiver};
pub use domain::storage::Quota;
pub use file_config::{ScannerSection, StorageSection};
pub use ice::Relays;
pub use keys::Keys;
pub use mailer::{MailConfig, Security};
pub use proxies::{ClientAddress, Proxies, Trusted};
pub use retention::{RetentionSection, Terms};
pub use scanner::ScannerAddress;
pub use secrets::{Secrets, new_secret};
pub use server::Running;

/// The OpenAPI document that the server serves, as JSON.
///
/// # Errors
/// It can't be written as JSON.
pub fn openapi() -> anyhow::Result<&'static str> {
    http::openapi_json()
}
