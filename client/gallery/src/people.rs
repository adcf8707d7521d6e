//! The gallery's invented people and sessions.

use client_core::{
    Action, CallBack, ChatBadge, DevicesView, Inbox, InboxLine, LanguageView, LinkState, Loadable,
    Screen, ViewState,
};
use shared::{
    CallId, CallKind, DeviceTest, EncounterId, EntryId, EntryState, Me, Notification,
    NotificationAbout, NotificationChoice, NotificationKind, PasswordTry, Presence, QueueEntry,
    RingReceipt, RingStage, Role, Schedule, ScheduleId, ScheduleStatus, TestPart, TestReason,
    TestVerdict, Timestamp, UserId,
};
use uuid::Uuid;

/// The gallery's present: 2026-11-02, 09:00 in Vienna.
pub(crate) const NOW: Timestamp = Timestamp(1_793_606_400_000);

const fn user_id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub(crate) fn me(role: Role) -> Me {
    let (number, name, email) = match role {
        Role::Doctor => (1, "Dr. Eva Grey", "doctor@clinic.example"),
        Role::Patient => (2, "John Doe", "john@mail.example"),
        Role::Admin => (3, "Admin", "admin@clinic.example"),
    };
    Me {
        user_id: user_id(number),
        role,
        name: name.into(),
        email: email.into(),
        time_zone: "Europe/Vienna".into(),
        approved: true,
    }
}

pub(crate) fn doctor() -> Me {
    me(Role::Doctor)
}

pub(crate) fn patient() -> Me {
    me(Role::Patient)
}

pub(crate) fn view(me: Me, screen: Screen) -> ViewState {
    ViewState {
        clock_offset_ms: 0,
        server_url: Some("https://clinic.example".into()),
        refused_address: None,
        link: LinkState::Online,
        me: Some(me),
        screen,
        call: None,
        chat: None,
        notices: Vec::new(),
        inbox: Some(inbox(0)),
        bridge: None,
        synthetic_media: false,
        language: LanguageView::default(),
        devices: DevicesView::default(),
        notification_choices: Some(Loadable::Loaded { value: choices() }),
    }
}

/// One kind of each sort: everywhere, in the app alone, by mail as well, and not at all.
fn choices() -> Vec<NotificationChoice> {
    let choice = |kind, in_app, os, mail| NotificationChoice {
        kind,
        in_app,
        os,
        mail,
    };
    vec![
        choice(NotificationKind::MissedCall, true, true, None),
        choice(NotificationKind::NewMessage, true, false, None),
        choice(
            NotificationKind::AppointmentReminder,
            true,
            true,
            Some(true),
        ),
        choice(
            NotificationKind::AppointmentChanged,
            false,
            false,
            Some(false),
        ),
    ]
}

pub(crate) fn schedule(number: u128, status: ScheduleStatus) -> Schedule {
    let (title, description, starts_at) = match status {
        ScheduleStatus::Online => ("Morning hours", "Walk-in, in turn.", NOW.plus_s(-1_800)),
        ScheduleStatus::Upcoming => ("Afternoon hours", "", NOW.plus_s(14_400)),
        ScheduleStatus::Completed => ("Early hours", "", NOW.plus_s(-14_400)),
    };
    Schedule {
        id: ScheduleId(Uuid::from_u128(100 + number)),
        doctor_id: user_id(1),
        doctor_name: "Dr. Eva Grey".into(),
        specialty: "General practice".into(),
        title: title.into(),
        description: description.into(),
        status,
        starts_at,
        ends_at: starts_at.plus_s(7_200),
        time_zone: "Europe/Vienna".into(),
        capacity: 20,
        waiting: 4,
        version: 3,
    }
}

/// The first one's device is good throughout, the second one's is not, the others did not test.
fn tested(number: u32) -> Option<DeviceTest> {
    let part = |verdict, reason| TestPart { verdict, reason };
    let good = part(TestVerdict::Good, None);
    let all_good = DeviceTest {
        camera: good,
        microphone: good,
        speaker: good,
        network: good,
        ring: good,
    };
    match number {
        1 => Some(all_good),
        2 => Some(DeviceTest {
            camera: part(TestVerdict::Failed, Some(TestReason::Refused)),
            speaker: part(TestVerdict::Untested, None),
            network: part(TestVerdict::Weak, Some(TestReason::Slow)),
            ..all_good
        }),
        _ => None,
    }
}

pub(crate) fn entry(number: u32, name: &str, state: EntryState) -> QueueEntry {
    let stage = match state {
        EntryState::Invited => Some(RingStage::Sounding),
        _ => None,
    };
    QueueEntry {
        entry_id: EntryId(Uuid::from_u128(200 + u128::from(number))),
        patient_id: user_id(10 + u128::from(number)),
        name: name.into(),
        age: (number != 3).then_some(30 + 7 * number),
        reason: if number == 2 {
            "".into()
        } else {
            "Cough for a week, no fever.".into()
        },
        position: state.is_open().then_some(number),
        state,
        joined_at: NOW.plus_s(-60 * i64::from(20 - number)),
        presence: match number % 3 {
            1 => Presence::Present,
            2 => Presence::Away,
            _ => Presence::Gone,
        },
        call_id: None,
        device_test: tested(number),
        receipt: stage.map(|stage| RingReceipt { stage, stall: None }),
        unread: 0,
        device_test_lacking: number == 2 && state.is_open(),
    }
}

/// What the practice has told the person, with so many unread ones on top.
pub(crate) fn inbox(unread: u32) -> Inbox {
    let id = ScheduleId(Uuid::from_u128(101));
    let title = || "Morning hours".to_owned();
    let abouts = [
        NotificationAbout::MissedCall {
            call_id: CallId(Uuid::from_u128(300)),
            other_name: "Dr. Eva Grey".into(),
            other_id: Some(user_id(1)),
            call_kind: Some(CallKind::Direct),
            outgoing: true,
        },
        NotificationAbout::RemovedFromQueue { schedule_id: id },
        NotificationAbout::SessionStarted {
            schedule_id: id,
            title: title(),
        },
        NotificationAbout::NewMessage {
            encounter_id: EncounterId(Uuid::from_u128(201)),
            from_name: "Dr. Maya Lindqvist".into(),
        },
        NotificationAbout::SessionEnded {
            schedule_id: id,
            title: title(),
        },
        NotificationAbout::PasswordTried {
            at: PasswordTry::SignIn,
        },
    ];
    let lines = (0_u32..).zip(abouts).map(|(place, about)| {
        let created_at = NOW.plus_s(-3_000 * i64::from(place) - 240);
        let removed = matches!(about, NotificationAbout::RemovedFromQueue { .. });
        InboxLine {
            session_title: removed.then(title),
            call_back: call_back_of(&about),
            notification: Notification {
                number: 6 - i64::from(place),
                about,
                created_at,
                read_at: (place >= unread).then_some(NOW),
            },
        }
    });
    Inbox {
        unread,
        lines: Loadable::Loaded {
            value: lines.collect(),
        },
    }
}

fn call_back_of(about: &NotificationAbout) -> Option<CallBack> {
    matches!(about, NotificationAbout::MissedCall { .. }).then(|| CallBack::CallAgain {
        doctor_id: user_id(1),
        action: Action::Allowed,
    })
}

/// A button that opens a chat, with so many unread messages.
pub(crate) fn badge(unread: u32) -> ChatBadge {
    ChatBadge {
        encounter_id: EncounterId(Uuid::from_u128(201)),
        unread,
    }
}
