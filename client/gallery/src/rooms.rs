//! Practice rooms and waiting rooms.

use crate::people::{blocked, doctor, patient};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server};
use crate::sessions::{UNHEARD, evening, morning, place, queue};
use client_core::{KnownDevices, Method, QueueIntent};
use shared::{
    Cause, DeviceTestPolicy, EntryState, FailedRing, Outcome, OwnPlace, Presence, ProblemCode,
    QueueEntry, Reachability, Schedule, ScheduleId, ScheduleStatus, ServerFrame, paths,
};

fn open(schedule_id: ScheduleId) -> QueueIntent {
    QueueIntent::OpenSchedule { schedule_id }
}

/// The practice room of the running session, with the patient in this state.
pub(crate) fn in_practice(state: EntryState) -> Scene {
    practice(|server| server.entries = queue(state))
}

/// The waiting room of the running session, with the own place in this state.
pub(crate) fn in_waiting(state: EntryState) -> Scene {
    waiting(|server| server.place = Some(place(state))).hears(doctor_is(Presence::Present))
}

/// What patients are told of the session's doctor.
fn doctor_is(presence: Presence) -> ServerFrame {
    ServerFrame::PresenceChanged {
        user_id: morning().doctor_id,
        presence,
        reachability: Reachability::Online,
        accepts_direct_calls: false,
    }
}

/// The same, by a person who has talked to these devices.
pub(crate) fn in_waiting_knowing(state: EntryState, known: KnownDevices) -> Scene {
    Scene::of(patient())
        .knowing(known)
        .with(|server| server.place = Some(place(state)))
        .start()
        .does(open(morning().id))
}

fn practice(change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(doctor())
        .with(change)
        .start()
        .does(open(morning().id))
}

fn waiting(change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(patient())
        .with(change)
        .start()
        .does(open(morning().id))
}

/// A waiting room in which this patient has no place.
pub(crate) fn not_joined() -> Scene {
    waiting(|server| server.place = None)
}

pub(crate) fn pages() -> Pages {
    let mut pages = practice_rooms();
    pages.extend(waiting_rooms());
    pages
}

/// Nobody but one patient, who is not ready.
fn not_ready(server: &mut Server) {
    server.entries = queue(EntryState::Waiting);
    server.entries.truncate(1);
}

/// Four who were invited in vain, each in another way.
fn in_vain() -> Vec<QueueEntry> {
    let mut entries = queue(EntryState::Ready);
    let declined = FailedRing {
        outcome: Outcome::Declined,
        cause: Some(Cause::PersonDeclined),
        ..UNHEARD
    };
    let back = FailedRing {
        outcome: Outcome::Lost,
        cause: Some(Cause::OtherSideGone),
        here_since: Some(UNHEARD.at.plus_s(60)),
        ..UNHEARD
    };
    let failed = [Some(UNHEARD), Some(declined), Some(back), None, None];
    for (entry, failed) in entries.iter_mut().zip(failed) {
        entry.failed_ring = failed;
    }
    entries
}

