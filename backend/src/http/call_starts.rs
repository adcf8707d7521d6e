//! Calls that begin: an invitation from the queue, a direct call, a call back.

use super::answer::Created;
use super::body::Body;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::{Key, SignedIn};
use crate::app::calls::{self, direct};
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::Data;
use shared::{
    CallId, CallSnapshot, DirectCallRequest, ProblemCode as P, ScheduleId, StartCallRequest,
    UserId, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::START_CALL,
            "start_call",
            "Invite a patient, or the next who is ready and there: rings for 30 s",
            invite,
        )
        .spends(Purse::Invitations)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::ScheduleNotOnline,
            P::NobodyReady,
            P::PatientNotReady,
            P::NotInQueue,
            P::EntryNotAllowed,
            P::DoctorBusy,
            P::PatientBusy,
        ]),
        operation::post(
            paths::CALL_DOCTOR,
            "call_doctor",
            "Ring a doctor who takes direct calls: rings for 30 s",
            call_doctor,
        )
        .spends(Purse::Rings)
        .refuses(&[
            P::Denied,
            P::EmailUnproved,
            P::ByPhoneOnly,
            P::Invalid,
            P::NoDirectCalls,
            P::DoctorOffline,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::CALL_BACK,
            "call_back",
            "Ring the patient of a direct call that was not answered: rings for 30 s",
            call_back,
        )
        .spends(Purse::Rings)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NoCallBack,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
    ]
}

async fn invite(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    key: Key,
    body: Body<StartCallRequest>,
) -> Result<Created<CallSnapshot>, AppError> {
    let schedule_id = id.0;
    let key = key.of("invite", &(schedule_id, &body.0));
    let call = calls::invite(&state, user.asks(), schedule_id, body.0, key).await?;
    Ok(Created(call))
}

async fn call_doctor(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<UserId>,
    key: Key,
    body: Body<DirectCallRequest>,
) -> Result<Created<CallSnapshot>, AppError> {
    let doctor_id = id.0;
    let key = key.of("call_doctor", &(doctor_id, &body.0));
    let call = direct::call(&state, user.asks(), doctor_id, body.0, key).await?;
    Ok(Created(call))
}

async fn call_back(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    key: Key,
) -> Result<Created<CallSnapshot>, AppError> {
    let call_id = id.0;
    let key = key.of("call_back", &call_id);
    let call = direct::call_back(&state, user.asks(), call_id, key).await?;
    Ok(Created(call))
}
