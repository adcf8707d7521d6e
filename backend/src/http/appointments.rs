use super::availability::Span;
use super::body::{Body, path_id};
use super::principal::{Key, SignedIn};
use crate::app::appointments::{self, CallAction};
use crate::app::{AppError, appointment_calls};
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use shared::{
    Appointment, AppointmentCall, AppointmentList, CallSnapshot, CancelRequest, DeviceTest,
    EndCallRequest, NewAppointment, RescheduleRequest,
};
use store::Period;

type Answer = Result<Json<Appointment>, AppError>;
type CallAnswer = Result<Json<CallSnapshot>, AppError>;

pub async fn list(
    state: Data<AppState>,
    principal: SignedIn,
    span: Query<Span>,
) -> Result<Json<AppointmentList>, AppError> {
    let period = Period {
        from: span.from,
        to: span.to,
    };
    let appointments = appointments::list(&state, principal.0, period).await?;
    Ok(Json(AppointmentList { appointments }))
}

pub async fn book(
    state: Data<AppState>,
    principal: SignedIn,
    key: Key,
    body: Body<NewAppointment>,
) -> Result<HttpResponse, AppError> {
    let booked = appointments::book(&state, principal.0, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(booked))
}

pub async fn get(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    appointments::get(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

async fn act(
    state: &AppState,
    principal: &SignedIn,
    request: &HttpRequest,
    wish: CallAction,
) -> Answer {
    appointments::act(state, principal.0, path_id(request, "id")?, wish)
        .await
        .map(Json)
}

pub async fn confirm(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    act(&state, &principal, &request, CallAction::Confirm).await
}

pub async fn decline(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<CancelRequest>,
) -> Answer {
    act(
        &state,
        &principal,
        &request,
        CallAction::Decline(body.0.reason),
    )
    .await
}

pub async fn cancel(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<CancelRequest>,
) -> Answer {
    act(
        &state,
        &principal,
        &request,
        CallAction::Cancel(body.0.reason),
    )
    .await
}

pub async fn reschedule(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
    body: Body<RescheduleRequest>,
) -> Result<HttpResponse, AppError> {
    let appointment_id = path_id(&request, "id")?;
    let wanted = body.0.time;
    let moved =
        appointments::reschedule(&state, principal.0, appointment_id, wanted, key.0).await?;
    Ok(HttpResponse::Created().json(moved))
}

pub async fn set_device_test(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<DeviceTest>,
) -> Answer {
    let appointment_id = path_id(&request, "id")?;
    appointments::set_device_test(&state, principal.0, appointment_id, body.0)
        .await
        .map(Json)
}

pub async fn start_call(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    key: Key,
) -> Result<HttpResponse, AppError> {
    let appointment_id = path_id(&request, "id")?;
    state.rate_limiter.call(principal.0.identity.user_id)?;
    let call = appointment_calls::start(&state, principal.0, appointment_id, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

pub async fn join_call(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> CallAnswer {
    appointment_calls::join(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn ring_again(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> CallAnswer {
    let appointment_id = path_id(&request, "id")?;
    state.rate_limiter.call(principal.0.identity.user_id)?;
    appointment_calls::ring_again(&state, principal.0, appointment_id)
        .await
        .map(Json)
}

pub async fn end_call(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<EndCallRequest>,
) -> CallAnswer {
    let appointment_id = path_id(&request, "id")?;
    appointment_calls::end(&state, principal.0, appointment_id, body.0.cause)
        .await
        .map(Json)
}

pub async fn call_status(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<AppointmentCall>, AppError> {
    appointment_calls::status(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}
