//! What the app is, without a screen, a socket or a clock.
//!
//! [`App::handle`] is the only mutation and [`App::view`] the only output besides the effects that
//! `handle` returns. The engine does the effects and feeds back what came of them.

mod api;
mod app;
mod appointments;
mod calls;
mod chat;
mod ctx;
mod devices;
mod io;
mod notifications;
mod queue;
mod rng;
mod schedules;
mod screens;
mod session;
mod view;
mod view_parts;

pub use api::error::RequestError;
pub use app::App;
pub use appointments::*;
pub use calls::direct::{CallBack, DirectView, Fallback};
pub use calls::notes::{NotesState, NotesView};
pub use calls::view::{CallStage, CallView};
pub use calls::{CallFigures, RatingView, judge};
pub use chat::{
    AttachRules, ChatBadge, ChatLine, ChatLineState, ChatView, FileLine, FilePresence, FileSaving,
    safe_file_name,
};
pub use devices::*;
pub use io::*;
pub use notifications::view::*;
pub use queue::view::{PracticeRoom, QueueRow, WaitingRoom};
pub use schedules::plans::{ChangeForm, PlannedSchedule};
pub use session::forms::FormState;
pub use session::view::{LinkState, Profile, ProfileScreen};
pub use shared::{PathEnd, Quality, QualityCause, QualityGrade};
pub use view::*;
pub use view_parts::{Action, DeviceTrouble, Loadable, WhyNot};
