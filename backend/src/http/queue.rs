use super::body::{Body, path_id};
use super::caller::SignedInCaller;
use crate::app::queue::Ready;
use crate::app::{Trouble, queue};
use crate::practice::Practice;
use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use shared::{JoinQueueRequest, QueueSnapshot, Role, ToggleReadyRequest};

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

pub async fn remove(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    let (schedule, patient) = (path_id(&request, "id")?, path_id(&request, "patient_id")?);
    queue::remove(&practice, caller.0, schedule, patient)
        .await
        .map(Json)
}

pub async fn reset(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Answer {
    let (schedule, patient) = (path_id(&request, "id")?, path_id(&request, "patient_id")?);
    queue::reset(&practice, caller.0, schedule, patient)
        .await
        .map(Json)
}
