//! Calls without an appointment: the doctor's card, the patient's wait, and what comes of them.

use crate::calls::{ringing_of, told};
use crate::ends::over;
use crate::people::{DAY_S, MINUTE_S, NOW, doctor, patient, user_id};
use crate::rooms::in_practice;
use crate::scene::{Pages, Scene};
use client_core::{CallIntent, ViewState};
use shared::{
    CallId, CallKind, CallSnapshot, Cause, EntryState, Notification, NotificationAbout, Outcome,
    Pii, RingReceipt, RingStage, RingStall, UserId,
};
use uuid::Uuid;

/// The patient rings the doctor.
fn ringing(reason: &str) -> CallSnapshot {
    CallSnapshot {
        reason: reason.into(),
        ..ringing_of(CallKind::Direct, patient(), doctor())
    }
}

fn at_patient(call: CallSnapshot) -> Scene {
    let home = Scene::of(patient())
        .with(|server| server.schedules.clear())
        .start();
    told(home, call)
}

fn at_doctor(reason: &str) -> Scene {
    told(in_practice(EntryState::Ready), ringing(reason))
}

/// The patient rang, and nobody answered.
fn in_vain(outcome: Outcome, cause: Cause, message: &str) -> ViewState {
    let by = (outcome == Outcome::Declined).then(doctor);
    let rung = ringing("The rash is back");
    let ended = CallSnapshot {
        decline_message: message.into(),
        ..over(rung.clone(), outcome, Some(cause), by)
    };
    told(at_patient(rung), ended).view()
}

/// The doctor's bell after two calls that were missed, one of them too long ago.
fn missed() -> ViewState {
    let line = |number, other_name: Pii, other_id: UserId, seconds_ago: i64| Notification {
        number,
        about: NotificationAbout::MissedCall {
            call_id: CallId(Uuid::from_u128(300)),
            other_name,
            other_id: Some(other_id),
            call_kind: Some(CallKind::Direct),
            outgoing: false,
        },
        created_at: NOW.plus_s(-seconds_ago),
        read_at: None,
    };
    let newer = line(2, patient().name, patient().user_id, 2 * MINUTE_S);
    let older = line(1, "Tom Okafor".into(), user_id(8), 2 * DAY_S);
    let rung = ringing("");
    let room = in_practice(EntryState::Ready).with(|server| {
        server.notifications = vec![newer, older];
        server.unread = 2;
    });
    let room = told(room.does(client_core::SessionIntent::Reload), rung.clone());
    told(
        room,
        over(rung, Outcome::Missed, Some(Cause::RangUnheard), None),
    )
    .view()
}

pub(crate) fn pages() -> Pages {
    let long = "A fever of 39.4 since yesterday evening, and the tablets that helped last time are \
                used up; may I take twice the dose of the weaker ones until tomorrow?";
    let silent = CallSnapshot {
        receipt: RingReceipt {
            stage: RingStage::Reached,
            stall: Some(RingStall::NoSoundOutput),
        },
        ..ringing("The rash is back")
    };
    vec![
        ("direct-card", at_doctor("The rash is back").view()),
        (
            "direct-card-home",
            told(Scene::of(doctor()).start(), ringing("")).view(),
        ),
        ("direct-card-long", at_doctor(long).view()),
        (
            "direct-card-accepting",
            at_doctor("The rash is back")
                .does(CallIntent::Accept)
                .view(),
        ),
        (
            "direct-calling",
            at_patient(ringing("The rash is back")).view(),
        ),
        ("direct-calling-silent", at_patient(silent).view()),
        (
            "direct-declined",
            in_vain(
                Outcome::Declined,
                Cause::PersonDeclined,
                "I am with a patient. Please book a time for this afternoon.",
            ),
        ),
        (
            "direct-declined-plain",
            in_vain(Outcome::Declined, Cause::PersonDeclined, ""),
        ),
        (
            "direct-missed",
            in_vain(Outcome::Missed, Cause::RangUnheard, ""),
        ),
        ("direct-missed-bell", missed()),
    ]
}
