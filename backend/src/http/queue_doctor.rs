//! The queue in its doctor's hands.

use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::After;
use super::path::{PathId, PathIds};
use super::principal::{Key, SignedIn};
use crate::app::queue::doctor::{self, EntryAction};
use crate::app::queue::{hand_over, hold, view};
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use shared::{
    Colleagues, HandOverRequest, Party, ProblemCode as P, QueueSnapshot, ReorderRequest,
    ScheduleId, SetBackRequest, TellWaitingRequest, ToldWaiting, UserId, WaitingRooms, paths,
};

type Answer = Result<Json<QueueSnapshot>, AppError>;

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::DOCTOR_QUEUE,
            "doctor_queue",
            "The queue, for its doctor",
            get_whole,
        )
        .reads(Reads::Audited("queue.read"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::put(
            paths::DOCTOR_QUEUE,
            "reorder_queue",
            "Put the open places into another order",
            reorder,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::post(
            paths::RESET_PATIENT,
            "reset_patient",
            "Put a patient back to waiting",
            reset,
        )
        .spends(Purse::Practice)
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
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::EntryNotAllowed]),
        operation::post(
            paths::MARK_NO_SHOW,
            "mark_no_show",
            "Note that a patient did not turn up",
            mark_no_show,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::EntryNotAllowed]),
        operation::post(
            paths::SET_BACK,
            "set_back",
            "Set a patient back in the queue, and say why",
            set_back,
        )
        .spends(Purse::Messages)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::EntryNotAllowed]),
        operation::post(
            paths::HAND_OVER,
            "hand_over",
            "Hand a patient's place over to a colleague, with its thread and its notes",
            hand_over,
        )
        .spends(Purse::Practice)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::Invalid,
            P::EntryNotAllowed,
            P::ScheduleNotOnline,
            P::ScheduleCompleted,
            P::QueueFull,
            P::ByPhoneOnly,
        ]),
        operation::get(
            paths::COLLEAGUES,
            "colleagues",
            "Sessions of other doctors that are under way",
            colleagues,
        )
        .reads(Reads::Public)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::TELL_WAITING,
            "tell_waiting",
            "Write to everybody who waits, each in their own thread",
            tell_waiting,
        )
        .spends(Purse::Messages)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::get(
            paths::WAITING_ROOMS,
            "waiting_rooms",
            "All of the doctor's waiting rooms, counted",
            waiting_rooms,
        )
        .reads(Reads::Audited("queue.list"))
        .refuses(&[P::Denied, P::NotApproved]),
    ]
}

async fn get_whole(state: Data<AppState>, user: SignedIn, id: PathId<ScheduleId>) -> Answer {
    view::get(&state, user.asks(), Party::Doctor, id.0)
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
    doctor::handle_action(state, user.asks(), schedule_id, patient_id, action)
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
    doctor::reorder(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn set_back(
    state: Data<AppState>,
    user: SignedIn,
    ids: PathIds<ScheduleId, UserId>,
    key: Key,
    body: Body<SetBackRequest>,
) -> Answer {
    let PathIds(schedule_id, patient_id) = ids;
    let whose = (schedule_id, patient_id);
    let key = key.of("set_back", &(whose, &body.0));
    hold::set_back(&state, user.asks(), whose, body.0, key)
        .await
        .map(Json)
}

async fn hand_over(
    state: Data<AppState>,
    user: SignedIn,
    ids: PathIds<ScheduleId, UserId>,
    key: Key,
    body: Body<HandOverRequest>,
) -> Answer {
    let PathIds(schedule_id, patient_id) = ids;
    let whose = (schedule_id, patient_id);
    let key = key.of("hand_over", &(whose, &body.0));
    hand_over::hand_over(&state, user.asks(), whose, body.0, key)
        .await
        .map(Json)
}

async fn colleagues(state: Data<AppState>, user: SignedIn) -> Result<Json<Colleagues>, AppError> {
    hand_over::colleagues(&state, user.asks()).await.map(Json)
}

async fn tell_waiting(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    key: Key,
    body: Body<TellWaitingRequest>,
) -> Result<Json<ToldWaiting>, AppError> {
    let schedule_id = id.0;
    let key = key.of("tell_waiting", &(schedule_id, &body.0));
    hold::tell_waiting(&state, user.asks(), schedule_id, body.0.text, key)
        .await
        .map(Json)
}

async fn waiting_rooms(
    state: Data<AppState>,
    user: SignedIn,
    after: Query<After>,
) -> Result<Json<WaitingRooms>, AppError> {
    doctor::overview(&state, user.asks(), after.place()?)
        .await
        .map(Json)
}
