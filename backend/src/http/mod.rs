//! The REST side: one file per noun with its rows and their handlers, and problem+json.
//!
//! Speaks HTTP and nothing else: what a request means is `app`'s, whether it may be is `domain`'s.

mod accounts;
mod answer;
mod appointment_calls;
mod appointments;
mod availability;
mod blocks;
mod body;
mod calendar;
mod call_actions;
mod call_starts;
mod calls;
mod chat;
mod contract;
mod describe;
mod device;
mod docs;
mod email;
mod guard;
mod headers;
mod health;
mod looking;
mod notes;
mod notifications;
mod openapi;
mod operation;
mod operations;
mod paging;
mod path;
mod people;
mod principal;
mod problem;
mod queue;
mod queue_doctor;
mod registration;
mod request;
mod routes;
mod schedules;
mod slots;
mod spending;
mod visitor;

pub use docs::Document;
pub use guard::guard;
pub use operations::openapi_json;
pub use routes::{Listener, configure, configure_socket};
pub use visitor::visitor;
