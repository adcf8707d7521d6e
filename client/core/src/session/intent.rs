//! What a person wants at the entrance.

use serde::{Deserialize, Serialize};
use shared::RegisterRequest;

/// What a person wants at the entrance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SessionIntent {
    /// Use another server; signs out first.
    SetServer {
        /// `http://` or `https://`, no path.
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
