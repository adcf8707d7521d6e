//! Home screens, practice rooms and waiting rooms.

use crate::kit::unreachable;
use crate::people::{self, NOW, doctor, entry, patient, schedule, view};
use client_core::{
    Action, ChangeForm, FormState, LinkState, Loadable, PlannedSchedule, PracticeRoom, QueueRow,
    Screen, ViewState, WaitingRoom, WhyNot,
};
use shared::{
    DeviceTestPolicy, EntryState, ExpectedTurn, FieldCode, FieldProblem, OwnPlace, ProblemCode,
    QueueEntry, Schedule, ScheduleStatus, WaitingRoomCounts,
};

fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

fn offline(page: ViewState) -> ViewState {
    ViewState {
        link: LinkState::Reconnecting {
            retry_at: NOW.plus_s(3),
            fault: None,
        },
        ..page
    }
}

fn schedules() -> Vec<Schedule> {
    vec![
        schedule(1, ScheduleStatus::Online),
        schedule(2, ScheduleStatus::Upcoming),
        schedule(3, ScheduleStatus::Completed),
    ]
}

/// A doctor's home screen; of the planned sessions, those without a queue may be deleted.
pub(crate) fn home_screen(schedules: Loadable<Vec<Schedule>>, new_schedule: FormState) -> Screen {
    let plan = |schedule: &Schedule| PlannedSchedule {
        schedule_id: schedule.id,
        change: Action::Allowed,
        delete: match schedule.waiting {
            0 => Action::Allowed,
            _ => refuse(WhyNot::SomebodyWaits),
        },
    };
    let plans = match &schedules {
        Loadable::Loaded { value } => value
            .iter()
            .filter(|schedule| schedule.status == ScheduleStatus::Upcoming)
            .map(plan)
            .collect(),
        Loadable::Loading | Loadable::Failed { .. } => Vec::new(),
    };
    let counts = |schedule: &Schedule| WaitingRoomCounts {
        schedule_id: schedule.id,
        title: schedule.title.clone(),
        waiting: 1,
        ready: 2,
        in_call: 1,
        present: 3,
    };
    let waiting_rooms = match &schedules {
        Loadable::Loaded { value } => value
            .iter()
            .filter(|schedule| schedule.status == ScheduleStatus::Online)
            .map(counts)
            .collect(),
        Loadable::Loading | Loadable::Failed { .. } => Vec::new(),
    };
    Screen::DoctorHome {
        schedules,
        new_schedule,
        waiting_rooms,
        plans,
        change_schedule: ChangeForm::default(),
    }
}

/// The form for changing the planned session, as its last try left it.
fn changing(form: FormState) -> ViewState {
    let loaded = Loadable::Loaded { value: schedules() };
    let mut screen = home_screen(loaded, FormState::default());
    if let Screen::DoctorHome {
        change_schedule, ..
    } = &mut screen
    {
        *change_schedule = ChangeForm {
            schedule_id: Some(schedule(2, ScheduleStatus::Upcoming).id),
            form,
        };
    }
    view(doctor(), screen)
}

fn doctor_home(schedules: Loadable<Vec<Schedule>>, new_schedule: FormState) -> ViewState {
    view(doctor(), home_screen(schedules, new_schedule))
}

fn patient_home(schedules: Loadable<Vec<Schedule>>) -> ViewState {
    view(patient(), Screen::PatientHome { schedules })
}

fn row(entry: QueueEntry) -> QueueRow {
    let (invite, reset, remove) = match entry.state {
        EntryState::Waiting => (
            refuse(WhyNot::PatientNotReady),
            refuse(WhyNot::NotSettled),
            Action::Allowed,
        ),
        EntryState::Ready => (Action::Allowed, refuse(WhyNot::NotSettled), Action::Allowed),
        EntryState::Invited | EntryState::InCall => (
            refuse(WhyNot::InCall),
            refuse(WhyNot::NotSettled),
            refuse(WhyNot::InCall),
        ),
        _ => (
            refuse(WhyNot::Settled),
            Action::Allowed,
            refuse(WhyNot::Settled),
        ),
    };
    let waits = matches!(entry.state, EntryState::Waiting | EntryState::Ready);
    let (no_show, later) = match waits {
        true => (Action::Allowed, Action::Allowed),
        false => (refuse(WhyNot::Settled), refuse(WhyNot::AtTheEnd)),
    };
    let earlier = match entry.position {
        Some(1) | None => refuse(WhyNot::AtTheEnd),
        Some(_) => Action::Allowed,
    };
    QueueRow {
        chat: people::badge(entry.unread),
        entry,
        invite,
        reset,
        remove,
        no_show,
        earlier,
        later,
    }
}

