use super::answer::{Created, NoContent};
use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::{After, Within};
use super::path::PathId;
use super::principal::{Key, SignedIn};
use crate::app::schedules;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use shared::{
    Cursor, EndScheduleRequest, NewSchedule, Party, ProblemCode as P, Schedule, ScheduleChange,
    ScheduleId, ScheduleList, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::DOCTOR_SCHEDULES,
            "doctor_schedules",
            "The doctor's own practice sessions",
            list_own,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::DOCTOR_SCHEDULES,
            "plan_schedule",
            "Plan a practice session",
            plan,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::get(
            paths::DOCTOR_SCHEDULE,
            "doctor_schedule",
            "One of them",
            get_own,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::patch(
            paths::DOCTOR_SCHEDULE,
            "change_schedule",
            "Change a plan that has not started",
            change,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::ScheduleStarted]),
        operation::delete(
            paths::DOCTOR_SCHEDULE,
            "delete_schedule",
            "Delete a plan that has not started and for which nobody waits",
            delete,
        )
        .spends(Purse::Practice)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::ScheduleStarted,
            P::EntryNotAllowed,
        ]),
        operation::post(paths::START_SCHEDULE, "start_schedule", "Go online", start)
            .spends(Purse::Practice)
            .refuses(&[P::Denied, P::NotApproved, P::ScheduleCompleted]),
        operation::post(
            paths::END_SCHEDULE,
            "end_schedule",
            "End the session, with words for those who wait; every place is settled",
            end,
        )
        .spends(Purse::Practice)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::ScheduleNotOnline]),
        operation::get(
            paths::PATIENT_SCHEDULES,
            "patient_schedules",
            "Practice sessions that a patient may join",
            list_open,
        )
        .reads(Reads::Public)
        .refuses(&[P::Denied]),
        operation::get(
            paths::PATIENT_SCHEDULE,
            "patient_schedule",
            "One of them",
            get_open,
        )
        .reads(Reads::Public)
        .refuses(&[P::Denied]),
    ]
}

async fn list(
    state: &AppState,
    user: &SignedIn,
    side: Party,
    (within, after): (&Within, &After),
) -> Result<Json<ScheduleList>, AppError> {
    let wanted = (within.period(), after.place()?);
    let page = schedules::list(state, user.asks(), side, wanted).await?;
    Ok(Json(ScheduleList {
        schedules: page.rows,
        next: page.next.map(Cursor::from),
    }))
}

async fn list_own(
    state: Data<AppState>,
    user: SignedIn,
    within: Query<Within>,
    after: Query<After>,
) -> Result<Json<ScheduleList>, AppError> {
    list(&state, &user, Party::Doctor, (&within, &after)).await
}

async fn list_open(
    state: Data<AppState>,
    user: SignedIn,
    within: Query<Within>,
    after: Query<After>,
) -> Result<Json<ScheduleList>, AppError> {
    list(&state, &user, Party::Patient, (&within, &after)).await
}

async fn get_own(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
) -> Result<Json<Schedule>, AppError> {
    schedules::get(&state, user.asks(), Party::Doctor, id.0)
        .await
        .map(Json)
}

async fn get_open(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
) -> Result<Json<Schedule>, AppError> {
    schedules::get(&state, user.asks(), Party::Patient, id.0)
        .await
        .map(Json)
}

async fn plan(
    state: Data<AppState>,
    user: SignedIn,
    key: Key,
    body: Body<NewSchedule>,
) -> Result<Created<Schedule>, AppError> {
    let key = key.of("plan_schedule", &body.0);
    let planned = schedules::plan(&state, user.asks(), body.0, key).await?;
    Ok(Created(planned))
}

async fn start(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
) -> Result<Json<Schedule>, AppError> {
    schedules::start(&state, user.asks(), id.0).await.map(Json)
}

async fn end(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    body: Body<EndScheduleRequest>,
) -> Result<Json<Schedule>, AppError> {
    schedules::end(&state, user.asks(), id.0, body.0.words)
        .await
        .map(Json)
}

async fn change(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
    body: Body<ScheduleChange>,
) -> Result<Json<Schedule>, AppError> {
    schedules::change(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}

async fn delete(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<ScheduleId>,
) -> Result<NoContent, AppError> {
    schedules::delete(&state, user.asks(), id.0).await?;
    Ok(NoContent)
}
