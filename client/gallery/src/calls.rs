//! Calls in every stage, on both sides.

use crate::kit::unreachable;
use crate::people::{NOW, badge};
use crate::rooms::{practice_online, waiting_ready};
use client_core::{
    Action, Bridge, CallStage, CallView, DeviceTrouble, FormState, Loadable, NotesState, NotesView,
    Quality, QualityCause, QualityGrade, RatingView, RequestError, ViewState, WhyNot,
};
use shared::{
    CallId, CallKind, Cause, Outcome, ProblemCode, RingReceipt, RingStage, RingStall, UserId,
};
use uuid::Uuid;

fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

pub(crate) fn call(outgoing: bool, stage: CallStage) -> CallView {
    let ringing = matches!(stage, CallStage::Ringing { .. });
    let talking = matches!(
        stage,
        CallStage::Connecting { .. } | CallStage::Active { .. } | CallStage::Interrupted { .. }
    );
    let allowed = |may: bool, why: WhyNot| if may { Action::Allowed } else { refuse(why) };
    let answer = allowed(
        ringing && !outgoing,
        if talking && !outgoing {
            WhyNot::Answered
        } else {
            WhyNot::NotRinging
        },
    );
    CallView {
        call_id: CallId(Uuid::from_u128(300)),
        kind: CallKind::Queue,
        outgoing,
        other_name: if outgoing {
            "Ana Ruiz".into()
        } else {
            "Dr. Eva Grey".into()
        },
        stage,
        accept: answer,
        decline: answer,
        cancel: allowed(ringing && outgoing, WhyNot::NotRinging),
        end: allowed(talking, WhyNot::NotInCall),
        microphone_on: true,
        camera_on: true,
        other_microphone_on: talking,
        other_camera_on: talking,
        device_trouble: None,
        quality: talking.then_some(GOOD),
        chat: Some(badge(0)),
        rating: None,
        follow_up: None,
        next_patient: None,
        notes: (talking && outgoing).then(|| notes(NotesState::Saved { at: NOW })),
        direct: None,
        appointment_id: None,
        loud: ringing && !outgoing,
        ring_again: refuse(WhyNot::NotRinging),
    }
}

fn notes(state: NotesState) -> NotesView {
    NotesView {
        encounter_id: badge(0).encounter_id,
        text: Loadable::Loaded {
            value:
                "Cough for a week, dry, worse at night. No fever.\nLungs: listened to breathing by \
                    video, no wheeze.\nPlan: honey, rest, again if fever."
                    .into(),
        },
        revision: 1,
        state,
    }
}

/// The notes in each state that is not the ordinary one.
fn noting() -> Vec<(&'static str, ViewState)> {
    let noting = |state| at_doctor_noting(notes(state));
    let blank = NotesView {
        text: Loadable::Loaded { value: "".into() },
        revision: 0,
        ..notes(NotesState::Blank)
    };
    let failed = NotesView {
        text: Loadable::Failed {
            problem: unreachable(),
        },
        ..blank.clone()
    };
    let other = "Cough for a week.".into();
    let too_long = RequestError::Refused {
        code: ProblemCode::Invalid,
        fields: Vec::new(),
        retry_after_s: None,
    };
    vec![
        ("call-notes-blank", at_doctor_noting(blank)),
        ("call-notes-failed", at_doctor_noting(failed)),
        ("call-notes-saving", noting(NotesState::Saving)),
        ("call-notes-waiting", noting(NotesState::Waiting)),
        (
            "call-notes-conflict",
            noting(NotesState::Conflict { other }),
        ),
        (
            "call-notes-refused",
            noting(NotesState::Refused { problem: too_long }),
        ),
    ]
}

fn at_doctor_noting(notes: NotesView) -> ViewState {
    at_doctor(CallView {
        notes: Some(notes),
        ..call(true, active())
    })
}

/// A consultation that is over, at the patient.
fn rated(form: FormState, given: Option<u8>) -> ViewState {
    at_patient(CallView {
        rating: Some(RatingView {
            form,
            given,
            longest: 1_000,
        }),
        follow_up: Some(UserId(Uuid::from_u128(200))),
        ..call(false, ended(Outcome::Completed, None, false))
    })
}

