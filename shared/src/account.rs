use crate::{Pii, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What a person is to the clinic. Nobody holds two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Seeks a consultation.
    Patient,
    /// Gives consultations.
    Doctor,
    /// Runs the clinic's server; sees no clinical content.
    Admin,
}

impl Role {
    /// The side such a person is on where a doctor and a patient meet; an admin is on none.
    #[must_use]
    pub const fn party(self) -> Option<Party> {
        match self {
            Self::Patient => Some(Party::Patient),
            Self::Doctor => Some(Party::Doctor),
            Self::Admin => None,
        }
    }
}

/// One of the two sides of what a doctor and a patient have together: an appointment, a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Party {
    /// Who gives the consultation.
    Doctor,
    /// Who seeks it.
    Patient,
}

impl Party {
    /// The doctor, then the patient.
    pub const BOTH: [Self; 2] = [Self::Doctor, Self::Patient];

    /// The other side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Doctor => Self::Patient,
            Self::Patient => Self::Doctor,
        }
    }
}

/// The roles a person may register as. There is no admin in it, so no request body can ask for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RegisterRole {
    /// Active at once.
    Patient,
    /// Waits for an admin's approval unless the clinic approves at once.
    Doctor,
}

/// Body of `POST /api/auth/register`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterRequest {
    /// Which role is asked for.
    pub role: RegisterRole,
    /// What others see.
    pub name: Pii,
    /// Signs in with it; unique without regard to case.
    pub email: Pii,
    /// See [`crate::limits`].
    pub password: Pii,
    /// `YYYY-MM-DD`; asked of patients only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub date_of_birth: Option<Pii>,
    /// IANA zone name of the device, such as `Europe/Vienna`.
    pub time_zone: String,
}

/// Body of `POST /api/auth/login`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// As registered; case is ignored.
    pub email: Pii,
    /// The password.
    pub password: Pii,
}

/// Body of `POST /api/auth/refresh`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefreshRequest {
    /// The newest refresh token of this device. Using an older one ends the session.
    pub refresh_token: Pii,
}

/// Answer to register, login and refresh: this device is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// Goes into `Authorization: Bearer …` and the `authenticate` frame.
    pub access_token: Pii,
    /// When the access token stops working.
    pub access_expires_at: Timestamp,
    /// Single use; the answer to a refresh holds the next one.
    pub refresh_token: Pii,
    /// This device's session.
    pub session_id: SessionId,
    /// Who signed in.
    pub me: Me,
}

/// Answer to `GET /api/auth/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// This person.
    pub user_id: UserId,
    /// What this person may do.
    pub role: Role,
    /// As others see it.
    pub name: Pii,
    /// The address that signs in.
    pub email: Pii,
    /// IANA zone name.
    pub time_zone: String,
    /// False while a doctor waits for an admin's approval.
    pub approved: bool,
}
