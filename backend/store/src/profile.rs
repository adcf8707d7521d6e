//! What a profile holds as a document.

use serde::{Deserialize, Serialize};
use shared::Pii;

/// What a profile holds besides the columns that queries need. Which fields are used depends on
/// the role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileDetails {
    /// BCP 47 tags.
    pub languages: Vec<String>,
    /// A doctor's few words.
    pub bio: String,
    /// A doctor's licence.
    pub licence_number: Pii,
    /// Whether a doctor may be rung without an appointment.
    pub accepts_direct_calls: bool,
    /// A patient's telephone number.
    pub phone: Pii,
    /// Where a patient lives.
    pub address: Pii,
    /// Whom to call for a patient in an emergency.
    pub emergency_contact: Pii,
}