/// The same at the doctor.
fn seen(next_patient: Action) -> ViewState {
    at_doctor(CallView {
        next_patient: Some(next_patient),
        ..call(true, ended(Outcome::Completed, None, true))
    })
}

const GOOD: Quality = Quality {
    grade: QualityGrade::Good,
    cause: None,
};

fn at_doctor(call: CallView) -> ViewState {
    with_bridge(practice_online(), call)
}

fn at_patient(call: CallView) -> ViewState {
    with_bridge(waiting_ready(), call)
}

fn with_bridge(page: ViewState, call: CallView) -> ViewState {
    let url = "ws://127.0.0.1:49152/?token=gallery".into();
    ViewState {
        call: Some(call),
        bridge: Some(Bridge { url }),
        synthetic_media: true,
        ..page
    }
}

/// The calls that chats are drawn beside.
pub(crate) fn active_at_doctor() -> ViewState {
    at_doctor(call(true, active()))
}

pub(crate) fn active_at_patient() -> ViewState {
    at_patient(call(false, active()))
}

const fn active() -> CallStage {
    CallStage::Active {
        since: NOW.plus_s(-312),
    }
}

pub(crate) fn ringing(stage: RingStage, stall: Option<RingStall>) -> CallStage {
    CallStage::Ringing {
        until: NOW.plus_s(24),
        receipt: RingReceipt { stage, stall },
    }
}

pub(crate) fn ended(outcome: Outcome, cause: Option<Cause>, by_me: bool) -> CallStage {
    let talked = matches!(outcome, Outcome::Completed | Outcome::Lost);
    CallStage::Ended {
        outcome,
        cause,
        by_me,
        talked_ms: talked.then_some(754_000),
    }
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let mut pages = rings();
    pages.extend(talks());
    pages.extend(noting());
    pages.extend(qualities());
    pages.extend(ends());
    pages
}

fn rings() -> Vec<(&'static str, ViewState)> {
    let rung = || call(false, ringing(RingStage::Sounding, None));
    let placed = |stage, stall| at_doctor(call(true, ringing(stage, stall)));
    let accepting = CallView {
        accept: Action::Busy,
        decline: refuse(WhyNot::Answered),
        ..rung()
    };
    vec![
        ("call-incoming", at_patient(rung())),
        ("call-incoming-accepting", at_patient(accepting)),
        ("call-outgoing-sent", placed(RingStage::Sent, None)),
        (
            "call-outgoing-no-device",
            placed(RingStage::Sent, Some(RingStall::NoDevice)),
        ),
        ("call-outgoing-reached", placed(RingStage::Reached, None)),
        (
            "call-outgoing-silent",
            placed(RingStage::Reached, Some(RingStall::NoSoundOutput)),
        ),
        (
            "call-outgoing-muted",
            placed(RingStage::Reached, Some(RingStall::Muted)),
        ),
        ("call-outgoing-sounding", placed(RingStage::Sounding, None)),
        ("call-outgoing-seen", placed(RingStage::Seen, None)),
    ]
}

