use crate::{Cursor, Pii, Presence, UserId};
use serde::{Deserialize, Serialize};

/// What a doctor tells about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorProfile {
    /// As patients see it.
    pub name: Pii,
    /// What the doctor treats; may be empty.
    #[serde(default)]
    pub specialty: String,
    /// Languages the doctor speaks, as BCP 47 tags.
    #[serde(default)]
    pub languages: Vec<String>,
    /// A few words; may be empty.
    #[serde(default)]
    pub bio: String,
    /// Given by the medical chamber; shown to admins only.
    #[serde(default)]
    pub licence_number: Pii,
    /// IANA zone name.
    pub time_zone: String,
    /// Patients may ring without an appointment.
    #[serde(default)]
    pub accepts_direct_calls: bool,
}

/// Whether a doctor can be rung now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reachability {
    /// There, and in no call.
    Online,
    /// There, and in a call.
    InAnotherCall,
    /// Dropped less than a minute ago.
    Away,
    /// Not there.
    Offline,
}

/// A doctor as patients see one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorCard {
    /// This doctor.
    pub user_id: UserId,
    /// The doctor's name.
    pub name: Pii,
    /// What the doctor treats; may be empty.
    pub specialty: String,
    /// Languages the doctor speaks, as BCP 47 tags.
    pub languages: Vec<String>,
    /// A few words; may be empty.
    pub bio: String,
    /// Patients may ring without an appointment.
    pub accepts_direct_calls: bool,
    /// Whether a device of the doctor is connected.
    pub presence: Presence,
    /// Whether the doctor can be rung now.
    pub reachability: Reachability,
}

/// Answer to `GET /api/doctors`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorList {
    /// By name.
    pub doctors: Vec<DoctorCard>,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}

/// What a patient tells about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatientProfile {
    /// As doctors see it.
    pub name: Pii,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Pii,
    /// To be called at; may be empty.
    #[serde(default)]
    pub phone: Pii,
    /// Where the patient lives; may be empty.
    #[serde(default)]
    pub address: Pii,
    /// Languages the patient speaks, as BCP 47 tags.
    #[serde(default)]
    pub languages: Vec<String>,
    /// IANA zone name.
    pub time_zone: String,
    /// Whom to call in an emergency; may be empty.
    #[serde(default)]
    pub emergency_contact: Pii,
}

/// A patient as a doctor sees one with whom there is a queue entry or a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatientCard {
    /// This patient.
    pub user_id: UserId,
    /// What the patient tells.
    pub profile: PatientProfile,
    /// Whole years; absent where no date of birth is known.
    pub age: Option<u32>,
    /// Whether a device of the patient is connected.
    pub presence: Presence,
}

/// Body of `PATCH /api/auth/me`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeChange {
    /// As others see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Pii>,
    /// IANA zone name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// Body of `POST /api/auth/password/change`. Every other device is signed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The one that works now.
    pub current_password: Pii,
    /// The one that shall.
    pub new_password: Pii,
}
