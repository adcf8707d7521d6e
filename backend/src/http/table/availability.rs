//! A doctor's hours, and the slots that follow from them.

use crate::http::availability;
use crate::http::operation::Operation as Op;
use actix_web::web::{delete, get, post, put};
use shared::{
    Availability, AvailabilityException, AvailabilityRule, LeadTimes, NewAvailabilityException,
    NewAvailabilityRule, ProblemCode as P, SlotList, paths,
};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(
            paths::AVAILABILITY,
            "availability",
            "The doctor's own hours, exceptions and lead times",
            || get().to(availability::get),
        )
        .signed_in()
        .gives::<Availability>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::put(
            paths::AVAILABILITY,
            "save_lead_times",
            "How early and how late slots may be booked",
            || put().to(availability::save_lead_times),
        )
        .signed_in()
        .takes::<LeadTimes>()
        .gives::<Availability>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        Op::post(
            paths::AVAILABILITY_RULES,
            "add_availability_rule",
            "Add hours of every week",
            || post().to(availability::add_rule),
        )
        .signed_in()
        .takes::<NewAvailabilityRule>()
        .gives::<AvailabilityRule>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NotFound,
            P::Invalid,
            P::TooMany,
        ]),
        Op::put(
            paths::AVAILABILITY_RULE,
            "change_availability_rule",
            "Replace them",
            || put().to(availability::change_rule),
        )
        .signed_in()
        .takes::<NewAvailabilityRule>()
        .gives::<AvailabilityRule>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        Op::delete(
            paths::AVAILABILITY_RULE,
            "delete_availability_rule",
            "Take them away; appointments stay",
            || delete().to(availability::delete_rule),
        )
        .signed_in()
        .with_status(204)
        .refuses(&[P::Denied, P::NotApproved]),
        Op::post(
            paths::AVAILABILITY_EXCEPTIONS,
            "add_availability_exception",
            "Add a day off, or extra hours on one day",
            || post().to(availability::add_exception),
        )
        .signed_in()
        .takes::<NewAvailabilityException>()
        .gives::<AvailabilityException>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NotFound,
            P::Invalid,
            P::TooMany,
        ]),
        Op::put(
            paths::AVAILABILITY_EXCEPTION,
            "change_availability_exception",
            "Replace it",
            || put().to(availability::change_exception),
        )
        .signed_in()
        .takes::<NewAvailabilityException>()
        .gives::<AvailabilityException>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        Op::delete(
            paths::AVAILABILITY_EXCEPTION,
            "delete_availability_exception",
            "Take it away",
            || delete().to(availability::delete_exception),
        )
        .signed_in()
        .with_status(204)
        .refuses(&[P::Denied, P::NotApproved]),
        Op::get(
            paths::SLOTS,
            "slots",
            "Free slots of a doctor, of the next 14 days where nothing else is asked for",
            || get().to(availability::slots),
        )
        .signed_in()
        .with_numbers(&[
            (
                "from",
                "Slots that start at this instant or later, in milliseconds since 1970.",
            ),
            (
                "to",
                "Slots that start before this instant; at most 62 days after the first one.",
            ),
        ])
        .gives::<SlotList>(),
    ]
}
