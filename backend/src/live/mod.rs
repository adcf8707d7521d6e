//! The realtime side: one socket per device, and the feed of the person whose device it is.
//!
//! The database is the truth; the hub only wakes sockets to look there. Whatever a person must not
//! miss is read from the outbox; queue positions and presence are snapshots, newest wins; signals of
//! a live call go from memory to memory.

mod flow_control;
mod frame_guard;
mod incoming;
mod looking;
mod presence;
mod queues;
mod recheck;
mod session;
mod socket;
mod spending;
mod ws_guard;

pub use presence::announce_presence;
pub use queues::{broadcast_queues, refresh_forecasts, sweep};
pub use recheck::watch_sessions;
pub use socket::open;
#[cfg(feature = "fuzzing")]
pub use spending::declared_by;
#[cfg(feature = "fuzzing")]
pub use ws_guard::Frames;
