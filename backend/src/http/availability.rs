use super::body::{Body, path_id};
use super::caller::{Key, SignedInCaller};
use crate::app::{Trouble, availability};
use crate::practice::Practice;
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
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<Availability>, Trouble> {
    availability::get(&practice, caller.0).await.map(Json)
}

pub async fn save_lead_times(
    practice: Data<Practice>,
    caller: SignedInCaller,
    body: Body<LeadTimes>,
) -> Result<Json<Availability>, Trouble> {
    availability::save_lead_times(&practice, caller.0, body.0)
        .await
        .map(Json)
}

pub async fn add_rule(
    practice: Data<Practice>,
    caller: SignedInCaller,
    key: Key,
    body: Body<NewAvailabilityRule>,
) -> Result<HttpResponse, Trouble> {
    let rule = availability::add_rule(&practice, caller.0, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(rule))
}

pub async fn change_rule(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<NewAvailabilityRule>,
) -> Result<Json<AvailabilityRule>, Trouble> {
    availability::change_rule(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn delete_rule(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<HttpResponse, Trouble> {
    availability::delete_rule(&practice, caller.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn add_exception(
    practice: Data<Practice>,
    caller: SignedInCaller,
    key: Key,
    body: Body<NewAvailabilityException>,
) -> Result<HttpResponse, Trouble> {
    let exception = availability::add_exception(&practice, caller.0, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(exception))
}

pub async fn change_exception(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<NewAvailabilityException>,
) -> Result<Json<AvailabilityException>, Trouble> {
    availability::change_exception(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn delete_exception(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<HttpResponse, Trouble> {
    availability::delete_exception(&practice, caller.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn slots(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    span: Query<Span>,
) -> Result<Json<SlotList>, Trouble> {
    let doctor_id = path_id(&request, "id")?;
    availability::slots(&practice, caller.0, doctor_id, span.from, span.to)
        .await
        .map(Json)
}
