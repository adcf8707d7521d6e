//! The clinic's server: accounts, practice sessions, queues and calls over REST and one realtime
//! socket, on SQLite or PostgreSQL.
//!
//! `http` speaks HTTP, `app` speaks the practice's language, `domain` decides, `store` remembers,
//! `live` tells, `jobs` happens by itself.

pub mod app;
pub mod clock;
mod http;
mod jobs;
pub mod live;
pub mod practice;
mod server;
mod settings;
mod tokens;

pub use server::Running;
pub use settings::Settings;
