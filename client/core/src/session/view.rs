//! What there is to see of the person and of the link to the server.

use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use serde::{Deserialize, Serialize};
use shared::{DoctorProfile, PatientProfile, Timestamp};

/// How the realtime link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum LinkState {
    /// Nobody is signed in, so there is none.
    SignedOut,
    /// First connection under way.
    Connecting,
    /// Up.
    Online,
    /// Down; trying again.
    Reconnecting {
        /// When the next try starts, server time.
        retry_at: Timestamp,
    },
}

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