fn queue() -> Vec<QueueEntry> {
    vec![
        entry(1, "Ana Ruiz", EntryState::Ready),
        entry(2, "Bo Lindqvist-Österreicher", EntryState::Waiting),
        entry(3, "Chidi Okafor", EntryState::Ready),
        entry(4, "Dana Novak", EntryState::Done),
        entry(5, "Emil Berg", EntryState::Left),
        entry(6, "Fatima Haddad", EntryState::NoShow),
    ]
}

fn practice(status: ScheduleStatus, entries: Vec<QueueEntry>) -> PracticeRoom {
    let next = entries
        .iter()
        .find(|entry| entry.state == EntryState::Ready);
    let next_patient_id = next.map(|entry| entry.patient_id);
    let (start, end, invite_next) = match status {
        ScheduleStatus::Upcoming => (
            Action::Allowed,
            refuse(WhyNot::SessionNotStarted),
            refuse(WhyNot::SessionNotStarted),
        ),
        ScheduleStatus::Online => (
            refuse(WhyNot::SessionStarted),
            Action::Allowed,
            next_patient_id.map_or(refuse(WhyNot::NobodyReady), |_| Action::Allowed),
        ),
        ScheduleStatus::Completed => {
            let over = refuse(WhyNot::SessionOver);
            (over, over, over)
        }
    };
    PracticeRoom {
        schedule: schedule(1, status),
        queue: Loadable::Loaded {
            value: entries.into_iter().map(row).collect(),
        },
        start,
        end,
        invite_next,
        next_patient_id,
    }
}

/// The practice room that calls are drawn above.
pub(crate) fn practice_online() -> ViewState {
    in_practice(practice(ScheduleStatus::Online, queue()))
}

fn in_practice(room: PracticeRoom) -> ViewState {
    view(doctor(), Screen::PracticeRoom(room))
}

fn waiting(place: Option<EntryState>) -> WaitingRoom {
    let settled = refuse(WhyNot::Settled);
    let (join, leave, set_ready) = match place {
        None => (Action::Allowed, settled, settled),
        Some(EntryState::Waiting | EntryState::Ready) => {
            (refuse(WhyNot::NotSettled), Action::Allowed, Action::Allowed)
        }
        Some(EntryState::Invited) => (
            refuse(WhyNot::NotSettled),
            Action::Allowed,
            refuse(WhyNot::InCall),
        ),
        Some(_) => (Action::Allowed, settled, settled),
    };
    let entry = place.map(|state| entry(2, "", state));
    WaitingRoom {
        schedule: schedule(1, ScheduleStatus::Online),
        place: Loadable::Loaded {
            value: entry.map(|entry| OwnPlace {
                entry_id: entry.entry_id,
                state: entry.state,
                position: entry.position,
                waiting: 4,
                joined_at: entry.joined_at,
                device_test: entry.device_test,
                reason: "Cough for a week, no fever.".into(),
                unread: 0,
                expected: entry.position.map(|_| ExpectedTurn {
                    earliest: NOW.plus_s(8 * 60),
                    latest: NOW.plus_s(26 * 60),
                }),
                device_test_policy: DeviceTestPolicy::Warn,
                device_test_passed: entry.state != EntryState::Waiting,
            }),
        },
        waiting: 4,
        join,
        join_form: FormState::default(),
        leave,
        set_ready,
        chat: place.map(|_| people::badge(0)),
    }
}

/// A waiting room whose practice asks for a passed device test.
fn untested() -> ViewState {
    let mut room = WaitingRoom {
        set_ready: refuse(WhyNot::DeviceTestNeeded),
        ..waiting(Some(EntryState::Waiting))
    };
    if let Loadable::Loaded { value: Some(place) } = &mut room.place {
        place.device_test_policy = DeviceTestPolicy::Require;
    }
    in_waiting(room)
}

/// The waiting room that calls are drawn above.
pub(crate) fn waiting_ready() -> ViewState {
    in_waiting(waiting(Some(EntryState::Ready)))
}

fn in_waiting(room: WaitingRoom) -> ViewState {
    view(patient(), Screen::WaitingRoom(room))
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let mut pages = homes();
    pages.extend(practice_rooms());
    pages.extend(waiting_rooms());
    pages
}

