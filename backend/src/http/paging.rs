//! What lists are asked for: a period, and where they go on.

use crate::error::AppError;
use serde::Deserialize;
use shared::{Cursor, ProblemCode, Timestamp};
use store::{Period, Position};
use utoipa::IntoParams;

/// `?after=` asks for what follows a page.
#[derive(Deserialize, IntoParams)]
pub struct After {
    /// The `next` of the page before.
    #[param(value_type = String, required = false)]
    after: Option<Cursor>,
}

impl After {
    /// The place of the last row of the page before.
    ///
    /// # Errors
    /// It never was a `next`.
    pub fn place(&self) -> Result<Option<Position>, AppError> {
        let read = |cursor: &Cursor| cursor.0.parse();
        let place = self.after.as_ref().map(read).transpose();
        place.map_err(|_| AppError::Known(ProblemCode::BadRequest))
    }
}

/// `?from=` and `?to=` ask for what lies in a time that may be open on either side.
#[derive(Deserialize, IntoParams)]
pub struct Within {
    /// Those that end after this instant, in milliseconds since 1970.
    #[param(value_type = i64, required = false)]
    from: Option<Timestamp>,
    /// Those that start before this instant.
    #[param(value_type = i64, required = false)]
    to: Option<Timestamp>,
}

impl Within {
    /// That time.
    pub const fn period(&self) -> Period {
        Period {
            from: self.from,
            to: self.to,
        }
    }
}
