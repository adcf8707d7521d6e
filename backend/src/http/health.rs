//! How the server is, for whoever runs it.

use super::answer::{NoContent, Text};
use super::looking::Reads;
use super::operation::{self, Door, Operation};
use super::visitor::Visitor;
use crate::app::{demo, readiness};
use crate::budgets::Purse;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use serde::Serialize;
use shared::{ProblemCode as P, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(paths::HEALTH, "health", "Is the process alive", health)
            .reads(Reads::Public),
        operation::get(paths::READY, "ready", "Can it serve", ready)
            .reads(Reads::Public)
            .refuses(&[P::StorageFull]),
        operation::get(
            paths::METRICS,
            "metrics",
            "Numbers for Prometheus, at the internal listener only",
            metrics,
        )
        .reads(Reads::Public)
        .behind(Door::Internal)
        .refuses(&[P::NotFound]),
        operation::post(
            paths::SEED,
            "seed",
            "Seed demo data: demo mode and this machine only",
            seed,
        )
        .spends(Purse::Seeds)
        .behind(Door::InternalOrDemo)
        .refuses(&[P::NotFound, P::AlreadySeeded]),
    ]
}

/// How the server is.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`, or `ready` where it was tried.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// Whether there is room for files; absent where nobody looked. Without room everything else goes
    /// on.
    #[serde(skip_serializing_if = "Option::is_none")]
    takes_files: Option<bool>,
}

/// The process is alive.
async fn health() -> Json<Health> {
    Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        takes_files: None,
    })
}

/// The database was written to, and there is room.
async fn ready(state: Data<AppState>) -> Result<Json<Health>, AppError> {
    let readiness = readiness::check(&state, clock::now()).await?;
    Ok(Json(Health {
        status: "ready",
        version: env!("CARGO_PKG_VERSION"),
        takes_files: Some(readiness.takes_files),
    }))
}

/// Numbers, for whoever runs the machine: nobody else's business.
async fn metrics(state: Data<AppState>) -> Text {
    metrics::gauge!("medconsult_sockets").set(f64::from(
        u32::try_from(state.hub.count()).unwrap_or(u32::MAX),
    ));
    let text = state.metrics.render();
    let answer = HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .body(text);
    Text(answer)
}

/// Seeds the demo data, where that is allowed at all.
async fn seed(from: Visitor, state: Data<AppState>) -> Result<NoContent, AppError> {
    if !state.config.demo || !from.address.is_loopback() {
        return Err(AppError::NotFound);
    }
    if demo::seed(&state, clock::now()).await? {
        Ok(NoContent)
    } else {
        Err(AppError::Known(P::AlreadySeeded))
    }
}
