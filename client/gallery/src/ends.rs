//! How calls end, and what comes after them.

use crate::calls::{
    active, at_doctor, at_patient, connecting, doctor_rings, doctor_talks, patient_is_rung,
    patient_talks, ringing, told,
};
use crate::people::{NOW, doctor, patient};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server};
use crate::sessions::{encounter, place, queue};
use client_core::{CallIntent, Method, SessionIntent, ViewState};
use serde_json::json;
use shared::{
    CallPhase, CallSnapshot, Cause, EntryState, FailedRing, Me, Message, MessageId, Outcome,
    OwnPlace, Rating, ServerFrame, paths,
};
use uuid::Uuid;

/// The end of a call, ended by one of the two or by a deadline.
pub(crate) fn over(
    call: CallSnapshot,
    outcome: Outcome,
    cause: Option<Cause>,
    by: Option<Me>,
) -> CallSnapshot {
    let talked = call.active_at.is_some();
    let ended_at = NOW.plus_s(-3);
    CallSnapshot {
        version: 9,
        phase: CallPhase::Ended,
        until: None,
        active_at: talked.then(|| ended_at.plus_s(-754)),
        ended_at: Some(ended_at),
        outcome: Some(outcome),
        cause,
        ended_by: by.map(|me| me.user_id),
        ..call
    }
}

fn completed(by: Me) -> CallSnapshot {
    over(active(ringing()), Outcome::Completed, None, Some(by))
}

/// The call came to nothing, and the place tells so.
fn fails(scene: Scene, call: CallSnapshot) -> ViewState {
    let failed = call.outcome.map(|outcome| FailedRing {
        outcome,
        cause: call.cause,
        at: NOW.plus_s(-3),
        here_since: None,
    });
    let state = match call.outcome {
        Some(Outcome::Declined) => EntryState::Waiting,
        _ => EntryState::Ready,
    };
    let scene = scene.with(|server| {
        server.entries = queue(state);
        for entry in server.entries.iter_mut().take(1) {
            entry.failed_ring = failed;
        }
        server.place = Some(OwnPlace {
            failed_ring: failed,
            ..place(state)
        });
    });
    told(scene.does(SessionIntent::Reload), call).view()
}

/// A call that the doctor placed and that came to nothing.
fn in_vain_at_doctor(outcome: Outcome, cause: Cause, by: Option<Me>) -> ViewState {
    let rung = doctor_rings(at_doctor(), ringing());
    fails(rung, over(ringing(), outcome, Some(cause), by))
}

/// The same at the patient.
fn in_vain_at_patient(outcome: Outcome, cause: Cause, by: Option<Me>) -> ViewState {
    let rung = patient_is_rung(at_patient());
    fails(rung, over(ringing(), outcome, Some(cause), by))
}

/// A consultation that the patient has left, and rates; what becomes of that.
fn rated(stars: u8, reply: Reply) -> Scene {
    seen_by_patient()
        .with(|server| server.replies(Method::Post, paths::RATE_CALL, reply))
        .does(CallIntent::RateCall {
            stars,
            comment: "".into(),
        })
}

fn seen_by_patient() -> Scene {
    told(patient_talks(), completed(patient()))
}

fn taken(stars: u8) -> Reply {
    Reply::ok(json!(Rating {
        call_id: ringing().id,
        stars,
        comment: "".into(),
        rated_at: NOW,
        changeable_until: NOW.plus_s(7 * 86_400),
    }))
}

/// The doctor writes after the call.
fn writing(scene: Scene, number: i64) -> Scene {
    scene.hears(ServerFrame::Message {
        message: Message {
            id: MessageId(Uuid::from_u128(880)),
            encounter_id: encounter(),
            number,
            sender_id: doctor().user_id,
            text: "The prescription is at the pharmacy.".into(),
            file: None,
            sent_at: NOW,
            key: None,
        },
    })
}

pub(crate) fn pages() -> Pages {
    let mut pages = vec![
        (
            "call-ended-next",
            told(doctor_talks(), completed(doctor())).view(),
        ),
        ("call-ended-last", {
            let nobody = |server: &mut Server| server.entries.retain(|one| !one.state.is_open());
            let talks = doctor_talks().with(nobody).does(SessionIntent::Reload);
            told(talks, completed(doctor())).view()
        }),
        ("call-ended-completed", seen_by_patient().view()),
        ("call-ended-rating", rated(4, Reply::Silence).view()),
        ("call-ended-rated", rated(4, taken(4)).view()),
        ("call-ended-rated-unread", {
            let unread = writing(writing(rated(5, taken(5)), 1), 2);
            unread.view()
        }),
        ("call-ended-rating-failed", rated(4, Reply::LOST).view()),
    ];
    pages.extend(in_vain());
    pages
}

fn in_vain() -> Pages {
    let reaching = told(doctor_rings(at_doctor(), ringing()), connecting(ringing()));
    let unconnected = over(
        connecting(ringing()),
        Outcome::NeverConnected,
        Some(Cause::NetworkBlocked),
        None,
    );
    let lost = over(
        active(ringing()),
        Outcome::Lost,
        Some(Cause::OtherSideGone),
        None,
    );
    vec![
        (
            "call-ended-declined",
            in_vain_at_doctor(Outcome::Declined, Cause::PersonDeclined, Some(patient())),
        ),
        (
            "call-ended-missed",
            in_vain_at_doctor(Outcome::Missed, Cause::RangUnheard, None),
        ),
        (
            "call-ended-missed-never-reached",
            in_vain_at_doctor(Outcome::Missed, Cause::NeverReached, None),
        ),
        (
            "call-ended-missed-patient",
            in_vain_at_patient(Outcome::Missed, Cause::ReachedSilently, None),
        ),
        (
            "call-ended-cancelled",
            in_vain_at_patient(Outcome::Cancelled, Cause::CallerCancelled, Some(doctor())),
        ),
        ("call-ended-never-connected", fails(reaching, unconnected)),
        ("call-ended-lost", fails(patient_talks(), lost)),
    ]
}
