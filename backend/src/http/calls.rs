use super::answer::Created;
use super::body::Body;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::{Key, SignedIn};
use crate::app::calls::{self, CallAction};
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use domain::access::practising_doctor;
use serde::Deserialize;
use shared::{
    CallId, CallList, CallSnapshot, DeclineCallRequest, DirectCallRequest, EndCallRequest,
    IceServers, MediaReport, NewRating, ProblemCode as P, Rating, ScheduleId, StartCallRequest,
    UserId, paths,
};
use store::LiveOnly;
use utoipa::{IntoParams, ToSchema};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::START_CALL,
            "start_call",
            "Invite a ready patient: rings for 30 s",
            invite,
        )
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
            P::TooManyRequests,
        ]),
        operation::get(
            paths::PENDING_INVITATION,
            "pending_invitation",
            "The invitation that rings now, if any",
            pending,
        )
        .refuses(&[P::Denied]),
        operation::post(
            paths::CONFIRM_CALL,
            "confirm_invitation",
            "Accept an invitation on this device",
            accept,
        )
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::post(
            paths::DECLINE_INVITATION,
            "decline_invitation",
            "Decline an invitation",
            decline,
        )
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::get(paths::CALLS, "calls", "Own calls, newest first", list),
        operation::get(paths::CALL, "call", "One of them", get),
        operation::get(
            paths::DOCTOR_CALL_STATUS,
            "doctor_call_status",
            "The same, for doctors",
            status_for_doctor,
        )
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::ACCEPT_CALL,
            "accept_call",
            "Accept a call on this device",
            accept,
        )
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::post(
            paths::DECLINE_CALL,
            "decline_call",
            "Decline a call",
            decline,
        )
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::CANCEL_CALL,
            "cancel_call",
            "Withdraw a call that rings",
            cancel,
        )
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::post(paths::END_CALL, "end_call", "End a call", end).refuses(&[
            P::Denied,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::RATE_CALL,
            "rate_call",
            "Say what the patient thinks of a completed call; can be given anew for a day",
            rate,
        )
        .refuses(&[P::Denied, P::Invalid, P::NotCompleted, P::RatingClosed]),
        operation::post(
            paths::CALL_DOCTOR,
            "call_doctor",
            "Ring a doctor who takes direct calls: rings for 30 s",
            call_doctor,
        )
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::NoDirectCalls,
            P::DoctorOffline,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
            P::TooManyRequests,
        ]),
        operation::post(
            paths::CALL_BACK,
            "call_back",
            "Ring the patient of a direct call that was not answered: rings for 30 s",
            call_back,
        )
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NoCallBack,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
            P::TooManyRequests,
        ]),
        operation::put(
            paths::REPORT_MEDIA,
            "report_media",
            "What this side's devices do",
            report,
        )
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::get(
            paths::ICE_SERVERS,
            "ice_servers",
            "STUN and TURN, for members of a live call",
            ice_servers,
        )
        .refuses(&[P::CallPhase]),
    ]
}

type Answer = Result<Json<CallSnapshot>, AppError>;

async fn invite(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    key: Key,
    body: Body<StartCallRequest>,
) -> Result<Created<CallSnapshot>, AppError> {
    let schedule_id = id.0;
    state.rate_limiter.call(user.id())?;
    let call = calls::invite(&state, user.asks(), schedule_id, body.0.patient_id, key.0).await?;
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
    state.rate_limiter.call(user.id())?;
    let call = calls::direct::call(&state, user.asks(), doctor_id, body.0, key.0).await?;
    Ok(Created(call))
}

async fn call_back(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    key: Key,
) -> Result<Created<CallSnapshot>, AppError> {
    let call_id = id.0;
    state.rate_limiter.call(user.id())?;
    let call = calls::direct::call_back(&state, user.asks(), call_id, key.0).await?;
    Ok(Created(call))
}

async fn act(state: &AppState, user: &SignedIn, id: &PathId<CallId>, action: CallAction) -> Answer {
    calls::handle_action(state, user.asks(), id.0, action)
        .await
        .map(Json)
}

async fn accept(state: Data<AppState>, user: SignedIn, id: PathId<CallId>) -> Answer {
    act(&state, &user, &id, CallAction::Accept).await
}

async fn decline(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<DeclineCallRequest>,
) -> Answer {
    act(&state, &user, &id, CallAction::Decline(body.0.message)).await
}

async fn cancel(state: Data<AppState>, user: SignedIn, id: PathId<CallId>) -> Answer {
    act(&state, &user, &id, CallAction::Cancel).await
}

async fn end(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<EndCallRequest>,
) -> Answer {
    act(&state, &user, &id, CallAction::End(body.0.cause)).await
}

async fn rate(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<NewRating>,
) -> Result<Json<Rating>, AppError> {
    calls::rating::rate(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn report(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<MediaReport>,
) -> Answer {
    act(&state, &user, &id, CallAction::Report(body.0)).await
}

async fn get(state: Data<AppState>, user: SignedIn, id: PathId<CallId>) -> Answer {
    calls::get(&state, user.asks(), id.0).await.map(Json)
}

async fn status_for_doctor(state: Data<AppState>, user: SignedIn, id: PathId<CallId>) -> Answer {
    practising_doctor(user.identity())?;
    get(state, user, id).await
}

/// `?state=active` asks for the live call only.
#[derive(Deserialize, IntoParams)]
struct Filter {
    /// Only the live call.
    #[param(value_type = State, inline, required = false)]
    state: Option<State>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    Active,
}

async fn list(
    state: Data<AppState>,
    user: SignedIn,
    filter: Query<Filter>,
) -> Result<Json<CallList>, AppError> {
    let live_only = match filter.state {
        Some(State::Active) => LiveOnly::Yes,
        None => LiveOnly::No,
    };
    Ok(Json(CallList {
        calls: calls::list(&state, user.asks(), live_only).await?,
    }))
}

async fn pending(state: Data<AppState>, user: SignedIn) -> Result<Json<CallList>, AppError> {
    Ok(Json(CallList {
        calls: calls::pending_invitation(&state, user.asks()).await?,
    }))
}

async fn ice_servers(state: Data<AppState>, user: SignedIn) -> Result<Json<IceServers>, AppError> {
    calls::ice_servers(&state, user.asks()).await.map(Json)
}
