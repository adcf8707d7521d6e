//! Calls: how the server tells of one, the ring, and the talk.

use crate::devices;
use crate::people::{NOW, doctor, patient, session_of};
use crate::rooms::{in_practice, in_waiting};
use crate::scene::{Pages, Scene};
use crate::server::Reply;
use crate::sessions::{encounter, evening, morning, place, queue};
use client_core::{
    CallFigures, CallIntent, DeviceTrouble, Input, MediaEvent, Method, QueueIntent, ScheduleIntent,
    SessionIntent, ViewState,
};
use serde_json::json;
use shared::{
    CallId, CallKind, CallMember, CallPhase, CallSnapshot, EntryId, EntryState, Me, MediaReport,
    Notification, NotificationAbout, PathEnd, RingReceipt, RingStage, RingStall, ServerFrame,
    SessionId, paths,
};
use uuid::Uuid;

const ON: MediaReport = MediaReport {
    microphone_on: true,
    camera_on: true,
    receiving: true,
};

/// A good connection.
const GOOD: CallFigures = CallFigures {
    receiving: true,
    round_trip_ms: Some(60),
    lost_out_percent: 0,
    lost_in_percent: 0,
    jitter_ms: 5,
    guessed_sound_permille: 0,
    kilobits_out: 900,
    kilobits_in: 900,
    estimate_kilobits: Some(1_200),
    picture_out: (640, 480),
    picture_in: (640, 480),
    pictures_out: 30,
    pictures_in: 30,
    freezes: 0,
    picture_off: false,
    machine_limits: false,
    local_end: Some(PathEnd::Host),
    remote_end: Some(PathEnd::Reflexive),
};

fn member(me: Me) -> CallMember {
    CallMember {
        user_id: me.user_id,
        role: me.role,
        name: me.name,
        session_id: None,
        media: MediaReport::default(),
    }
}

/// One of these two rings the other.
pub(crate) fn ringing_of(kind: CallKind, caller: Me, callee: Me) -> CallSnapshot {
    let session_id = session_of(caller.user_id);
    CallSnapshot {
        id: CallId(Uuid::from_u128(300)),
        version: 1,
        kind,
        schedule_id: None,
        entry_id: None,
        appointment_id: None,
        phase: CallPhase::Ringing,
        until: Some(NOW.plus_s(24)),
        loud_until: None,
        caller: CallMember {
            session_id: Some(session_id),
            ..member(caller)
        },
        callee: member(callee),
        receipt: RingReceipt {
            stage: RingStage::Sounding,
            stall: None,
        },
        placed_at: NOW.plus_s(-6),
        accepted_at: None,
        active_at: None,
        ended_at: None,
        outcome: None,
        cause: None,
        ended_by: None,
        reason: "".into(),
        decline_message: "".into(),
    }
}

/// The doctor invites the patient out of the morning's queue.
pub(crate) fn ringing() -> CallSnapshot {
    CallSnapshot {
        schedule_id: Some(morning().id),
        entry_id: Some(EntryId(encounter().0)),
        ..ringing_of(CallKind::Queue, doctor(), patient())
    }
}

/// The called person accepted.
pub(crate) fn connecting(call: CallSnapshot) -> CallSnapshot {
    let session_id = session_of(call.callee.user_id);
    CallSnapshot {
        version: 2,
        phase: CallPhase::Connecting,
        until: Some(NOW.plus_s(18)),
        accepted_at: Some(NOW.plus_s(-2)),
        callee: CallMember {
            session_id: Some(session_id),
            ..call.callee.clone()
        },
        ..call
    }
}

/// Both see and hear each other.
pub(crate) fn active(call: CallSnapshot) -> CallSnapshot {
    let call = connecting(call);
    CallSnapshot {
        version: 3,
        phase: CallPhase::Active,
        until: None,
        active_at: Some(NOW.plus_s(-312)),
        caller: CallMember {
            media: ON,
            ..call.caller.clone()
        },
        callee: CallMember {
            media: ON,
            ..call.callee.clone()
        },
        ..call
    }
}

