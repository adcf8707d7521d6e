//! What a person wants at the entrance, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::RegisterRequest;

/// What a person wants at the entrance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SessionIntent {
    /// Use another server; signs out first.
    SetServer {
        /// A host, perhaps with a port: spoken with over TLS. With `http://` before it, it has to lie on
        /// this device.
        url: String,
    },
    /// Show the sign-in form.
    ShowSignIn,
    /// Show the registration form.
    ShowRegister,
    /// Sign in.
    SignIn {
        /// As registered.
        email: shared::Pii,
        /// As registered.
        password: shared::Pii,
    },
    /// Register and sign in.
    Register(RegisterRequest),
    /// Sign this device out.
    SignOut,
    /// Fetch the schedules again.
    Reload,
}

/// What is asked of the server about the session. No two of the same kind
/// are under way.
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
