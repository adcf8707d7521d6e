//! What there is to see of it.

use crate::proof::Code;
use serde::{Deserialize, Serialize};
use shared::Timestamp;

/// Who is at the other end of a call, as far as this device can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum VerificationView {
    /// The other device has not said anything yet.
    Pending,
    /// Nobody vouches for what the other device says: its app or the clinic's server is too old.
    Unsigned {
        /// This person was vouched for in an earlier call.
        signed_before: bool,
    },
    /// The other device signs what it says.
    Signed {
        /// The number that both people see if nobody is between them; absent until it is there.
        code: Option<Code>,
        /// What is known of the device.
        device: OtherDevice,
    },
    /// The connection was refused here.
    Refused {
        /// Why.
        why: ProofFault,
    },
}

/// What was known of the other device when the call began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum OtherDevice {
    /// The first call with this person on this device.
    First,
    /// Met before.
    Known {
        /// When first, on this device's clock.
        since: Timestamp,
    },
    /// This person was met on other devices only.
    New,
}

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ProofFault {
    /// What came in the other person's name was not signed by their device.
    NotSigned,
    /// In the middle of the call, another device took the place of theirs.
    OtherKey,
    /// What was revealed is not what the other side had bound itself to.
    OtherNumber,
}
