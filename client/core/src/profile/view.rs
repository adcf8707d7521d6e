//! What there is to see of the own profile.

use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use serde::{Deserialize, Serialize};
use shared::{DoctorProfile, PatientProfile};

/// The profile screen. What is typed stays with the page, through refusals as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ProfileScreen {
    /// As the server has it.
    pub profile: Loadable<Profile>,
    /// The form for changing it.
    pub form: FormState,
    /// The form for changing the password.
    pub password: FormState,
}

/// What a person tells about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Profile {
    /// A doctor's.
    Doctor(DoctorProfile),
    /// A patient's.
    Patient(PatientProfile),
}