fn homes() -> Vec<(&'static str, ViewState)> {
    let loaded = || Loadable::Loaded { value: schedules() };
    let failed = || Loadable::Failed {
        problem: unreachable(),
    };
    let empty = || Loadable::Loaded { value: Vec::new() };
    let problem = super::refused(ProblemCode::Invalid, Vec::new(), None);
    let refused = FormState {
        problem: Some(problem),
        ..FormState::default()
    };
    let blank = FormState::default;
    let busy = FormState {
        busy: true,
        ..blank()
    };
    let field = FieldProblem {
        field: "ends_at".into(),
        code: FieldCode::OutOfRange,
    };
    let wrong = FormState {
        problem: Some(super::refused(ProblemCode::Invalid, vec![field], None)),
        ..blank()
    };
    vec![
        ("doctor-home", doctor_home(loaded(), blank())),
        (
            "doctor-home-loading",
            doctor_home(Loadable::Loading, blank()),
        ),
        ("doctor-home-failed", doctor_home(failed(), blank())),
        ("doctor-home-empty", doctor_home(empty(), blank())),
        ("doctor-home-changing", changing(busy)),
        ("doctor-home-change-fields", changing(wrong)),
        ("doctor-home-form-refused", doctor_home(loaded(), refused)),
        (
            "doctor-home-offline",
            offline(doctor_home(loaded(), blank())),
        ),
        ("patient-home", patient_home(loaded())),
        ("patient-home-loading", patient_home(Loadable::Loading)),
        ("patient-home-failed", patient_home(failed())),
        ("patient-home-empty", patient_home(empty())),
        ("patient-home-offline", offline(patient_home(loaded()))),
    ]
}

fn practice_rooms() -> Vec<(&'static str, ViewState)> {
    let not_ready = vec![entry(2, "Bo Lindqvist-Österreicher", EntryState::Waiting)];
    let online = practice(ScheduleStatus::Online, queue());
    let busy = PracticeRoom {
        invite_next: Action::Busy,
        ..online.clone()
    };
    let loading = PracticeRoom {
        queue: Loadable::Loading,
        ..online.clone()
    };
    let problem = unreachable();
    let failed = PracticeRoom {
        queue: Loadable::Failed { problem },
        ..online.clone()
    };
    let cut = PracticeRoom {
        end: refuse(WhyNot::Offline),
        invite_next: refuse(WhyNot::Offline),
        ..online
    };
    vec![
        ("practice-room", practice_online()),
        ("practice-room-inviting", in_practice(busy)),
        (
            "practice-room-upcoming",
            in_practice(practice(ScheduleStatus::Upcoming, not_ready.clone())),
        ),
        (
            "practice-room-nobody-ready",
            in_practice(practice(ScheduleStatus::Online, not_ready)),
        ),
        (
            "practice-room-empty",
            in_practice(practice(ScheduleStatus::Online, Vec::new())),
        ),
        (
            "practice-room-over",
            in_practice(practice(ScheduleStatus::Completed, queue())),
        ),
        ("practice-room-loading", in_practice(loading)),
        ("practice-room-failed", in_practice(failed)),
        ("practice-room-offline", offline(in_practice(cut))),
    ]
}

fn waiting_rooms() -> Vec<(&'static str, ViewState)> {
    let full = WaitingRoom {
        join: refuse(WhyNot::QueueFull),
        ..waiting(None)
    };
    let joining = WaitingRoom {
        join: Action::Busy,
        join_form: FormState {
            busy: true,
            ..FormState::default()
        },
        ..waiting(None)
    };
    let loading = WaitingRoom {
        place: Loadable::Loading,
        join: Action::Busy,
        leave: Action::Busy,
        set_ready: Action::Busy,
        ..waiting(None)
    };
    let away = WaitingRoom {
        leave: refuse(WhyNot::Offline),
        set_ready: refuse(WhyNot::Offline),
        ..waiting(Some(EntryState::Waiting))
    };
    let answering = WaitingRoom {
        set_ready: Action::Busy,
        ..waiting(Some(EntryState::Waiting))
    };
    let early = WaitingRoom {
        schedule: schedule(2, ScheduleStatus::Upcoming),
        ..waiting(Some(EntryState::Waiting))
    };
    let over = WaitingRoom {
        schedule: schedule(1, ScheduleStatus::Completed),
        waiting: 0,
        join: refuse(WhyNot::SessionOver),
        chat: None,
        ..waiting(Some(EntryState::Done))
    };
    vec![
        (
            "waiting-room",
            in_waiting(waiting(Some(EntryState::Waiting))),
        ),
        ("waiting-room-ready", waiting_ready()),
        ("waiting-room-not-joined", in_waiting(waiting(None))),
        ("waiting-room-joining", in_waiting(joining)),
        ("waiting-room-full", in_waiting(full)),
        ("waiting-room-loading", in_waiting(loading)),
        (
            "waiting-room-done",
            in_waiting(waiting(Some(EntryState::Done))),
        ),
        (
            "waiting-room-removed",
            in_waiting(waiting(Some(EntryState::Removed))),
        ),
        ("waiting-room-offline", offline(in_waiting(away))),
        ("waiting-room-busy", in_waiting(answering)),
        ("waiting-room-upcoming", in_waiting(early)),
        ("waiting-room-over", in_waiting(over)),
        ("waiting-room-test-required", untested()),
    ]
}
