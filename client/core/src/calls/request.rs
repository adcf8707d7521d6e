//! What is asked of the server about calls.

use crate::api::policy::Policy;
use shared::{CallId, UserId};

/// What is asked of the server about calls. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallRequest {
    ActiveCalls,
    Call(CallId),
    IceServers(CallId),
    Accept(CallId),
    Decline(CallId),
    Cancel(CallId),
    End(CallId),
    Report(CallId),
    Rate(CallId),
    CallDoctor(UserId),
    CallBack(CallId),
}

impl CallRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::ActiveCalls | Self::Call(..) => Policy::FACT,
            Self::IceServers(..) => Policy::RELAYS,
            Self::Accept(..) | Self::Decline(..) | Self::Cancel(..) | Self::End(..) => {
                Policy::CALL_DECISION
            }
            Self::Report(..) => Policy::REPORT,
            Self::Rate(..) => Policy::FORM,
            Self::CallDoctor(..) | Self::CallBack(..) => Policy::DECISION,
        }
    }
}
