use super::answer::Text;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::path::{PathId, PathText};
use super::principal::SignedIn;
use super::request::KnownTags;
use crate::app::appointments::calendar;
use crate::budgets::Purse;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use crate::tokens::hex;
use actix_web::HttpResponse;
use actix_web::http::header::{ETag, EntityTag};
use actix_web::web::{Data, Json};
use sha2::{Digest, Sha256};
use shared::{AppointmentId, CalendarFeed, CalendarFeedAddress, Pii, ProblemCode as P, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::APPOINTMENT_CALENDAR,
            "appointment_calendar",
            "An appointment as an iCalendar file",
            of_appointment,
        )
        .reads(Reads::Audited("appointment.read"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::get(
            paths::CALENDAR,
            "calendar",
            "Whether there is a calendar feed of one's own",
            feed,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::RENEW_CALENDAR,
            "renew_calendar",
            "Give the own calendar feed another address, told this once",
            renew_feed,
        )
        .spends(Purse::Account)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::get(
            paths::CALENDAR_FEED,
            "calendar_feed",
            "The appointments of whoever's feed it is, as iCalendar",
            read_feed,
        )
        .reads(Reads::Inside("calendar.read")),
    ]
}

/// A calendar is a person's own, and caches on the way have no business with it. Whoever has it already as it
/// is, is told no more than that (RFC 9110, 13.1.2).
fn file(text: String, known: &KnownTags) -> Text {
    let tag = EntityTag::new_strong(hex(&Sha256::digest(text.as_bytes())));
    let mut answer = if known.has(&tag) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header(ETag(tag.clone()))
        .insert_header(("Cache-Control", "private, no-store"));
    if known.has(&tag) {
        return Text(answer.finish());
    }
    let answer = answer
        .content_type("text/calendar; charset=utf-8")
        .insert_header((
            "Content-Disposition",
            "attachment; filename=\"calendar.ics\"",
        ))
        .body(text);
    Text(answer)
}

async fn of_appointment(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    known: KnownTags,
) -> Result<Text, AppError> {
    let text = calendar::of_appointment(&state, user.asks(), id.0).await?;
    Ok(file(text, &known))
}

async fn feed(state: Data<AppState>, user: SignedIn) -> Result<Json<CalendarFeed>, AppError> {
    calendar::feed(&state, user.asks()).await.map(Json)
}

async fn renew_feed(
    state: Data<AppState>,
    user: SignedIn,
) -> Result<Json<CalendarFeedAddress>, AppError> {
    calendar::renew_feed(&state, user.asks()).await.map(Json)
}

async fn read_feed(
    state: Data<AppState>,
    token: PathText,
    known: KnownTags,
) -> Result<Text, AppError> {
    let text = calendar::read_feed(&state, Pii(token.0), clock::now()).await?;
    Ok(file(text, &known))
}
