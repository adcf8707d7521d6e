use super::body::{Body, path_id};
use super::caller::{Key, SignedInCaller};
use crate::app::calls::{self, Wish};
use crate::app::{Trouble, direct_calls, ratings};
use crate::practice::Practice;
use actix_web::web::{Data, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use domain::access::practising_doctor;
use serde::Deserialize;
use shared::{
    CallList, CallSnapshot, DeclineCallRequest, DirectCallRequest, EndCallRequest, IceServers,
    MediaReport, NewRating, Rating, StartCallRequest,
};
use store::LiveOnly;

type Answer = Result<Json<CallSnapshot>, Trouble>;

pub async fn start(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    key: Key,
    body: Body<StartCallRequest>,
) -> Result<HttpResponse, Trouble> {
    let schedule_id = path_id(&request, "id")?;
    practice.turnstile.call(caller.0.caller.user_id)?;
    let call = calls::invite(&practice, caller.0, schedule_id, body.0.patient_id, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

pub async fn call_doctor(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    key: Key,
    body: Body<DirectCallRequest>,
) -> Result<HttpResponse, Trouble> {
    let doctor_id = path_id(&request, "id")?;
    practice.turnstile.call(caller.0.caller.user_id)?;
    let call = direct_calls::call(&practice, caller.0, doctor_id, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

pub async fn call_back(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    key: Key,
) -> Result<HttpResponse, Trouble> {
    let call_id = path_id(&request, "id")?;
    practice.turnstile.call(caller.0.caller.user_id)?;
    let call = direct_calls::call_back(&practice, caller.0, call_id, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

async fn act(
    practice: &Practice,
    caller: &SignedInCaller,
    request: &HttpRequest,
    wish: Wish,
) -> Answer {
    calls::act(practice, caller.0, path_id(request, "id")?, wish)
        .await
        .map(Json)
}

pub async fn accept(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    act(&practice, &caller, &request, Wish::Accept).await
}

pub async fn decline(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<DeclineCallRequest>,
) -> Answer {
    act(&practice, &caller, &request, Wish::Decline(body.0.message)).await
}

pub async fn cancel(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    act(&practice, &caller, &request, Wish::Cancel).await
}

pub async fn end(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<EndCallRequest>,
) -> Answer {
    act(&practice, &caller, &request, Wish::End(body.0.cause)).await
}

pub async fn rate(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<NewRating>,
) -> Result<Json<Rating>, Trouble> {
    ratings::rate(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn report(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<MediaReport>,
) -> Answer {
    act(&practice, &caller, &request, Wish::Report(body.0)).await
}

pub async fn get(practice: Data<Practice>, caller: SignedInCaller, request: HttpRequest) -> Answer {
    calls::get(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn status_for_doctor(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    practising_doctor(caller.0.caller)?;
    get(practice, caller, request).await
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
    practice: Data<Practice>,
    caller: SignedInCaller,
    filter: Query<Filter>,
) -> Result<Json<CallList>, Trouble> {
    let live_only = match filter.state {
        Some(State::Active) => LiveOnly::Yes,
        None => LiveOnly::No,
    };
    Ok(Json(CallList {
        calls: calls::list(&practice, caller.0, live_only).await?,
    }))
}

pub async fn pending(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<CallList>, Trouble> {
    Ok(Json(CallList {
        calls: calls::pending_invitation(&practice, caller.0).await?,
    }))
}

pub async fn ice_servers(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<IceServers>, Trouble> {
    calls::ice_servers(&practice, caller.0).await.map(Json)
}
