//! What is asked of the server about the own profile.

use crate::api::policy::Policy;

/// What is asked of the server about the own profile. No two of the same kind are under
/// way.
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
