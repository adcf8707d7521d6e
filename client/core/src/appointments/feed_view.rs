use serde::{Deserialize, Serialize};
use shared::Pii;

/// The own calendar feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "feed", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum FeedView {
    /// There is none.
    Absent,
    /// There is one, and nobody knows its address but whoever has it.
    Hidden,
    /// It was just made.
    Shown {
        /// Its address, which is shown this once.
        address: Pii,
    },
}