fn talks() -> Vec<(&'static str, ViewState)> {
    let connecting = CallStage::Connecting {
        until: NOW.plus_s(18),
    };
    let active = active();
    let interrupted = CallStage::Interrupted {
        since: NOW.plus_s(-312),
        until: NOW.plus_s(27),
    };
    let muted = CallView {
        microphone_on: false,
        camera_on: false,
        ..call(false, active.clone())
    };
    let other_muted = CallView {
        other_microphone_on: false,
        other_camera_on: false,
        ..call(true, active.clone())
    };
    let trouble = |trouble, camera_on, microphone_on| {
        at_patient(CallView {
            device_trouble: Some(trouble),
            camera_on,
            microphone_on,
            ..call(false, active.clone())
        })
    };
    vec![
        ("call-connecting", at_patient(call(false, connecting))),
        ("call-active-patient", active_at_patient()),
        ("call-active-doctor", active_at_doctor()),
        ("call-active-muted", at_patient(muted)),
        ("call-active-other-muted", at_doctor(other_muted)),
        (
            "call-active-no-camera",
            trouble(DeviceTrouble::NoCamera, false, true),
        ),
        (
            "call-active-camera-refused",
            trouble(DeviceTrouble::CameraRefused, false, true),
        ),
        (
            "call-active-no-microphone",
            trouble(DeviceTrouble::NoMicrophone, true, false),
        ),
        (
            "call-active-microphone-refused",
            trouble(DeviceTrouble::MicrophoneRefused, true, false),
        ),
        (
            "call-active-no-devices",
            trouble(DeviceTrouble::NoCameraNorMicrophone, false, false),
        ),
        ("call-interrupted", at_patient(call(false, interrupted))),
        ("call-held", {
            let view = call(false, CallStage::Held);
            at_patient(CallView {
                accept: Action::Allowed,
                ..view
            })
        }),
        ("call-elsewhere", {
            let answered = refuse(WhyNot::Answered);
            let view = call(false, CallStage::Elsewhere);
            at_patient(CallView {
                accept: answered,
                decline: answered,
                ..view
            })
        }),
    ]
}

/// A call with each fault of its connection.
fn qualities() -> Vec<(&'static str, ViewState)> {
    use QualityCause::{Bandwidth, Delay, Loss, Machine, NoPath, Relay};
    use QualityGrade::{Bad, Weak};
    let page = |grade, cause| {
        let active = CallStage::Active {
            since: NOW.plus_s(-312),
        };
        at_patient(CallView {
            quality: Some(Quality {
                grade,
                cause: Some(cause),
            }),
            ..call(false, active)
        })
    };
    vec![
        ("call-quality-no-path", page(Bad, NoPath)),
        ("call-quality-bandwidth", page(Bad, Bandwidth)),
        ("call-quality-loss", page(Weak, Loss)),
        ("call-quality-delay", page(Weak, Delay)),
        ("call-quality-relay", page(Weak, Relay)),
        ("call-quality-machine", page(Weak, Machine)),
    ]
}

fn ends() -> Vec<(&'static str, ViewState)> {
    let doctor = |stage| at_doctor(call(true, stage));
    let patient = |stage| at_patient(call(false, stage));
    let busy = FormState {
        busy: true,
        ..FormState::default()
    };
    let accepted = FormState {
        accepted: 1,
        ..FormState::default()
    };
    let failed = FormState {
        problem: Some(unreachable()),
        ..FormState::default()
    };
    vec![
        ("call-ended-completed", seen(Action::Allowed)),
        ("call-ended-last", seen(refuse(WhyNot::NobodyReady))),
        (
            "call-ended-completed-patient",
            rated(FormState::default(), None),
        ),
        ("call-ended-rating", rated(busy, None)),
        ("call-ended-rated", rated(accepted, Some(4))),
        ("call-ended-rating-failed", rated(failed, None)),
        (
            "call-ended-declined",
            doctor(ended(Outcome::Declined, Some(Cause::PersonDeclined), false)),
        ),
        (
            "call-ended-missed",
            doctor(ended(Outcome::Missed, Some(Cause::RangUnheard), false)),
        ),
        (
            "call-ended-missed-never-reached",
            doctor(ended(Outcome::Missed, Some(Cause::NeverReached), false)),
        ),
        (
            "call-ended-missed-patient",
            patient(ended(Outcome::Missed, Some(Cause::RangUnheard), false)),
        ),
        (
            "call-ended-cancelled",
            patient(ended(
                Outcome::Cancelled,
                Some(Cause::CallerCancelled),
                false,
            )),
        ),
        (
            "call-ended-no-show",
            doctor(ended(Outcome::NoShow, Some(Cause::PartyAbsent), false)),
        ),
        (
            "call-ended-never-connected",
            patient(ended(
                Outcome::NeverConnected,
                Some(Cause::NetworkBlocked),
                false,
            )),
        ),
        (
            "call-ended-lost",
            patient(ended(Outcome::Lost, Some(Cause::OtherSideGone), false)),
        ),
    ]
}
