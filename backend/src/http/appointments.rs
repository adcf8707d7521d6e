use super::availability::Span;
use super::body::{Body, path_id};
use super::caller::{Key, SignedInCaller};
use crate::app::appointments::{self, Wish};
use crate::app::{Trouble, appointment_calls};
use crate::practice::Practice;
use actix_web::web::{Data, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use shared::{
    Appointment, AppointmentCall, AppointmentList, CallSnapshot, CancelRequest, DeviceTest,
    EndCallRequest, NewAppointment, RescheduleRequest,
};
use store::Period;

type Answer = Result<Json<Appointment>, Trouble>;
type CallAnswer = Result<Json<CallSnapshot>, Trouble>;

pub async fn list(
    practice: Data<Practice>,
    caller: SignedInCaller,
    span: Query<Span>,
) -> Result<Json<AppointmentList>, Trouble> {
    let period = Period {
        from: span.from,
        to: span.to,
    };
    let appointments = appointments::list(&practice, caller.0, period).await?;
    Ok(Json(AppointmentList { appointments }))
}

pub async fn book(
    practice: Data<Practice>,
    caller: SignedInCaller,
    key: Key,
    body: Body<NewAppointment>,
) -> Result<HttpResponse, Trouble> {
    let booked = appointments::book(&practice, caller.0, body.0, key.0).await?;
    Ok(HttpResponse::Created().json(booked))
}

pub async fn get(practice: Data<Practice>, caller: SignedInCaller, request: HttpRequest) -> Answer {
    appointments::get(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

async fn act(
    practice: &Practice,
    caller: &SignedInCaller,
    request: &HttpRequest,
    wish: Wish,
) -> Answer {
    appointments::act(practice, caller.0, path_id(request, "id")?, wish)
        .await
        .map(Json)
}

pub async fn confirm(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    act(&practice, &caller, &request, Wish::Confirm).await
}

pub async fn decline(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<CancelRequest>,
) -> Answer {
    act(&practice, &caller, &request, Wish::Decline(body.0.reason)).await
}

pub async fn cancel(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<CancelRequest>,
) -> Answer {
    act(&practice, &caller, &request, Wish::Cancel(body.0.reason)).await
}

pub async fn reschedule(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    key: Key,
    body: Body<RescheduleRequest>,
) -> Result<HttpResponse, Trouble> {
    let appointment_id = path_id(&request, "id")?;
    let wanted = body.0.time;
    let moved =
        appointments::reschedule(&practice, caller.0, appointment_id, wanted, key.0).await?;
    Ok(HttpResponse::Created().json(moved))
}

pub async fn set_device_test(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<DeviceTest>,
) -> Answer {
    let appointment_id = path_id(&request, "id")?;
    appointments::set_device_test(&practice, caller.0, appointment_id, body.0)
        .await
        .map(Json)
}

pub async fn start_call(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    key: Key,
) -> Result<HttpResponse, Trouble> {
    let appointment_id = path_id(&request, "id")?;
    practice.turnstile.call(caller.0.caller.user_id)?;
    let call = appointment_calls::start(&practice, caller.0, appointment_id, key.0).await?;
    Ok(HttpResponse::Created().json(call))
}

pub async fn join_call(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> CallAnswer {
    appointment_calls::join(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn ring_again(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> CallAnswer {
    let appointment_id = path_id(&request, "id")?;
    practice.turnstile.call(caller.0.caller.user_id)?;
    appointment_calls::ring_again(&practice, caller.0, appointment_id)
        .await
        .map(Json)
}

pub async fn end_call(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<EndCallRequest>,
) -> CallAnswer {
    let appointment_id = path_id(&request, "id")?;
    appointment_calls::end(&practice, caller.0, appointment_id, body.0.cause)
        .await
        .map(Json)
}

pub async fn call_status(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<AppointmentCall>, Trouble> {
    appointment_calls::status(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}
