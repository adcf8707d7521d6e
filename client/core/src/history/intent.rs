//! What a person wants with their past calls, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::CallId;

/// What a person wants with their past calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum HistoryIntent {
    /// Go to them.
    ShowHistory,
    /// Earlier ones.
    ShowMoreHistory,
    /// Patient: say how one of them was, or say it anew.
    OpenRating {
        /// Which.
        call_id: CallId,
    },
    /// Leave that as it is.
    CloseRating,
    /// This is how it was.
    RatePast {
        /// 1 to 5; five are the best.
        stars: u8,
        /// May be empty.
        comment: shared::Pii,
    },
}

/// What is asked of the server about past calls. No two of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HistoryRequest {
    Calls,
    MoreCalls,
    Ratings,
    Rate(CallId),
}

impl HistoryRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Calls | Self::MoreCalls | Self::Ratings => Policy::LIST,
            Self::Rate(_) => Policy::FORM,
        }
    }
}
