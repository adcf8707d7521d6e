//! A patient's profile and places in queues.

use crate::http::operation::Operation as Op;
use crate::http::schedules::ScheduleList;
use crate::http::{people, queue, schedules};
use actix_web::web::{get, post, put};
use shared::{
    DeviceTest, JoinQueueRequest, PatientProfile, ProblemCode as P, QueueSnapshot, Schedule,
    ToggleReadyRequest, paths,
};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(
            paths::PATIENT_PROFILE,
            "patient_profile",
            "The patient's own profile",
            || get().to(people::patient_profile),
        )
        .signed_in()
        .gives::<PatientProfile>()
        .refuses(&[P::Denied]),
        Op::put(
            paths::PATIENT_PROFILE,
            "save_patient_profile",
            "Replace the patient's own profile",
            || put().to(people::save_patient_profile),
        )
        .signed_in()
        .takes::<PatientProfile>()
        .gives::<PatientProfile>()
        .refuses(&[P::Denied, P::Invalid]),
        Op::get(
            paths::PATIENT_SCHEDULES,
            "patient_schedules",
            "Practice sessions that a patient may join",
            || get().to(schedules::list_open),
        )
        .signed_in()
        .gives::<ScheduleList>()
        .refuses(&[P::Denied]),
        Op::get(
            paths::PATIENT_SCHEDULE,
            "patient_schedule",
            "One of them",
            || get().to(schedules::get_open),
        )
        .signed_in()
        .gives::<Schedule>()
        .refuses(&[P::Denied]),
        Op::get(
            paths::OWN_PLACE,
            "own_place",
            "The own place in a queue",
            || get().to(queue::get_place),
        )
        .signed_in()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied]),
        Op::post(
            paths::JOIN_QUEUE,
            "join_queue",
            "Take a place in the queue",
            || post().to(queue::join),
        )
        .signed_in()
        .takes::<JoinQueueRequest>()
        .gives::<QueueSnapshot>()
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::QueueFull,
            P::ScheduleCompleted,
            P::EntryNotAllowed,
        ]),
        Op::post(
            paths::LEAVE_QUEUE,
            "leave_queue",
            "Give the place up",
            || post().to(queue::leave),
        )
        .signed_in()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::EntryNotAllowed]),
        Op::post(
            paths::TOGGLE_READY,
            "toggle_ready",
            "Say ready or not ready",
            || post().to(queue::toggle_ready),
        )
        .signed_in()
        .takes::<ToggleReadyRequest>()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::EntryNotAllowed, P::DeviceTestRequired]),
        Op::put(
            paths::DEVICE_TEST,
            "device_test",
            "What the own device can do",
            || put().to(queue::device_test),
        )
        .signed_in()
        .takes::<DeviceTest>()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::EntryNotAllowed]),
        Op::post(
            paths::RING_REHEARSAL,
            "rehearse_ring",
            "Let the own device ring as for a call",
            || post().to(queue::rehearse_ring),
        )
        .signed_in()
        .with_status(204)
        .refuses(&[
            P::Denied,
            P::EntryNotAllowed,
            P::NotConnected,
            P::TooManyRequests,
        ]),
    ]
}
