//! The calls of appointments.

use super::answer::Created;
use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::{Key, SignedIn};
use crate::app::calls::appointment;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{
    AppointmentCall, AppointmentId, CallSnapshot, EndCallRequest, ProblemCode as P, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::START_APPOINTMENT_CALL,
            "start_appointment_call",
            "Start the call inside its window, or answer the one that the other side started",
            start_call,
        )
        .spends(Purse::Rings)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::ByPhoneOnly,
            P::AppointmentState,
            P::OutsideWindow,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::JOIN_APPOINTMENT_CALL,
            "join_appointment_call",
            "Answer the call that the other side started",
            join_call,
        )
        .spends(Purse::Calls)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::RING_APPOINTMENT_AGAIN,
            "ring_appointment_again",
            "Ring loudly for 30 s once more while the other side has not joined",
            ring_again,
        )
        .spends(Purse::Rings)
        .refuses(&[P::Denied, P::NotApproved, P::CallPhase, P::CallEnded]),
        operation::post(
            paths::END_APPOINTMENT_CALL,
            "end_appointment_call",
            "End the call",
            end_call,
        )
        .spends(Purse::Calls)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::CallEnded]),
        operation::get(
            paths::APPOINTMENT_CALL_STATUS,
            "appointment_call_status",
            "How the call stands, and whether one may be started",
            call_status,
        )
        .reads(Reads::Audited("appointment.read"))
        .refuses(&[P::Denied, P::NotApproved]),
    ]
}

type CallAnswer = Result<Json<CallSnapshot>, AppError>;

async fn start_call(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    key: Key,
) -> Result<Created<CallSnapshot>, AppError> {
    let appointment_id = id.0;
    let key = key.of("start_appointment_call", &appointment_id);
    let call = appointment::start(&state, user.asks(), appointment_id, key).await?;
    Ok(Created(call))
}

async fn join_call(state: Data<AppState>, user: SignedIn, id: PathId<AppointmentId>) -> CallAnswer {
    appointment::join(&state, user.asks(), id.0).await.map(Json)
}

async fn ring_again(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
) -> CallAnswer {
    let appointment_id = id.0;
    appointment::ring_again(&state, user.asks(), appointment_id)
        .await
        .map(Json)
}

async fn end_call(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    body: Body<EndCallRequest>,
) -> CallAnswer {
    let appointment_id = id.0;
    appointment::end(&state, user.asks(), appointment_id, body.0)
        .await
        .map(Json)
}

async fn call_status(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
) -> Result<Json<AppointmentCall>, AppError> {
    appointment::status(&state, user.asks(), id.0)
        .await
        .map(Json)
}
