use super::body::{Body, path_id};
use super::caller::{Key, SignedInCaller};
use crate::app::{Trouble, schedules};
use crate::practice::Practice;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use shared::{NewSchedule, Role, Schedule};

/// A list of practice sessions.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ScheduleList {
    schedules: Vec<Schedule>,
}

pub async fn list_own(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<ScheduleList>, Trouble> {
    let schedules = schedules::list(&practice, caller.0, Role::Doctor).await?;
    Ok(Json(ScheduleList { schedules }))
}

pub async fn list_open(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<ScheduleList>, Trouble> {
    let schedules = schedules::list(&practice, caller.0, Role::Patient).await?;
    Ok(Json(ScheduleList { schedules }))
}

pub async fn get_own(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<Schedule>, Trouble> {
    schedules::get(&practice, caller.0, Role::Doctor, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn get_open(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<Schedule>, Trouble> {
    schedules::get(&practice, caller.0, Role::Patient, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn plan(
    practice: Data<Practice>,
    caller: SignedInCaller,
    key: Key,
    body: Body<NewSchedule>,
) -> Result<HttpResponse, Trouble> {
    Ok(HttpResponse::Created().json(schedules::plan(&practice, caller.0, body.0, key.0).await?))
}

pub async fn start(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<Schedule>, Trouble> {
    schedules::start(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn end(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<Schedule>, Trouble> {
    schedules::end(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn change(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<NewSchedule>,
) -> Result<Json<Schedule>, Trouble> {
    schedules::change(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn delete(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<HttpResponse, Trouble> {
    schedules::delete(&practice, caller.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}