fn practice_rooms() -> Pages {
    let over = Schedule {
        status: ScheduleStatus::Completed,
        ..morning()
    };
    let settle = |server: &mut Server| {
        server.entries.retain(|entry| !entry.state.is_open());
        server.schedules = vec![over];
    };
    vec![
        ("practice-room", in_practice(EntryState::Ready).view()),
        (
            "practice-room-inviting",
            in_practice(EntryState::Ready)
                .does(QueueIntent::Invite { patient_id: None })
                .view(),
        ),
        (
            "practice-room-upcoming",
            Scene::of(doctor())
                .with(not_ready)
                .start()
                .does(open(evening().id))
                .view(),
        ),
        ("practice-room-nobody-ready", practice(not_ready).view()),
        (
            "practice-room-untested",
            practice(|server| {
                for entry in &mut server.entries {
                    entry.device_test = None;
                    entry.device_test_lacking = entry.state.is_open();
                }
            })
            .view(),
        ),
        (
            "practice-room-in-vain",
            practice(|server| server.entries = in_vain()).view(),
        ),
        (
            "practice-room-gone",
            practice(|server| {
                server.entries = queue(EntryState::Ready);
                for entry in &mut server.entries {
                    entry.presence = Presence::Gone;
                }
            })
            .view(),
        ),
        (
            "practice-room-colleagues",
            in_practice(EntryState::Ready)
                .does(QueueIntent::LookForColleagues)
                .view(),
        ),
        (
            "practice-room-alone",
            practice(|server| server.colleagues.clear())
                .does(QueueIntent::LookForColleagues)
                .view(),
        ),
        (
            "practice-room-empty",
            practice(|server| server.entries.clear()).view(),
        ),
        (
            "practice-room-blocked",
            practice(|server| {
                server.entries = queue(EntryState::Ready);
                server.blocked = blocked();
            })
            .view(),
        ),
        ("practice-room-over", practice(settle).view()),
        (
            "practice-room-loading",
            practice(|server| server.holds(paths::DOCTOR_QUEUE)).view(),
        ),
        (
            "practice-room-failed",
            practice(|server| server.loses(paths::DOCTOR_QUEUE))
                .passes(16)
                .view(),
        ),
        (
            "practice-room-offline",
            in_practice(EntryState::Ready).goes_offline().view(),
        ),
    ]
}

fn waiting_rooms() -> Pages {
    let full = Schedule {
        capacity: morning().waiting,
        ..morning()
    };
    let over = Schedule {
        status: ScheduleStatus::Completed,
        waiting: 0,
        ..morning()
    };
    let joins = QueueIntent::JoinQueue {
        reason: "A cough since Monday".into(),
    };
    let joins_again = joins.clone();
    vec![
        ("waiting-room", in_waiting(EntryState::Waiting).view()),
        ("waiting-room-ready", in_waiting(EntryState::Ready).view()),
        (
            "waiting-room-doctor-gone",
            in_waiting(EntryState::Ready)
                .hears(doctor_is(Presence::Gone))
                .view(),
        ),
        (
            "waiting-room-in-vain",
            waiting(|server| {
                server.place = Some(OwnPlace {
                    failed_ring: Some(UNHEARD),
                    ..place(EntryState::Ready)
                });
            })
            .view(),
        ),
        ("waiting-room-not-joined", not_joined().view()),
        ("waiting-room-joining", not_joined().does(joins).view()),
        (
            "waiting-room-by-phone",
            not_joined()
                .with(|server| {
                    let by_phone = Reply::refused(ProblemCode::ByPhoneOnly);
                    server.replies(Method::Post, paths::JOIN_QUEUE, by_phone);
                })
                .does(joins_again)
                .view(),
        ),
        (
            "waiting-room-full",
            waiting(|server| {
                server.place = None;
                server.schedules = vec![full];
            })
            .view(),
        ),
        (
            "waiting-room-loading",
            waiting(|server| server.holds(paths::OWN_PLACE)).view(),
        ),
        ("waiting-room-done", in_waiting(EntryState::Done).view()),
        (
            "waiting-room-removed",
            in_waiting(EntryState::Removed).view(),
        ),
        (
            "waiting-room-offline",
            in_waiting(EntryState::Waiting).goes_offline().view(),
        ),
        (
            "waiting-room-busy",
            in_waiting(EntryState::Waiting)
                .does(QueueIntent::SetReady { ready: true })
                .view(),
        ),
        (
            "waiting-room-upcoming",
            Scene::of(patient()).start().does(open(evening().id)).view(),
        ),
        (
            "waiting-room-over",
            waiting(|server| {
                server.place = Some(place(EntryState::Done));
                server.schedules = vec![over];
            })
            .view(),
        ),
        (
            "waiting-room-test-required",
            waiting(|server| {
                let mut place = place(EntryState::Waiting);
                place.device_test_policy = DeviceTestPolicy::Require;
                server.place = Some(place);
            })
            .view(),
        ),
    ]
}
