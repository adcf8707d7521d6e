use super::answer::{Created, NoContent};
use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::{Key, SignedIn};
use crate::app::appointments::availability;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{
    Availability, AvailabilityException, AvailabilityRule, ExceptionId, LeadTimes,
    NewAvailabilityException, NewAvailabilityRule, ProblemCode as P, RuleId, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::AVAILABILITY,
            "availability",
            "The doctor's own hours, exceptions and lead times",
            get,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::put(
            paths::AVAILABILITY,
            "save_lead_times",
            "How early and how late slots may be booked",
            save_lead_times,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::post(
            paths::AVAILABILITY_RULES,
            "add_availability_rule",
            "Add hours of every week",
            add_rule,
        )
        .spends(Purse::Practice)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NotFound,
            P::Invalid,
            P::TooMany,
        ]),
        operation::put(
            paths::AVAILABILITY_RULE,
            "change_availability_rule",
            "Replace them",
            change_rule,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::delete(
            paths::AVAILABILITY_RULE,
            "delete_availability_rule",
            "Take them away; appointments stay",
            delete_rule,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::AVAILABILITY_EXCEPTIONS,
            "add_availability_exception",
            "Add a day off, or extra hours on one day",
            add_exception,
        )
        .spends(Purse::Practice)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NotFound,
            P::Invalid,
            P::TooMany,
        ]),
        operation::put(
            paths::AVAILABILITY_EXCEPTION,
            "change_availability_exception",
            "Replace it",
            change_exception,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::delete(
            paths::AVAILABILITY_EXCEPTION,
            "delete_availability_exception",
            "Take it away",
            delete_exception,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved]),
    ]
}

async fn get(state: Data<AppState>, user: SignedIn) -> Result<Json<Availability>, AppError> {
    availability::get(&state, user.asks()).await.map(Json)
}

async fn save_lead_times(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<LeadTimes>,
) -> Result<Json<Availability>, AppError> {
    availability::save_lead_times(&state, user.asks(), body.0)
        .await
        .map(Json)
}

async fn add_rule(
    state: Data<AppState>,
    user: SignedIn,
    key: Key,
    body: Body<NewAvailabilityRule>,
) -> Result<Created<AvailabilityRule>, AppError> {
    let key = key.of("add_availability_rule", &body.0);
    let rule = availability::add_rule(&state, user.asks(), body.0, key).await?;
    Ok(Created(rule))
}

async fn change_rule(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<RuleId>,
    body: Body<NewAvailabilityRule>,
) -> Result<Json<AvailabilityRule>, AppError> {
    availability::change_rule(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn delete_rule(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<RuleId>,
) -> Result<NoContent, AppError> {
    availability::delete_rule(&state, user.asks(), id.0).await?;
    Ok(NoContent)
}

async fn add_exception(
    state: Data<AppState>,
    user: SignedIn,
    key: Key,
    body: Body<NewAvailabilityException>,
) -> Result<Created<AvailabilityException>, AppError> {
    let key = key.of("add_availability_exception", &body.0);
    let exception = availability::add_exception(&state, user.asks(), body.0, key).await?;
    Ok(Created(exception))
}

async fn change_exception(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ExceptionId>,
    body: Body<NewAvailabilityException>,
) -> Result<Json<AvailabilityException>, AppError> {
    availability::change_exception(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn delete_exception(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ExceptionId>,
) -> Result<NoContent, AppError> {
    availability::delete_exception(&state, user.asks(), id.0).await?;
    Ok(NoContent)
}
