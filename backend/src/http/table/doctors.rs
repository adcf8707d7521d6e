//! A doctor's profile, sessions and queues.

use crate::http::operation::Operation as Op;
use crate::http::schedules::ScheduleList;
use crate::http::{calls, people, queue, schedules};
use actix_web::web::{delete, get, patch, post, put};
use shared::{
    CallSnapshot, DoctorProfile, NewSchedule, PatientCard, ProblemCode as P, QueueSnapshot,
    ReorderRequest, Schedule, StartCallRequest, WaitingRooms, paths,
};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(
            paths::DOCTOR_PROFILE,
            "doctor_profile",
            "The doctor's own profile",
            || get().to(people::doctor_profile),
        )
        .signed_in()
        .gives::<DoctorProfile>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::put(
            paths::DOCTOR_PROFILE,
            "save_doctor_profile",
            "Replace the doctor's own profile",
            || put().to(people::save_doctor_profile),
        )
        .signed_in()
        .takes::<DoctorProfile>()
        .gives::<DoctorProfile>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        Op::get(
            paths::DOCTOR_PATIENT,
            "doctor_patient",
            "A patient whom the doctor treats",
            || get().to(people::patient_card),
        )
        .signed_in()
        .gives::<PatientCard>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::get(
            paths::DOCTOR_SCHEDULES,
            "doctor_schedules",
            "The doctor's own practice sessions",
            || get().to(schedules::list_own),
        )
        .signed_in()
        .gives::<ScheduleList>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::post(
            paths::DOCTOR_SCHEDULES,
            "plan_schedule",
            "Plan a practice session",
            || post().to(schedules::plan),
        )
        .signed_in()
        .takes::<NewSchedule>()
        .gives::<Schedule>()
        .with_status(201)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        Op::get(
            paths::DOCTOR_SCHEDULE,
            "doctor_schedule",
            "One of them",
            || get().to(schedules::get_own),
        )
        .signed_in()
        .gives::<Schedule>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::patch(
            paths::DOCTOR_SCHEDULE,
            "change_schedule",
            "Change a plan that has not started",
            || patch().to(schedules::change),
        )
        .signed_in()
        .takes::<NewSchedule>()
        .gives::<Schedule>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::ScheduleStarted]),
        Op::delete(
            paths::DOCTOR_SCHEDULE,
            "delete_schedule",
            "Delete a plan that has not started and for which nobody waits",
            || delete().to(schedules::delete),
        )
        .signed_in()
        .with_status(204)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::ScheduleStarted,
            P::EntryNotAllowed,
        ]),
        Op::post(paths::START_SCHEDULE, "start_schedule", "Go online", || {
            post().to(schedules::start)
        })
        .signed_in()
        .gives::<Schedule>()
        .refuses(&[P::Denied, P::NotApproved, P::ScheduleCompleted]),
        Op::post(
            paths::END_SCHEDULE,
            "end_schedule",
            "End the session; every place is settled",
            || post().to(schedules::end),
        )
        .signed_in()
        .gives::<Schedule>()
        .refuses(&[P::Denied, P::NotApproved, P::ScheduleNotOnline]),
        Op::get(
            paths::DOCTOR_QUEUE,
            "doctor_queue",
            "The queue, for its doctor",
            || get().to(queue::get_whole),
        )
        .signed_in()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::put(
            paths::DOCTOR_QUEUE,
            "reorder_queue",
            "Put the open places into another order",
            || put().to(queue::reorder),
        )
        .signed_in()
        .takes::<ReorderRequest>()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        Op::post(
            paths::START_CALL,
            "start_call",
            "Invite a ready patient: rings for 30 s",
            || post().to(calls::start),
        )
        .signed_in()
        .takes::<StartCallRequest>()
        .gives::<CallSnapshot>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::ScheduleNotOnline,
            P::NobodyReady,
            P::PatientNotReady,
            P::NotInQueue,
            P::EntryNotAllowed,
            P::DoctorBusy,
            P::PatientBusy,
            P::TooManyRequests,
        ]),
        Op::post(
            paths::RESET_PATIENT,
            "reset_patient",
            "Put a patient back to waiting",
            || post().to(queue::reset),
        )
        .signed_in()
        .gives::<QueueSnapshot>()
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::EntryNotAllowed,
            P::ScheduleCompleted,
        ]),
        Op::post(
            paths::REMOVE_PATIENT,
            "remove_patient",
            "Take a patient out of the queue",
            || post().to(queue::remove),
        )
        .signed_in()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::NotApproved, P::EntryNotAllowed]),
        Op::post(
            paths::MARK_NO_SHOW,
            "mark_no_show",
            "Note that a patient did not turn up",
            || post().to(queue::mark_no_show),
        )
        .signed_in()
        .gives::<QueueSnapshot>()
        .refuses(&[P::Denied, P::NotApproved, P::EntryNotAllowed]),
        Op::get(
            paths::WAITING_ROOMS,
            "waiting_rooms",
            "All of the doctor's waiting rooms, counted",
            || get().to(queue::waiting_rooms),
        )
        .signed_in()
        .gives::<WaitingRooms>()
        .refuses(&[P::Denied, P::NotApproved]),
    ]
}
