use super::answer::NoContent;
use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::queue::Ready;
use crate::app::{calls, queue};
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{
    DeviceTest, JoinQueueRequest, Party, ProblemCode as P, QueueSnapshot, ScheduleId,
    ToggleReadyRequest, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::OWN_PLACE,
            "own_place",
            "The own place in a queue",
            get_place,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied]),
        operation::post(
            paths::JOIN_QUEUE,
            "join_queue",
            "Take a place in the queue",
            join,
        )
        .spends(Purse::Queue)
        .refuses(&[
            P::Denied,
            P::EmailUnproved,
            P::ByPhoneOnly,
            P::Invalid,
            P::QueueFull,
            P::ScheduleCompleted,
            P::EntryNotAllowed,
        ]),
        operation::post(
            paths::LEAVE_QUEUE,
            "leave_queue",
            "Give the place up",
            leave,
        )
        .spends(Purse::Queue)
        .refuses(&[P::Denied, P::EntryNotAllowed]),
        operation::post(
            paths::TOGGLE_READY,
            "toggle_ready",
            "Say ready or not ready",
            toggle_ready,
        )
        .spends(Purse::Queue)
        .refuses(&[P::Denied, P::EntryNotAllowed, P::DeviceTestRequired]),
        operation::put(
            paths::DEVICE_TEST,
            "device_test",
            "What the own device can do",
            device_test,
        )
        .spends(Purse::Queue)
        .refuses(&[P::Denied, P::EntryNotAllowed]),
        operation::post(
            paths::RING_REHEARSAL,
            "rehearse_ring",
            "Let the own device ring as for a call",
            rehearse_ring,
        )
        .spends(Purse::Rehearsals)
        .refuses(&[P::Denied, P::EntryNotAllowed, P::NotConnected]),
    ]
}

type Answer = Result<Json<QueueSnapshot>, AppError>;

async fn get_place(state: Data<AppState>, user: SignedIn, id: PathId<ScheduleId>) -> Answer {
    queue::view::get(&state, user.asks(), Party::Patient, id.0)
        .await
        .map(Json)
}

async fn join(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    body: Body<JoinQueueRequest>,
) -> Answer {
    queue::join(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn leave(state: Data<AppState>, user: SignedIn, id: PathId<ScheduleId>) -> Answer {
    queue::leave(&state, user.asks(), id.0).await.map(Json)
}

async fn toggle_ready(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    body: Body<ToggleReadyRequest>,
) -> Answer {
    let ready = if body.0.ready { Ready::Yes } else { Ready::No };
    queue::set_ready(&state, user.asks(), id.0, ready)
        .await
        .map(Json)
}

async fn device_test(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    body: Body<DeviceTest>,
) -> Answer {
    queue::set_device_test(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn rehearse_ring(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
) -> Result<NoContent, AppError> {
    calls::rehearsal::rehearse(&state, user.asks(), id.0).await?;
    Ok(NoContent)
}
