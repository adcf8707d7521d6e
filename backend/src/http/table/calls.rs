//! Calls, for both of their people.

use crate::http::calls;
use crate::http::operation::Operation as Op;
use actix_web::web::{get, post, put};
use shared::{
    CallList, CallSnapshot, DeclineCallRequest, DirectCallRequest, EndCallRequest, IceServers,
    MediaReport, NewRating, ProblemCode as P, Rating, paths,
};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(
            paths::PENDING_INVITATION,
            "pending_invitation",
            "The invitation that rings now, if any",
            || get().to(calls::pending),
        )
        .signed_in()
        .gives::<CallList>()
        .refuses(&[P::Denied]),
        Op::post(
            paths::CONFIRM_CALL,
            "confirm_invitation",
            "Accept an invitation on this device",
            || post().to(calls::accept),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        Op::post(
            paths::DECLINE_INVITATION,
            "decline_invitation",
            "Decline an invitation",
            || post().to(calls::decline),
        )
        .signed_in()
        .takes::<DeclineCallRequest>()
        .gives::<CallSnapshot>()
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        Op::get(paths::CALLS, "calls", "Own calls, newest first", || {
            get().to(calls::list)
        })
        .signed_in()
        .gives::<CallList>(),
        Op::get(paths::CALL, "call", "One of them", || get().to(calls::get))
            .signed_in()
            .gives::<CallSnapshot>(),
        Op::get(
            paths::DOCTOR_CALL_STATUS,
            "doctor_call_status",
            "The same, for doctors",
            || get().to(calls::status_for_doctor),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::post(
            paths::ACCEPT_CALL,
            "accept_call",
            "Accept a call on this device",
            || post().to(calls::accept),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        Op::post(
            paths::DECLINE_CALL,
            "decline_call",
            "Decline a call",
            || post().to(calls::decline),
        )
        .signed_in()
        .takes::<DeclineCallRequest>()
        .gives::<CallSnapshot>()
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        Op::post(
            paths::CANCEL_CALL,
            "cancel_call",
            "Withdraw a call that rings",
            || post().to(calls::cancel),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        Op::post(paths::END_CALL, "end_call", "End a call", || {
            post().to(calls::end)
        })
        .signed_in()
        .takes::<EndCallRequest>()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        Op::post(
            paths::RATE_CALL,
            "rate_call",
            "Say what the patient thinks of a completed call; can be given anew for a day",
            || post().to(calls::rate),
        )
        .signed_in()
        .takes::<NewRating>()
        .gives::<Rating>()
        .refuses(&[P::Denied, P::Invalid, P::NotCompleted, P::RatingClosed]),
        Op::post(
            paths::CALL_DOCTOR,
            "call_doctor",
            "Ring a doctor who takes direct calls: rings for 30 s",
            || post().to(calls::call_doctor),
        )
        .signed_in()
        .takes::<DirectCallRequest>()
        .gives::<CallSnapshot>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::NoDirectCalls,
            P::DoctorOffline,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
            P::TooManyRequests,
        ]),
        Op::post(
            paths::CALL_BACK,
            "call_back",
            "Ring the patient of a direct call that was not answered: rings for 30 s",
            || post().to(calls::call_back),
        )
        .signed_in()
        .gives::<CallSnapshot>()
        .with_status(201)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::NoCallBack,
            P::DoctorBusy,
            P::PatientBusy,
            P::CallEnded,
            P::AnsweredElsewhere,
            P::TooManyRequests,
        ]),
        Op::put(
            paths::REPORT_MEDIA,
            "report_media",
            "What this side's devices do",
            || put().to(calls::report),
        )
        .signed_in()
        .takes::<MediaReport>()
        .gives::<CallSnapshot>()
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        Op::get(
            paths::ICE_SERVERS,
            "ice_servers",
            "STUN and TURN, for members of a live call",
            || get().to(calls::ice_servers),
        )
        .signed_in()
        .gives::<IceServers>()
        .refuses(&[P::CallPhase]),
    ]
}
