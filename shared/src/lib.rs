//! The vocabulary of the wire, spoken by the server and by every client.
//!
//! Owns ids, instants, DTOs, realtime frames, problem codes and paths. Holds types only: no rule,
//! no IO and no clock, so that a change here is always a change of the contract.

mod account;
mod appointment;
mod availability;
mod block;
mod call;
mod chat;
mod device_test;
mod email;
mod frame;
mod id;
mod notes;
mod notification;
mod page;
mod people;
mod pii;
mod problem;
mod quality;
mod queue;
mod rating;
mod schedule;
mod signal;
mod timestamp;
mod words;

pub mod limits;
pub mod paths;
#[cfg(feature = "samples")]
pub mod samples;

pub use account::*;
pub use appointment::*;
pub use availability::*;
pub use block::*;
pub use call::*;
pub use chat::*;
pub use device_test::*;
pub use email::*;
pub use frame::*;
pub use id::*;
pub use notes::*;
pub use notification::*;
pub use page::*;
pub use people::*;
pub use pii::Pii;
pub use problem::*;
pub use quality::*;
pub use queue::*;
pub use rating::*;
pub use schedule::*;
pub use signal::*;
pub use timestamp::Timestamp;
pub use words::*;
