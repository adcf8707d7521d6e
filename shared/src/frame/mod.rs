//! Frames of the realtime socket. `docs/protocol.md` says of each when it is said.
//!
//! Each direction stands in a file of its own, the samples below the frames.

mod client;
mod server;

pub use client::{Backlog, ClientFrame};
pub use server::ServerFrame;

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Version of the realtime protocol, `v` of every frame from the server.
pub const PROTOCOL_VERSION: u32 = 1;

/// A server frame in its envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// [`PROTOCOL_VERSION`].
    pub v: u32,
    /// For a stored frame: its own number, one more than the stored one before it. For a frame that
    /// is not stored: the number of the last stored one sent on this socket.
    pub seq: i64,
    /// Whether `seq` is this frame's own.
    pub stored: bool,
    /// The server's clock when the frame left; absent from servers older than this field. What a frame says
    /// of instants is said on this clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Timestamp>,
    /// The frame, its `type` and `data` beside the fields above.
    #[serde(flatten)]
    pub frame: ServerFrame,
}
