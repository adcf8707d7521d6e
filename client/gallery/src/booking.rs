//! Looking for a time, and the hours in which there are some.

use crate::agenda::{later_slots, open, plan, slots, soon};
use crate::people::{doctor, patient, patient_abroad};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server, as_it_is};
use client_core::{AppointmentIntent, Method};
use serde_json::json;
use shared::{
    Availability, AvailabilityChange, FieldCode, LeadTimes, Me, NewAvailabilityException,
    NewAvailabilityRule, ProblemCode, TimeWish, WantedTime, paths,
};

fn booking(me: Me, change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(me)
        .with(|server| {
            server.slots = slots();
            change(server);
        })
        .start()
        .does(AppointmentIntent::OpenBooking {
            doctor_id: doctor().user_id,
        })
}

/// A time is asked for; what becomes of it.
fn asking(reply: Reply) -> Scene {
    booking(patient(), |server| {
        server.replies(Method::Post, paths::APPOINTMENTS, reply);
    })
    .does(AppointmentIntent::Book {
        time: WantedTime {
            wish: TimeWish::Slot,
            starts_at: soon().starts_at,
            minutes: None,
        },
        reason: "A cough".into(),
    })
}

/// Another time for an appointment.
fn moving(me: Me) -> Scene {
    Scene::of(me)
        .with(|server| {
            server.slots = slots();
            server.appointments = vec![open()];
        })
        .start()
        .does(AppointmentIntent::ShowAppointments)
        .does(AppointmentIntent::OpenMove {
            appointment_id: open().id,
        })
}

fn availability(change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(doctor())
        .with(|server| {
            server.availability = plan();
            change(server);
        })
        .start()
        .does(AppointmentIntent::ShowAvailability)
}

pub(crate) fn pages() -> Pages {
    let mut pages = bookings();
    pages.extend(plans());
    pages
}

fn bookings() -> Pages {
    let taken = Reply::refused(ProblemCode::SlotTaken);
    vec![
        ("booking", booking(patient(), as_it_is).view()),
        ("booking-abroad", booking(patient_abroad(), as_it_is).view()),
        ("booking-taken", asking(taken).view()),
        ("booking-busy", asking(Reply::Silence).view()),
        (
            "booking-later",
            booking(patient(), |server| server.slots = later_slots()).view(),
        ),
        (
            "booking-full",
            booking(patient(), |server| server.slots.clear()).view(),
        ),
        (
            "booking-loading",
            booking(patient(), |server| {
                server.holds(paths::SLOTS);
                server.holds(paths::DOCTOR);
            })
            .view(),
        ),
        (
            "booking-failed",
            booking(patient(), |server| server.loses(paths::SLOTS))
                .passes(6)
                .view(),
        ),
        ("booking-moving", moving(patient()).view()),
        ("booking-moving-doctor", moving(doctor()).view()),
    ]
}

fn plans() -> Pages {
    let empty = Availability {
        rules: Vec::new(),
        exceptions: Vec::new(),
        outside: Vec::new(),
        ..plan()
    };
    let saved = Reply::ok(json!(plan()));
    vec![
        ("availability", availability(as_it_is).view()),
        ("availability-wrong", wrong().view()),
        (
            "availability-loading",
            availability(|server| server.holds(paths::AVAILABILITY)).view(),
        ),
        (
            "availability-empty",
            availability(|server| server.availability = empty).view(),
        ),
        (
            "availability-saved",
            availability(|server| server.replies(Method::Put, paths::AVAILABILITY, saved))
                .does(AppointmentIntent::SaveLeadTimes(LeadTimes::default()))
                .view(),
        ),
    ]
}

/// Weekly hours and a day that the server would not have.
fn wrong() -> Scene {
    let rule = Reply::wrong_fields(&[
        ("ends_minute", FieldCode::OutOfRange),
        ("slot_minutes", FieldCode::OutOfRange),
        ("breaks", FieldCode::OutOfRange),
    ]);
    let exception = Reply::wrong_fields(&[("date", FieldCode::OutOfRange)]);
    let scene = availability(|server| {
        server.replies(Method::Post, paths::AVAILABILITY_RULES, rule);
        server.replies(Method::Post, paths::AVAILABILITY_EXCEPTIONS, exception);
    });
    let rules = plan().rules.into_iter().take(1);
    let scene = rules.fold(scene, |scene, rule| {
        scene.does(AppointmentIntent::SaveRule {
            rule_id: None,
            rule: NewAvailabilityRule {
                weekday: rule.weekday,
                hours: rule.hours,
            },
        })
    });
    scene.does(AppointmentIntent::SaveException {
        exception_id: None,
        exception: NewAvailabilityException {
            date: "2020-01-01".into(),
            change: AvailabilityChange::DayOff,
        },
    })
}
