//! The REST side: one route table, the caller, problem+json, and one file per noun.
//!
//! Speaks HTTP and nothing else: what a request means is `app`'s, whether it may be is `domain`'s.

mod accounts;
mod appointments;
mod availability;
mod body;
mod calendar;
mod calls;
mod chat;
mod guard;
mod health;
mod notes;
mod notifications;
mod openapi;
mod operation;
mod people;
mod principal;
mod problem;
mod queue;
mod routes;
mod schedules;
mod table;

pub use guard::guard;
pub use openapi::json as openapi_json;
pub use principal::bearer_token;
pub use problem::problem_of;
pub use routes::configure;
