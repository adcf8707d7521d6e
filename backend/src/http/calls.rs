use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::After;
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::calls;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use domain::access::practising_doctor;
use serde::Deserialize;
use shared::{
    CallId, CallList, CallSnapshot, IceServers, NewRating, OwnRatings, ProblemCode as P, Rating,
    paths,
};
use store::LiveOnly;
use utoipa::{IntoParams, ToSchema};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::PENDING_INVITATION,
            "pending_invitation",
            "The invitation that rings now, if any",
            pending,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied]),
        operation::get(paths::CALLS, "calls", "Own calls, newest first", list)
            .reads(Reads::Audited("call.list")),
        operation::get(paths::CALL, "call", "One of them", get).reads(Reads::Audited("call.read")),
        operation::get(
            paths::DOCTOR_CALL_STATUS,
            "doctor_call_status",
            "The same, for doctors",
            status_for_doctor,
        )
        .reads(Reads::Audited("call.read"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::RATE_CALL,
            "rate_call",
            "Say what the patient thinks of a completed call; can be given anew for a week",
            rate,
        )
        .spends(Purse::Calls)
        .refuses(&[P::Denied, P::Invalid, P::NotCompleted, P::RatingClosed]),
        operation::get(
            paths::DOCTOR_RATINGS,
            "doctor_ratings",
            "What patients think of the doctor, without their names, from five on",
            own_ratings,
        )
        .reads(Reads::Audited("rating.list"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::get(
            paths::ICE_SERVERS,
            "ice_servers",
            "STUN and TURN, for whoever has a call, a place or an appointment soon",
            ice_servers,
        )
        .reads(Reads::Own)
        .refuses(&[P::CallPhase]),
    ]
}

type Answer = Result<Json<CallSnapshot>, AppError>;

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

async fn own_ratings(state: Data<AppState>, user: SignedIn) -> Result<Json<OwnRatings>, AppError> {
    calls::rating::of_doctor(&state, user.asks())
        .await
        .map(Json)
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
    after: Query<After>,
) -> Result<Json<CallList>, AppError> {
    let live_only = match filter.state {
        Some(State::Active) => LiveOnly::Yes,
        None => LiveOnly::No,
    };
    calls::list(&state, user.asks(), live_only, after.place()?)
        .await
        .map(Json)
}

async fn pending(state: Data<AppState>, user: SignedIn) -> Result<Json<CallList>, AppError> {
    Ok(Json(CallList {
        calls: calls::pending_invitation(&state, user.asks()).await?,
        ratings: Vec::new(),
        next: None,
    }))
}

async fn ice_servers(state: Data<AppState>, user: SignedIn) -> Result<Json<IceServers>, AppError> {
    calls::ice_servers(&state, user.asks()).await.map(Json)
}
