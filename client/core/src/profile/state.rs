//! The own profile as this device knows it, and its forms.

use crate::profile::view::Profile;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;

/// What the server has, and how the forms stand.
pub(crate) struct OwnProfile {
    pub(crate) value: Loadable<Profile>,
    pub(crate) form: FormState,
    pub(crate) password: FormState,
}

impl Default for OwnProfile {
    fn default() -> Self {
        Self {
            value: Loadable::Loading,
            form: FormState::default(),
            password: FormState::default(),
        }
    }
}