fn interrupted(call: CallSnapshot) -> CallSnapshot {
    CallSnapshot {
        version: 4,
        phase: CallPhase::Interrupted,
        until: Some(NOW.plus_s(27)),
        ..active(call)
    }
}

/// A call is told to one of its two.
pub(crate) fn told(scene: Scene, call: CallSnapshot) -> Scene {
    scene.hears(ServerFrame::CallUpdated { call })
}

/// The doctor in the practice room, before anybody is invited.
pub(crate) fn at_doctor() -> Scene {
    in_practice(EntryState::Ready).finds(devices::found())
}

/// The patient in the waiting room.
pub(crate) fn at_patient() -> Scene {
    in_waiting(EntryState::Ready).finds(devices::found())
}

/// The place of the call's patient is in this state from now on.
fn moves(scene: Scene, state: EntryState) -> Scene {
    scene
        .with(|server| {
            server.entries = queue(state);
            server.place = Some(place(state));
        })
        .does(SessionIntent::Reload)
}

/// The doctor invites the patient out of the morning's queue.
pub(crate) fn doctor_rings(scene: Scene, call: CallSnapshot) -> Scene {
    let patient_id = Some(call.callee.user_id);
    let placed = Reply::ok(json!(call));
    let scene = scene
        .with(|server| server.replies(Method::Post, paths::START_CALL, placed))
        .does(QueueIntent::Invite { patient_id });
    moves(scene, EntryState::Invited)
}

/// The patient is invited.
pub(crate) fn patient_is_rung(scene: Scene) -> Scene {
    told(moves(scene, EntryState::Invited), ringing())
}

/// The called patient accepts.
pub(crate) fn accepts(scene: Scene, call: CallSnapshot) -> Scene {
    let accepted = Reply::ok(json!(connecting(call)));
    scene
        .with(|server| server.replies(Method::Post, paths::CONFIRM_CALL, accepted))
        .does(CallIntent::Accept)
}

fn measured(scene: Scene, figures: CallFigures) -> Scene {
    let call_id = ringing().id;
    scene.finds(MediaEvent::Figures { call_id, figures })
}

/// A call that was accepted goes well.
fn goes_on(scene: Scene) -> Scene {
    let url = "ws://127.0.0.1:49152/?token=gallery".into();
    let scene = scene.takes(Input::BridgeOpened { url });
    let scene = moves(told(scene, active(ringing())), EntryState::InCall);
    measured(scene, GOOD)
}

/// The doctor talks, in this room.
pub(crate) fn doctor_talks_in(room: Scene) -> Scene {
    goes_on(doctor_rings(room, ringing()))
}

pub(crate) fn doctor_talks() -> Scene {
    doctor_talks_in(at_doctor())
}

/// The patient talks, on this device.
pub(crate) fn patient_talks_in(room: Scene) -> Scene {
    goes_on(accepts(patient_is_rung(room), ringing()))
}

pub(crate) fn patient_talks() -> Scene {
    patient_talks_in(at_patient())
}

pub(crate) fn pages() -> Pages {
    let mut pages = rings();
    pages.extend(outgoing());
    pages.extend(talks());
    pages.extend(qualities());
    pages
}

/// A ring that can't sound, and news of the practice, which wait until after the call.
fn unheard() -> Scene {
    let call_id = ringing().id;
    let stall = RingStall::Muted;
    let notification = Notification {
        number: 1,
        about: NotificationAbout::SessionStarted {
            schedule_id: evening().id,
            title: evening().title,
        },
        created_at: NOW,
        read_at: None,
    };
    patient_is_rung(at_patient())
        .hears(ServerFrame::Notification { notification })
        .takes(Input::RingStalled { call_id, stall })
}

fn rings() -> Pages {
    let invited = || patient_is_rung(at_patient());
    vec![
        ("call-incoming", invited().view()),
        (
            "call-incoming-accepting",
            invited().does(CallIntent::Accept).view(),
        ),
        (
            // The check of devices goes on below.
            "call-incoming-checking",
            patient_is_rung(devices::heard(in_waiting(EntryState::Ready))).view(),
        ),
        ("call-incoming-notices", unheard().view()),
    ]
}

