//! What the app is, without a screen, a socket or a clock.
//!
//! [`App::handle`] is the only mutation and [`App::view`] the only output besides the effects that
//! `handle` returns. The engine does the effects and feeds back what came of them.

mod account;
mod answers;
mod app;
mod call;
mod chance;
mod chat;
mod effect;
mod equipment;
mod forms;
mod frames;
#[cfg(any(feature = "gallery", test))]
pub mod gallery;
mod inbox;
mod input;
mod intent;
mod link;
mod notices;
mod overview;
mod plans;
mod profile;
mod purpose;
mod queue;
mod requests;
mod room_actions;
mod schedules;
mod screens;
mod trouble;
mod turn;
mod view;

pub use app::App;
pub use call::{CallFigures, RatingView, judge};
pub use chat::{
    AttachRules, ChatBadge, ChatLine, ChatLineState, ChatView, FileLine, FilePresence, FileSaving,
    safe_file_name,
};
pub use effect::*;
pub use equipment::*;
pub use input::*;
pub use intent::*;
pub use shared::{PathEnd, Quality, QualityCause, QualityGrade};
pub use view::*;
