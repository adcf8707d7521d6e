//! What is asked of the server about the session.

use crate::api::policy::Policy;

/// What is asked of the server about the session. No two of the same kind are under
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionRequest {
    SignIn,
    Register,
    Refresh,
    SignOut,
    Me,
}

impl SessionRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::SignIn | Self::Register => Policy::FORM,
            Self::Refresh => Policy::SESSION,
            Self::SignOut => Policy::DECISION,
            Self::Me => Policy::LIST,
        }
    }
}
