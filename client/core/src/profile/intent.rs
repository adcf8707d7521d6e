//! What a person wants with their own profile.

use crate::profile::view::Profile;
use serde::{Deserialize, Serialize};

/// What a person wants with their own profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ProfileIntent {
    /// Show what the person tells about themselves.
    ShowProfile,
    /// Replace it.
    SaveProfile(Profile),
    /// Change the password; other devices are signed out.
    ChangePassword {
        /// The one that works now.
        current_password: shared::Pii,
        /// The one that shall.
        new_password: shared::Pii,
    },
}
