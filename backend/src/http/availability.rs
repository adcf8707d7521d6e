use super::body::{Body, path_id};
use super::principal::{Key, SignedIn};
use crate::app::{AppError, availability};
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use shared::{
    Availability, AvailabilityException, AvailabilityRule, LeadTimes, NewAvailabilityException,
    NewAvailabilityRule, SlotList, Timestamp,
};

/// Some time, with an end that may be open on either side.
#[derive(Deserialize)]
pub struct Span {
    /// `?from=`.
    pub from: Option<Timestamp>,
    /// `?to=`.
    pub to: Option<Timestamp>,
}

pub async fn get(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<Availability>, AppError> {
    availability::get(&state, principal.0).await.map(Json)
}

pub async fn save_lead_times(
    state: Data<AppState>,
    principal: SignedIn,
    body: Body<LeadTimes>,
) -> Result<Json<Availability>, AppError> {
    availability::save_lead_times(&state, principal.0, body.0)
        .await
        .map(Json)
}

pub async fn add_rule(
    state: Data<AppState>,
    principal: SignedIn,
    key: Key,
    body: Body<NewAvailabilityRule>,
) -> Result<HttpResponse, AppError> {
    let rule = availability::add_rule(&state, principal.0, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(rule))
}

pub async fn change_rule(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<NewAvailabilityRule>,
) -> Result<Json<AvailabilityRule>, AppError> {
    availability::change_rule(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn delete_rule(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    availability::delete_rule(&state, principal.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn add_exception(
    state: Data<AppState>,
    principal: SignedIn,
    key: Key,
    body: Body<NewAvailabilityException>,
) -> Result<HttpResponse, AppError> {
    let exception = availability::add_exception(&state, principal.0, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(exception))
}

pub async fn change_exception(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<NewAvailabilityException>,
) -> Result<Json<AvailabilityException>, AppError> {
    availability::change_exception(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn delete_exception(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    availability::delete_exception(&state, principal.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn slots(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    span: Query<Span>,
) -> Result<Json<SlotList>, AppError> {
    let doctor_id = path_id(&request, "id")?;
    availability::slots(&state, principal.0, doctor_id, span.from, span.to)
        .await
        .map(Json)
}
