//! What the app is, without a screen, a socket or a clock.
//!
//! [`App::handle`] is the only mutation and [`App::view`] the only output besides the effects that
//! `handle` returns. The engine does the effects and feeds back what came of them.
//!
//! Every folder but `api`, `app`, `io`, `proof` and `screens` is a feature: a struct with fields of its own, of
//! which `app` owns one. Within a feature, `state` holds the struct, `view` what the page sees of it,
//! and whatever stands beside them acts.

mod address_proof;
mod api;
mod app;
mod appointments;
mod awaited;
mod blocks;
pub mod bridge_codes;
mod calls;
mod chat;
mod ctx;
mod devices;
mod events;
mod feature;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod history;
mod instants;
mod io;
mod language;
mod notes;
mod notifications;
mod page_faults;
mod patients;
mod profile;
pub mod proof;
mod queue;
mod rng;
mod schedules;
mod screens;
mod session;
mod view;
mod view_parts;
mod zones;

pub use address_proof::intent::ProofIntent;
pub use address_proof::view::*;
pub use api::error::RequestError;
pub use app::App;
pub use appointments::feed_view::FeedView;
pub use appointments::intent::AppointmentIntent;
pub use appointments::view::*;
pub use awaited::Awaited;
pub use blocks::intent::BlockIntent;
pub use blocks::view::*;
pub use calls::after::*;
pub use calls::intent::CallIntent;
pub use calls::quality::{CallFigures, judge};
pub use calls::verification::{
    KnownDevice, KnownDevices, OtherDevice, ProofFault, VerificationView,
};
pub use calls::view::*;
pub use chat::file_line::*;
pub use chat::file_names::safe_file_name;
pub use chat::intent::ChatIntent;
pub use chat::messages_view::*;
pub use chat::view::*;
pub use devices::intent::DeviceIntent;
pub use devices::network::{NetworkFigures, NetworkWays};
pub use devices::view::*;
pub use history::intent::HistoryIntent;
pub use history::view::*;
pub use io::*;
pub use language::LanguageView;
pub use language::intent::LanguageIntent;
pub use notes::intent::NotesIntent;
pub use notes::view::*;
pub use notifications::intent::NotificationIntent;
pub use notifications::notices::{Notice, NoticeText};
pub use notifications::view::*;
pub use page_faults::intent::{PageFault, PageIntent};
pub use patients::intent::PatientIntent;
pub use patients::view::*;
pub use profile::intent::ProfileIntent;
pub use profile::view::*;
pub use queue::intent::{QueueIntent, QueueMove};
pub use queue::view::*;
pub use schedules::intent::ScheduleIntent;
pub use schedules::view::*;
pub use screens::deep_link::DeepLink;
pub use session::forms::FormState;
pub use session::intent::SessionIntent;
pub use session::server_url::{AddressFault, PlainHttp, RefusedAddress};
pub use session::view::*;
pub use shared::{PathEnd, Quality, QualityCause, QualityGrade};
pub use view::*;
pub use view_parts::{Action, DeviceTrouble, Loadable, WhyNot};
pub use zones::{Zone, Zones, zone_names};
