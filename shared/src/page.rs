//! Lists that come in pages.

use serde::{Deserialize, Serialize};

/// Where a list goes on: a word of the server's own, for `?after=` of the very list that it came with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cursor(pub String);
