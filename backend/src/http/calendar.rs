use super::body::path_id;
use super::principal::SignedIn;
use crate::app::{AppError, calendar};
use crate::state::AppState;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use shared::{CalendarFeed, Pii};

/// A calendar is a person's own, and caches on the way have no business with it.
fn file(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header(("Cache-Control", "private, no-store"))
        .insert_header((
            "Content-Disposition",
            "attachment; filename=\"calendar.ics\"",
        ))
        .body(text)
}

pub async fn of_appointment(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let appointment_id = path_id(&request, "id")?;
    calendar::of_appointment(&state, principal.0, appointment_id)
        .await
        .map(file)
}

pub async fn feed(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<CalendarFeed>, AppError> {
    calendar::feed(&state, principal.0).await.map(Json)
}

pub async fn renew_feed(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<CalendarFeed>, AppError> {
    calendar::renew_feed(&state, principal.0).await.map(Json)
}

pub async fn read_feed(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let token: String = path_id(&request, "token")?;
    calendar::read_feed(&state, Pii(token)).await.map(file)
}
