//! Appointments and their calls.

use crate::http::appointments;
use crate::http::operation::Operation as Op;
use actix_web::web::{get, post, put};
use shared::{
    Appointment, AppointmentCall, AppointmentList, CallSnapshot, CancelRequest, DeviceTest,
    EndCallRequest, NewAppointment, ProblemCode as P, RescheduleRequest, paths,
};

pub fn operations() -> Vec<Op> {
    let mut all = agreements();
    all.extend(calls());
    all
}

fn agreements() -> Vec<Op> {
    vec![
        Op::get(
            paths::APPOINTMENTS,
            "appointments",
            "Own appointments, by start",
            || get().to(appointments::list),
        )
        .signed_in()
        .with_numbers(&[
            (
                "from",
                "Those that end after this instant, in milliseconds since 1970.",
            ),
            ("to", "Those that start before this instant."),
        ])
        .gives::<AppointmentList>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::post(
            paths::APPOINTMENTS,
            "book_appointment",
            "Take a free slot, or ask for a preferred time",
            || post().to(appointments::book),
        )
        .signed_in()
        .takes::<NewAppointment>()
        .gives::<Appointment>()
        .with_status(201)
        .refuses(&[P::Denied, P::NotFound, P::Invalid, P::SlotTaken, P::TooMany]),
        Op::get(paths::APPOINTMENT, "appointment", "One of them", || {
            get().to(appointments::get)
        })
        .signed_in()
        .gives::<Appointment>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::post(
            paths::CONFIRM_APPOINTMENT,
            "confirm_appointment",
            "Agree to what the other side asked for",
            || post().to(appointments::confirm),
        )
        .signed_in()
        .gives::<Appointment>()
        .refuses(&[P::Denied, P::NotApproved, P::AppointmentState]),
        Op::post(
            paths::DECLINE_APPOINTMENT,
            "decline_appointment",
            "Refuse what the other side asked for",
            || post().to(appointments::decline),
        )
        .signed_in()
        .takes::<CancelRequest>()
        .gives::<Appointment>()
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::AppointmentState]),
        Op::post(
            paths::CANCEL_APPOINTMENT,
            "cancel_appointment",
            "Take an appointment back",
            || post().to(appointments::cancel),
        )
        .signed_in()
        .takes::<CancelRequest>()
        .gives::<Appointment>()
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::Invalid,
            P::AppointmentState,
            P::CallPhase,
        ]),
        Op::post(
            paths::RESCHEDULE_APPOINTMENT,
            "reschedule_appointment",
            "Give an appointment up for another time",
            || post().to(appointments::reschedule),
        )
        .signed_in()
        .takes::<RescheduleRequest>()
        .gives::<Appointment>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::Invalid,
            P::SlotTaken,
            P::AppointmentState,
            P::CallPhase,
        ]),
    ]
}

fn calls() -> Vec<Op> {
    vec![
        Op::put(
            paths::APPOINTMENT_DEVICE_TEST,
            "set_appointment_device_test",
            "What the patient's device can do, before the call",
            || put().to(appointments::set_device_test),
        )
        .signed_in()
        .takes::<DeviceTest>()
        .gives::<Appointment>()
        .refuses(&[P::Denied, P::AppointmentState]),
        Op::post(
            paths::START_APPOINTMENT_CALL,
            "start_appointment_call",
            "Start the call inside its window, or answer the one that the other side started",
            || post().to(appointments::start_call),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::AppointmentState,
            P::OutsideWindow,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
            P::TooManyRequests,
        ]),
        Op::post(
            paths::JOIN_APPOINTMENT_CALL,
            "join_appointment_call",
            "Answer the call that the other side started",
            || post().to(appointments::join_call),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        Op::post(
            paths::RING_APPOINTMENT_AGAIN,
            "ring_appointment_again",
            "Ring loudly for 30 s once more while the other side has not joined",
            || post().to(appointments::ring_again),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::CallPhase,
            P::CallEnded,
            P::TooManyRequests,
        ]),
        Op::post(
            paths::END_APPOINTMENT_CALL,
            "end_appointment_call",
            "End the call",
            || post().to(appointments::end_call),
        )
        .signed_in()
        .takes::<EndCallRequest>()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::NotApproved, P::CallEnded]),
        Op::get(
            paths::APPOINTMENT_CALL_STATUS,
            "appointment_call_status",
            "How the call stands, and whether one may be started",
            || get().to(appointments::call_status),
        )
        .signed_in()
        .gives::<AppointmentCall>()
        .refuses(&[P::Denied, P::NotApproved]),
    ]
}
