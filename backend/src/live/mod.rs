//! The realtime side: one socket per device, this node's hub, the bell and the per-user feed.
//!
//! The database is the truth; the bell only says that somebody should look. Whatever a person must
//! not miss is read from the outbox; queue positions and presence are snapshots, newest wins;
//! signals of a live call go from memory to memory.

mod frames;
mod guard;
mod hub;
mod incoming;
mod lanes;
mod mailbox;
mod presence;
mod queues;
mod session;
mod socket;
mod wire;

pub use hub::Hub;
pub use presence::{DoctorPresence, announce_presence};
pub use queues::{broadcast_queues, refresh_forecasts, sweep};
pub use socket::open;
