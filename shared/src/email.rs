//! That an e-mail address is its owner's: a code goes there and is typed in the app.

use crate::{Pii, Timestamp};
use serde::{Deserialize, Serialize};

/// A code is on its way to an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeSent {
    /// Where to.
    pub email: Pii,
    /// From then on another one may be asked for.
    pub again_at: Timestamp,
    /// Until then it counts.
    pub expires_at: Timestamp,
}

/// Answer to `POST /api/auth/register` where addresses are proved: the same whether somebody has that
/// address or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingRegistration {
    /// Known to this device alone; without it the code is worth nothing.
    pub ticket: Pii,
    /// The code that completes it.
    pub code: CodeSent,
}

/// Body of `POST /api/auth/register/code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistrationTicket {
    /// As the registration was answered.
    pub ticket: Pii,
}

/// Body of `POST /api/auth/register/verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistrationCode {
    /// As the registration was answered.
    pub ticket: Pii,
    /// As the mail says it; blanks, hyphens and case are of no consequence.
    pub code: Pii,
}

/// Body of `POST /api/auth/email/verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailCode {
    /// As the mail says it; blanks, hyphens and case are of no consequence.
    pub code: Pii,
}

/// Body of `POST /api/auth/email/change`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailChange {
    /// The new address.
    pub email: Pii,
    /// Whoever found an open app must not take the account along.
    pub current_password: Pii,
}
