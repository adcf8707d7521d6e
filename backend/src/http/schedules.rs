use super::body::{Body, path_id};
use super::principal::{Key, SignedIn};
use crate::app::{AppError, schedules};
use crate::state::AppState;
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
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<ScheduleList>, AppError> {
    let schedules = schedules::list(&state, principal.0, Role::Doctor).await?;
    Ok(Json(ScheduleList { schedules }))
}

pub async fn list_open(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<ScheduleList>, AppError> {
    let schedules = schedules::list(&state, principal.0, Role::Patient).await?;
    Ok(Json(ScheduleList { schedules }))
}

pub async fn get_own(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<Schedule>, AppError> {
    schedules::get(&state, principal.0, Role::Doctor, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn get_open(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<Schedule>, AppError> {
    schedules::get(&state, principal.0, Role::Patient, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn plan(
    state: Data<AppState>,
    principal: SignedIn,
    key: Key,
    body: Body<NewSchedule>,
) -> Result<HttpResponse, AppError> {
    Ok(HttpResponse::Created().json(schedules::plan(&state, principal.0, body.0, key.0).await?))
}

pub async fn start(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<Schedule>, AppError> {
    schedules::start(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn end(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<Schedule>, AppError> {
    schedules::end(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn change(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<NewSchedule>,
) -> Result<Json<Schedule>, AppError> {
    schedules::change(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}

pub async fn delete(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    schedules::delete(&state, principal.0, path_id(&request, "id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}
