use super::body::{Body, path_id};
use super::principal::{Key, SignedIn};
use crate::app::calls::{self, CallAction};
use crate::app::{AppError, direct_calls, ratings};
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use domain::access::practising_doctor;
use serde::Deserialize;
use shared::{
    CallList, CallSnapshot, DeclineCallRequest, DirectCallRequest, EndCallRequest, IceServers,
    MediaReport, NewRating, Rating, StartCallRequest,
};
use store::LiveOnly;

type Answer = Result<Json<CallSnapshot>, AppError>;

pub async fn start(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
    body: Body<StartCallRequest>,
) -> Result<HttpResponse, AppError> {
    let schedule_id = path_id(&request, "id")?;
    state.rate_limiter.call(principal.0.identity.user_id)?;
    let call = calls::invite(&state, principal.0, schedule_id, body.0.patient_id, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

pub async fn call_doctor(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
    body: Body<DirectCallRequest>,
) -> Result<HttpResponse, AppError> {
    let doctor_id = path_id(&request, "id")?;
    state.rate_limiter.call(principal.0.identity.user_id)?;
    let call = direct_calls::call(&state, principal.0, doctor_id, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

pub async fn call_back(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
) -> Result<HttpResponse, AppError> {
    let call_id = path_id(&request, "id")?;
    state.rate_limiter.call(principal.0.identity.user_id)?;
    let call = direct_calls::call_back(&state, principal.0, call_id, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

async fn act(
    state: &AppState,
    principal: &SignedIn,
    request: &HttpRequest,
    wish: CallAction,
) -> Answer {
    calls::act(state, principal.0, path_id(request, "id")?, wish)
        .await
        .map(Json)
}

pub async fn accept(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    act(&state, &principal, &request, CallAction::Accept).await
}

pub async fn decline(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<DeclineCallRequest>,
) -> Answer {
    act(
        &state,
        &principal,
        &request,
        CallAction::Decline(body.0.message),
    )
    .await
}

pub async fn cancel(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    act(&state, &principal, &request, CallAction::Cancel).await
}

pub async fn end(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<EndCallRequest>,
) -> Answer {
    act(&state, &principal, &request, CallAction::End(body.0.cause)).await
}

pub async fn rate(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<NewRating>,
) -> Result<Json<Rating>, AppError> {
    ratings::rate(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn report(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<MediaReport>,
) -> Answer {
    act(&state, &principal, &request, CallAction::Report(body.0)).await
}

pub async fn get(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    calls::get(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn status_for_doctor(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Answer {
    practising_doctor(principal.0.identity)?;
    get(state, principal, request).await
}

/// `?state=active` asks for the live call only.
#[derive(Deserialize)]
pub struct Filter {
    state: Option<State>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Active,
}

pub async fn list(
    state: Data<AppState>,
    principal: SignedIn,
    filter: Query<Filter>,
) -> Result<Json<CallList>, AppError> {
    let live_only = match filter.state {
        Some(State::Active) => LiveOnly::Yes,
        None => LiveOnly::No,
    };
    Ok(Json(CallList {
        calls: calls::list(&state, principal.0, live_only).await?,
    }))
}

pub async fn pending(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<CallList>, AppError> {
    Ok(Json(CallList {
        calls: calls::pending_invitation(&state, principal.0).await?,
    }))
}

pub async fn ice_servers(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<IceServers>, AppError> {
    calls::ice_servers(&state, principal.0).await.map(Json)
}
