//! What the app is, without a screen, a socket or a clock.
//!
//! [`App::handle`] is the only mutation and [`App::view`] the only output besides the effects that
//! `handle` returns. The engine does the effects and feeds back what came of them.

mod account;
mod answers;
mod app;
pub mod bridge_codes;
mod call;
mod chance;
mod chat;
mod direct;
mod effect;
mod equipment;
mod follow;
mod forms;
mod frames;
#[cfg(any(feature = "gallery", test))]
pub mod gallery;
mod inbox;
mod input;
mod intent;
mod link;
mod news_view;
mod notes;
mod notices;
mod overview;
mod plans;
mod preferences;
mod profile;
mod purpose;
mod queue;
mod queue_order;
mod requests;
mod room_actions;
mod schedules;
mod screens;
mod trouble;
mod turn;
mod view;
mod visits;

pub use app::App;
pub use call::{CallFigures, RatingView, judge};
pub use chat::{
    AttachRules, ChatBadge, ChatLine, ChatLineState, ChatView, FileLine, FilePresence, FileSaving,
    safe_file_name,
};
pub use direct::{DirectView, Instead, Redial};
pub use effect::*;
pub use equipment::*;
pub use forms::FormState;
pub use input::*;
pub use intent::*;
pub use news_view::*;
pub use notes::{NotesState, NotesView};
pub use plans::{ChangeForm, Plan};
pub use shared::{PathEnd, Quality, QualityCause, QualityGrade};
pub use trouble::Trouble;
pub use view::*;
pub use visits::*;
