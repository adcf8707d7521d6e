//! What a person wants with their own profile, and what is asked of the server for it.

use crate::api::policy::Policy;
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

/// What is asked of the server about the own profile. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProfileRequest {
    Profile,
    SaveProfile,
    ChangePassword,
}

impl ProfileRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::Profile => Policy::LIST,
            Self::SaveProfile | Self::ChangePassword => Policy::FORM,
        }
    }
}
