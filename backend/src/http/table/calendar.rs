//! Appointments for people's own calendars.

use crate::http::calendar;
use crate::http::operation::Operation as Op;
use actix_web::web::{get, post};
use shared::{CalendarFeed, ProblemCode as P, paths};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(
            paths::APPOINTMENT_CALENDAR,
            "appointment_calendar",
            "An appointment as an iCalendar file",
            || get().to(calendar::of_appointment),
        )
        .signed_in()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::get(
            paths::CALENDAR,
            "calendar",
            "The private address of the own calendar feed",
            || get().to(calendar::feed),
        )
        .signed_in()
        .gives::<CalendarFeed>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::post(
            paths::RENEW_CALENDAR,
            "renew_calendar",
            "Give the own calendar feed another address",
            || post().to(calendar::renew_feed),
        )
        .signed_in()
        .gives::<CalendarFeed>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::get(
            paths::CALENDAR_FEED,
            "calendar_feed",
            "The appointments of whoever's feed it is, as iCalendar",
            || get().to(calendar::read_feed),
        ),
    ]
}
