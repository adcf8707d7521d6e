//! Patients whom a doctor has blocked.

use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::After;
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::blocks;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use shared::{BlockedPatients, ProblemCode as P, UserId, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::BLOCKS,
            "blocked_patients",
            "Whom the doctor has blocked",
            list,
        )
        .reads(Reads::Audited("block.list"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::put(
            paths::BLOCK,
            "block_patient",
            "Block a patient: no bookings, calls or messages; open places and requests end",
            block,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::delete(paths::BLOCK, "unblock_patient", "Lift that", lift)
            .spends(Purse::Practice)
            .refuses(&[P::Denied, P::NotApproved]),
    ]
}

async fn list(
    state: Data<AppState>,
    user: SignedIn,
    after: Query<After>,
) -> Result<Json<BlockedPatients>, AppError> {
    blocks::list(&state, user.asks(), after.place()?)
        .await
        .map(Json)
}

async fn block(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<UserId>,
) -> Result<Json<BlockedPatients>, AppError> {
    blocks::block(&state, user.asks(), id.0).await.map(Json)
}

async fn lift(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<UserId>,
) -> Result<Json<BlockedPatients>, AppError> {
    blocks::lift(&state, user.asks(), id.0).await.map(Json)
}
