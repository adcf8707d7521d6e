use super::body::path_id;
use super::caller::SignedInCaller;
use crate::app::{Trouble, calendar};
use crate::practice::Practice;
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
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<HttpResponse, Trouble> {
    let appointment_id = path_id(&request, "id")?;
    calendar::of_appointment(&practice, caller.0, appointment_id)
        .await
        .map(file)
}

pub async fn feed(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<CalendarFeed>, Trouble> {
    calendar::feed(&practice, caller.0).await.map(Json)
}

pub async fn renew_feed(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<CalendarFeed>, Trouble> {
    calendar::renew_feed(&practice, caller.0).await.map(Json)
}

pub async fn read_feed(
    practice: Data<Practice>,
    request: HttpRequest,
) -> Result<HttpResponse, Trouble> {
    let token: String = path_id(&request, "token")?;
    calendar::read_feed(&practice, Pii(token)).await.map(file)
}
