use super::openapi;
use crate::app::{AppError, demo};
use crate::state::AppState;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use shared::ProblemCode;

/// How the server is.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`, or `ready` where the database was asked, too.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

const fn well(status: &'static str) -> Json<Health> {
    Json(Health {
        status,
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// The process is alive.
pub async fn health() -> Json<Health> {
    well("ok")
}

/// The database answers.
pub async fn ready(state: Data<AppState>) -> Result<Json<Health>, AppError> {
    state.read(|tx| Ok(tx.count_users()?)).await?;
    Ok(well("ready"))
}

pub async fn openapi() -> Result<HttpResponse, AppError> {
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(openapi::json()?))
}

/// The contract for people: one page, drawn from the document in the browser, with nothing from
/// elsewhere.
pub async fn docs() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((
            "Content-Security-Policy",
            "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
        ))
        .body(include_str!("docs.html"))
}

/// Numbers, for whoever runs the machine: nobody else's business.
pub async fn metrics(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, AppError> {
    require_loopback(&request)?;
    metrics::gauge!("medconsult_sockets").set(f64::from(
        u32::try_from(state.hub.count()).unwrap_or(u32::MAX),
    ));
    let text = state.metrics.render();
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .body(text))
}

/// Seeds the demo data, where that is allowed at all.
pub async fn seed(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, AppError> {
    require_loopback(&request)?;
    if !state.config.demo {
        return Err(AppError::NotFound);
    }
    match demo::seed(&state).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(AppError::Known(ProblemCode::AlreadySeeded)),
    }
}

fn require_loopback(request: &HttpRequest) -> Result<(), AppError> {
    match request.peer_addr() {
        Some(peer) if peer.ip().is_loopback() => Ok(()),
        _ => Err(AppError::NotFound),
    }
}
