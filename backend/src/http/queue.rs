use super::body::{Body, path_id};
use super::principal::SignedIn;
use crate::app::queue::Ready;
use crate::app::waiting_rooms::{self, Action};
use crate::app::{AppError, queue, rehearsals};
use crate::state::AppState;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use shared::{
    DeviceTest, JoinQueueRequest, QueueSnapshot, ReorderRequest, Role, ToggleReadyRequest,
    WaitingRooms,
};

type Answer = Result<Json<QueueSnapshot>, AppError>;

pub async fn get_whole(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    queue::get(&state, principal.0, Role::Doctor, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn get_place(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    queue::get(&state, principal.0, Role::Patient, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn join(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<JoinQueueRequest>,
) -> Answer {
    queue::join(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn leave(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    queue::leave(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn toggle_ready(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<ToggleReadyRequest>,
) -> Answer {
    let ready = if body.0.ready { Ready::Yes } else { Ready::No };
    queue::set_ready(&state, principal.0, path_id(&request, "id")?, ready)
        .await
        .map(Json)
}

async fn act(
    state: &AppState,
    principal: &SignedIn,
    request: &HttpRequest,
    action: Action,
) -> Answer {
    let (schedule, patient) = (path_id(request, "id")?, path_id(request, "patient_id")?);
    waiting_rooms::act(state, principal.0, schedule, patient, action)
        .await
        .map(Json)
}

pub async fn remove(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    act(&state, &principal, &request, Action::Remove).await
}

pub async fn reset(state: Data<AppState>, principal: SignedIn, request: HttpRequest) -> Answer {
    act(&state, &principal, &request, Action::Reset).await
}

pub async fn mark_no_show(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Answer {
    act(&state, &principal, &request, Action::MarkNoShow).await
}

pub async fn reorder(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<ReorderRequest>,
) -> Answer {
    waiting_rooms::reorder(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn device_test(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<DeviceTest>,
) -> Answer {
    queue::set_device_test(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn waiting_rooms(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<WaitingRooms>, AppError> {
    waiting_rooms::overview(&state, principal.0).await.map(Json)
}

pub async fn rehearse_ring(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    state.rate_limiter.call(principal.0.identity.user_id)?;
    rehearsals::rehearse(&state, principal.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}
