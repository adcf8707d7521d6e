//! Calls without an appointment: the doctor's card, the patient's wait, and what comes of them.

use crate::calls::{call, ended, ringing};
use crate::people::{NOW, doctor, patient, view};
use crate::rooms::{home_screen, practice_online};
use client_core::{
    Action, CallBack, CallStage, CallView, DirectView, Fallback, FormState, Inbox, InboxLine,
    Loadable, Notice, NoticeText, Screen, ViewState, WhyNot,
};
use shared::{
    CallId, CallKind, Cause, Notification, NotificationAbout, Outcome, Pii, RingStage, RingStall,
    UserId,
};
use uuid::Uuid;

const DOCTOR: UserId = UserId(Uuid::from_u128(1));

fn direct(card: bool, reason: &str) -> DirectView {
    DirectView {
        card,
        reason: reason.into(),
        placed_at: NOW.plus_s(-6),
        decline_message: Pii::default(),
        fallback: None,
    }
}

/// As a doctor is rung.
fn rung(reason: &str) -> CallView {
    CallView {
        kind: CallKind::Direct,
        other_name: "Ana Ruiz".into(),
        direct: Some(direct(true, reason)),
        ..call(false, ringing(RingStage::Seen, None))
    }
}

/// As a patient rings.
fn placed(stage: CallStage) -> CallView {
    CallView {
        kind: CallKind::Direct,
        other_name: "Dr. Eva Grey".into(),
        direct: Some(direct(false, "The rash is back")),
        ..call(true, stage)
    }
}

fn in_vain(outcome: Outcome, cause: Cause, message: &str, call_again: Action) -> CallView {
    let fallback = Fallback {
        doctor_id: DOCTOR,
        call_again,
        book: Action::Allowed,
    };
    CallView {
        direct: Some(DirectView {
            decline_message: message.into(),
            fallback: Some(fallback),
            ..direct(false, "The rash is back")
        }),
        ..placed(ended(outcome, Some(cause), false))
    }
}

fn at_patient(call: CallView) -> ViewState {
    let schedules = Loadable::Loaded { value: Vec::new() };
    ViewState {
        call: Some(call),
        ..view(patient(), Screen::PatientHome { schedules })
    }
}

fn at_home(call: CallView) -> ViewState {
    let schedules = Loadable::Loaded { value: Vec::new() };
    ViewState {
        call: Some(call),
        ..view(doctor(), home_screen(schedules, FormState::default()))
    }
}

/// The doctor's bell after two calls that were missed, one of them too long ago.
fn missed() -> ViewState {
    let line = |number: u32, name: &str, call_back| InboxLine {
        notification: Notification {
            number: i64::from(number),
            about: NotificationAbout::MissedCall {
                call_id: CallId(Uuid::from_u128(300 + u128::from(number))),
                other_name: name.into(),
                other_id: Some(UserId(Uuid::from_u128(50))),
                call_kind: Some(CallKind::Direct),
                outgoing: false,
            },
            created_at: NOW.plus_s(i64::from(number) * 90_000 - 181_200),
            read_at: None,
        },
        session_title: None,
        call_back,
    };
    let back = CallBack::CallBack {
        call_id: CallId(Uuid::from_u128(302)),
        action: Action::Allowed,
    };
    let lines = vec![
        line(2, "Ana Ruiz", Some(back)),
        line(1, "Chidi Okafor", None),
    ];
    ViewState {
        inbox: Some(Inbox {
            unread: 2,
            lines: Loadable::Loaded { value: lines },
        }),
        notices: vec![Notice {
            id: 8,
            text: NoticeText::MissedCall {
                name: "Ana Ruiz".into(),
            },
        }],
        ..practice_online()
    }
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let long = "A fever of 39.4 since yesterday evening, and the tablets that helped last time are \
                used up; may I take twice the dose of the weaker ones until tomorrow?";
    let room = |call| ViewState {
        call: Some(call),
        ..practice_online()
    };
    let answering = CallView {
        accept: Action::Busy,
        decline: Action::Refused {
            why: WhyNot::Answered,
        },
        ..rung("The rash is back")
    };
    let again = Action::Allowed;
    let silent = ringing(RingStage::Reached, Some(RingStall::NoSoundOutput));
    vec![
        ("direct-card", room(rung("The rash is back"))),
        ("direct-card-home", at_home(rung(""))),
        ("direct-card-long", room(rung(long))),
        ("direct-card-accepting", room(answering)),
        (
            "direct-calling",
            at_patient(placed(ringing(RingStage::Sounding, None))),
        ),
        ("direct-calling-silent", at_patient(placed(silent))),
        (
            "direct-declined",
            at_patient(in_vain(
                Outcome::Declined,
                Cause::PersonDeclined,
                "I am with a patient. Please book a time for this afternoon.",
                again,
            )),
        ),
        (
            "direct-declined-plain",
            at_patient(in_vain(Outcome::Declined, Cause::PersonDeclined, "", again)),
        ),
        (
            "direct-missed",
            at_patient(in_vain(Outcome::Missed, Cause::RangUnheard, "", again)),
        ),
        ("direct-missed-bell", missed()),
    ]
}
