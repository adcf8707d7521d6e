use super::body::{Body, path_id};
use super::caller::SignedInCaller;
use crate::app::queue::Ready;
use crate::app::waiting_rooms::{self, Action};
use crate::app::{Trouble, queue, rehearsals};
use crate::practice::Practice;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use shared::{
    DeviceTest, JoinQueueRequest, QueueSnapshot, ReorderRequest, Role, ToggleReadyRequest,
    WaitingRooms,
};

type Answer = Result<Json<QueueSnapshot>, Trouble>;

pub async fn get_whole(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    queue::get(&practice, caller.0, Role::Doctor, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn get_place(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    queue::get(&practice, caller.0, Role::Patient, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn join(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<JoinQueueRequest>,
) -> Answer {
    queue::join(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn leave(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    queue::leave(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn toggle_ready(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<ToggleReadyRequest>,
) -> Answer {
    let ready = if body.0.ready { Ready::Yes } else { Ready::No };
    queue::set_ready(&practice, caller.0, path_id(&request, "id")?, ready)
        .await
        .map(Json)
}

async fn act(
    practice: &Practice,
    caller: &SignedInCaller,
    request: &HttpRequest,
    action: Action,
) -> Answer {
    let (schedule, patient) = (path_id(request, "id")?, path_id(request, "patient_id")?);
    waiting_rooms::act(practice, caller.0, schedule, patient, action)
        .await
        .map(Json)
}

pub async fn remove(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    act(&practice, &caller, &request, Action::Remove).await
}

pub async fn reset(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    act(&practice, &caller, &request, Action::Reset).await
}

pub async fn mark_no_show(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    act(&practice, &caller, &request, Action::MarkNoShow).await
}

pub async fn reorder(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<ReorderRequest>,
) -> Answer {
    waiting_rooms::reorder(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn device_test(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<DeviceTest>,
) -> Answer {
    queue::set_device_test(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn waiting_rooms(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<WaitingRooms>, Trouble> {
    waiting_rooms::overview(&practice, caller.0).await.map(Json)
}

pub async fn rehearse_ring(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<HttpResponse, Trouble> {
    practice.turnstile.call(caller.0.caller.user_id)?;
    rehearsals::rehearse(&practice, caller.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}
