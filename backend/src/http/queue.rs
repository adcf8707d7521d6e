use super::answer::NoContent;
use super::body::Body;
use super::operation::{self, Operation};
use super::path::{PathId, PathIds};
use super::principal::SignedIn;
use crate::app::queue::Ready;
use crate::app::queue::doctor::EntryAction;
use crate::app::{calls, queue};
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{
    DeviceTest, JoinQueueRequest, Party, ProblemCode as P, QueueSnapshot, ReorderRequest,
    ScheduleId, ToggleReadyRequest, UserId, WaitingRooms, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::DOCTOR_QUEUE,
            "doctor_queue",
            "The queue, for its doctor",
            get_whole,
        )
        .refuses(&[P::Denied, P::NotApproved]),
        operation::put(
            paths::DOCTOR_QUEUE,
            "reorder_queue",
            "Put the open places into another order",
            reorder,
        )
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::post(
            paths::RESET_PATIENT,
            "reset_patient",
            "Put a patient back to waiting",
            reset,
        )
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::EntryNotAllowed,
            P::ScheduleCompleted,
        ]),
        operation::post(
            paths::REMOVE_PATIENT,
            "remove_patient",
            "Take a patient out of the queue",
            remove,
        )
        .refuses(&[P::Denied, P::NotApproved, P::EntryNotAllowed]),
        operation::post(
            paths::MARK_NO_SHOW,
            "mark_no_show",
            "Note that a patient did not turn up",
            mark_no_show,
        )
        .refuses(&[P::Denied, P::NotApproved, P::EntryNotAllowed]),
        operation::get(
            paths::WAITING_ROOMS,
            "waiting_rooms",
            "All of the doctor's waiting rooms, counted",
            waiting_rooms,
        )
        .refuses(&[P::Denied, P::NotApproved]),
        operation::get(
            paths::OWN_PLACE,
            "own_place",
            "The own place in a queue",
            get_place,
        )
        .refuses(&[P::Denied]),
        operation::post(
            paths::JOIN_QUEUE,
            "join_queue",
            "Take a place in the queue",
            join,
        )
        .refuses(&[
            P::Denied,
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
        .refuses(&[P::Denied, P::EntryNotAllowed]),
        operation::post(
            paths::TOGGLE_READY,
            "toggle_ready",
            "Say ready or not ready",
            toggle_ready,
        )
        .refuses(&[P::Denied, P::EntryNotAllowed, P::DeviceTestRequired]),
        operation::put(
            paths::DEVICE_TEST,
            "device_test",
            "What the own device can do",
            device_test,
        )
        .refuses(&[P::Denied, P::EntryNotAllowed]),
        operation::post(
            paths::RING_REHEARSAL,
            "rehearse_ring",
            "Let the own device ring as for a call",
            rehearse_ring,
        )
        .refuses(&[
            P::Denied,
            P::EntryNotAllowed,
            P::NotConnected,
            P::TooManyRequests,
        ]),
    ]
}

type Answer = Result<Json<QueueSnapshot>, AppError>;

async fn get_whole(state: Data<AppState>, user: SignedIn, id: PathId<ScheduleId>) -> Answer {
    queue::view::get(&state, user.asks(), Party::Doctor, id.0)
        .await
        .map(Json)
}

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

async fn act(
    state: &AppState,
    user: &SignedIn,
    ids: &PathIds<ScheduleId, UserId>,
    action: EntryAction,
) -> Answer {
    let PathIds(schedule_id, patient_id) = *ids;
    queue::doctor::handle_action(state, user.asks(), schedule_id, patient_id, action)
        .await
        .map(Json)
}

async fn remove(state: Data<AppState>, user: SignedIn, ids: PathIds<ScheduleId, UserId>) -> Answer {
    act(&state, &user, &ids, EntryAction::Remove).await
}

async fn reset(state: Data<AppState>, user: SignedIn, ids: PathIds<ScheduleId, UserId>) -> Answer {
    act(&state, &user, &ids, EntryAction::Reset).await
}

async fn mark_no_show(
    state: Data<AppState>,
    user: SignedIn,
    ids: PathIds<ScheduleId, UserId>,
) -> Answer {
    act(&state, &user, &ids, EntryAction::MarkNoShow).await
}

async fn reorder(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    body: Body<ReorderRequest>,
) -> Answer {
    queue::doctor::reorder(&state, user.asks(), id.0, body.0)
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

async fn waiting_rooms(
    state: Data<AppState>,
    user: SignedIn,
) -> Result<Json<WaitingRooms>, AppError> {
    queue::doctor::overview(&state, user.asks()).await.map(Json)
}

async fn rehearse_ring(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
) -> Result<NoContent, AppError> {
    state.rate_limiter.call(user.id())?;
    calls::rehearsal::rehearse(&state, user.asks(), id.0).await?;
    Ok(NoContent)
}
