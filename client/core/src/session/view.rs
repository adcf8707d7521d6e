//! What there is to see of the link to the server.

use crate::io::NetworkFault;
use serde::{Deserialize, Serialize};
use shared::Timestamp;

/// How the realtime link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum LinkState {
    /// Nobody is signed in, so there is none.
    SignedOut,
    /// First connection under way.
    Connecting,
    /// Up.
    Online,
    /// Down; trying again.
    Reconnecting {
        /// When the next try starts, server time.
        retry_at: Timestamp,
        /// Why the last try failed, where that is known.
        fault: Option<NetworkFault>,
    },
}