fn outgoing() -> Pages {
    let rung = |stage, stall| CallSnapshot {
        receipt: RingReceipt { stage, stall },
        ..ringing()
    };
    let placed =
        |stage, stall| -> ViewState { doctor_rings(at_doctor(), rung(stage, stall)).view() };
    let muted = rung(RingStage::Reached, Some(RingStall::Muted));
    let elsewhere = doctor_rings(at_doctor(), muted).does(ScheduleIntent::ShowHome);
    vec![
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
        (
            "call-outgoing-stalled",
            placed(RingStage::Sounding, Some(RingStall::Stalled)),
        ),
        ("call-outgoing-seen", placed(RingStage::Seen, None)),
        ("call-outgoing-elsewhere", elsewhere.view()),
    ]
}

fn talks() -> Pages {
    let trouble = |trouble| {
        let event = MediaEvent::Devices {
            call_id: ringing().id,
            trouble: Some(trouble),
        };
        patient_talks().finds(event).view()
    };
    let mut silent = active(ringing());
    silent.version = 4;
    silent.callee.media = MediaReport {
        receiving: true,
        ..MediaReport::default()
    };
    let mut elsewhere = active(ringing());
    elsewhere.callee.session_id = Some(SessionId(Uuid::from_u128(77)));
    let invited = || patient_is_rung(at_patient());
    let muted = patient_talks()
        .does(CallIntent::SetMicrophone { on: false })
        .does(CallIntent::SetCamera { on: false });
    vec![
        ("call-connecting", accepts(invited(), ringing()).view()),
        ("call-active", patient_talks().view()),
        ("call-active-doctor", doctor_talks().view()),
        ("call-active-muted", muted.view()),
        (
            "call-active-other-muted",
            told(doctor_talks(), silent).view(),
        ),
        ("call-active-no-camera", trouble(DeviceTrouble::NoCamera)),
        (
            "call-active-camera-refused",
            trouble(DeviceTrouble::CameraRefused),
        ),
        (
            "call-active-no-microphone",
            trouble(DeviceTrouble::NoMicrophone),
        ),
        (
            "call-active-microphone-refused",
            trouble(DeviceTrouble::MicrophoneRefused),
        ),
        (
            "call-active-no-devices",
            trouble(DeviceTrouble::NoCameraNorMicrophone),
        ),
        ("call-active-no-speaker", trouble(DeviceTrouble::NoSpeaker)),
        (
            "call-active-notices",
            goes_on(accepts(unheard(), ringing())).view(),
        ),
        (
            "call-interrupted",
            told(patient_talks(), interrupted(ringing())).view(),
        ),
        (
            "call-interrupted-offline",
            told(patient_talks(), interrupted(ringing()))
                .goes_offline()
                .view(),
        ),
        (
            // Another run of the app may have accepted it, or nobody.
            "call-held",
            told(invited(), active(ringing())).view(),
        ),
        ("call-elsewhere", told(invited(), elsewhere).view()),
    ]
}

/// A call with each fault of its connection.
fn qualities() -> Pages {
    let page = |figures| measured(patient_talks(), figures).view();
    let relayed = CallFigures {
        round_trip_ms: Some(300),
        remote_end: Some(PathEnd::Relay),
        ..GOOD
    };
    let faults = [
        (
            "call-quality-no-path",
            CallFigures {
                receiving: false,
                ..GOOD
            },
        ),
        (
            "call-quality-bandwidth",
            CallFigures {
                estimate_kilobits: Some(250),
                ..GOOD
            },
        ),
        (
            "call-quality-loss",
            CallFigures {
                lost_in_percent: 6,
                ..GOOD
            },
        ),
        (
            "call-quality-delay",
            CallFigures {
                round_trip_ms: Some(500),
                ..GOOD
            },
        ),
        ("call-quality-relay", relayed),
        (
            "call-quality-machine",
            CallFigures {
                machine_limits: true,
                ..GOOD
            },
        ),
    ];
    faults
        .into_iter()
        .map(|(name, figures)| (name, page(figures)))
        .collect()
}
