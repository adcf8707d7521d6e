//! The free slots that follow from a doctor's hours.

use super::looking::Reads;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::appointments::availability;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use shared::{AppointmentId, ProblemCode as P, SlotList, Timestamp, UserId, paths};
use store::Period;
use utoipa::IntoParams;

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::SLOTS,
            "slots",
            "Free slots of a doctor, of the next 14 days where nothing else is asked for",
            slots,
        )
        .reads(Reads::Public)
        .refuses(&[P::Denied]),
    ]
}

/// `?from=` and `?to=` ask for the slots of a time, and `?moving=` for those to which an appointment may be moved.
#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// Slots that start at this instant or later, in milliseconds since 1970.
    #[param(value_type = i64, required = false)]
    from: Option<Timestamp>,
    /// Slots that start before this instant; at most 62 days after the first one.
    #[param(value_type = i64, required = false)]
    to: Option<Timestamp>,
    /// An own appointment, whose time is free for itself.
    #[param(value_type = String, format = "uuid", required = false)]
    moving: Option<AppointmentId>,
}

async fn slots(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<UserId>,
    wanted: Query<Wanted>,
) -> Result<Json<SlotList>, AppError> {
    let doctor_id = id.0;
    let period = Period {
        from: wanted.from,
        to: wanted.to,
    };
    availability::slots(&state, user.asks(), doctor_id, period, wanted.moving)
        .await
        .map(Json)
}
