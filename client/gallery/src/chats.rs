//! Chats: in the practice room, in the waiting room, and beside a call.

use crate::kit::{refused, unreachable};
use crate::people::{self, NOW};
use crate::{calls, rooms};
use client_core::{
    Action, AttachRules, ChatLine, ChatLineState, ChatView, FileLine, FilePresence, FileSaving,
    LinkState, Loadable, SaveFailure, Screen, ViewState, WhyNot,
};
use shared::{EncounterId, FileId, ProblemCode, limits};
use uuid::Uuid;

fn line(number: u128, own: bool, minutes_ago: i64, text: &str, state: ChatLineState) -> ChatLine {
    ChatLine {
        key: Uuid::from_u128(800 + number).to_string(),
        own,
        text: text.into(),
        file: None,
        at: NOW.plus_s(-60 * minutes_ago),
        state,
    }
}

fn chat(partner: &str, lines: Vec<ChatLine>) -> ChatView {
    ChatView {
        encounter_id: EncounterId(Uuid::from_u128(201)),
        partner_name: Some(partner.into()),
        lines: Loadable::Loaded { value: lines },
        load_earlier: Action::Refused {
            why: WhyNot::NothingEarlier,
        },
        write: Action::Allowed,
        partner_types: false,
        attach: AttachRules {
            action: Action::Allowed,
            left: 5,
            most_bytes: 10 * 1024 * 1024,
            media_types: limits::CHAT_MEDIA_TYPES.map(str::to_owned).to_vec(),
        },
        longest: 4_000,
    }
}

/// A short talk, from one side or the other.
fn talk(by_doctor: bool) -> Vec<ChatLine> {
    use ChatLineState::{Delivered, Read, Received, Sent};
    let state = |own: bool, state: ChatLineState| if own { state } else { Received };
    let (doctor, patient) = (by_doctor, !by_doctor);
    vec![
        line(
            1,
            patient,
            1_502,
            "Good morning, doctor. I have booked for tomorrow, is that early enough?",
            state(patient, Read),
        ),
        line(
            2,
            doctor,
            1_490,
            "It is. If the fever rises above 39 °C, call us before.",
            state(doctor, Read),
        ),
        line(
            3,
            patient,
            9,
            "I measured twice today: 148/95 and 151/97.",
            state(patient, Read),
        ),
        line(
            4,
            doctor,
            7,
            "Thank you. Did you take the tablets before or after?",
            state(doctor, Read),
        ),
        line(
            5,
            doctor,
            7,
            "And please sit for five minutes before you measure again.",
            state(doctor, Delivered),
        ),
        line(
            6,
            patient,
            2,
            "Before the first one. The last reading, sitting: 144/92.",
            state(patient, Sent),
        ),
    ]
}

fn diary() -> FileLine {
    FileLine {
        id: Some(FileId(Uuid::from_u128(900))),
        name: "Blood-pressure-diary-of-the-last-four-weeks-morning-and-evening.pdf".into(),
        bytes: 482_113,
        media_type: "application/pdf".into(),
        picture: false,
        presence: FilePresence::Away,
        saving: FileSaving::Idle,
    }
}

fn picture(number: u128, presence: FilePresence) -> FileLine {
    FileLine {
        id: Some(FileId(Uuid::from_u128(number))),
        name: "arm.jpg".into(),
        bytes: 1_843_200,
        media_type: "image/jpeg".into(),
        picture: true,
        presence,
        ..diary()
    }
}

/// Files in every stage, on their way out and in.
fn files() -> ChatView {
    use ChatLineState::{Failed, Received, Uploading, Waiting};
    let with = |number, own, file, state| ChatLine {
        file: Some(file),
        ..line(number, own, 4, "", state)
    };
    let unsent = |number, name: &str, state| {
        let file = FileLine {
            id: None,
            name: name.into(),
            media_type: String::new(),
            ..diary()
        };
        with(number, true, file, state)
    };
    let saved = FileLine {
        saving: FileSaving::Saved {
            name: "diary (2).pdf".into(),
        },
        ..diary()
    };
    let unsaved = FileLine {
        saving: FileSaving::Failed {
            why: SaveFailure::NotWritten,
        },
        ..diary()
    };
    let lost = FilePresence::Failed {
        problem: unreachable(),
    };
    let kind = refused(ProblemCode::UnsupportedFile, Vec::new(), None);
    let mut view = chat(
        "Dr. Eva Grey",
        vec![
            with(50, false, picture(950, FilePresence::Coming), Received),
            with(51, false, picture(951, lost), Received),
            with(52, false, saved, Received),
            with(53, false, unsaved, Received),
            unsent(54, "film.mov", Failed { problem: kind }),
            unsent(55, "arm.png", Uploading { percent: 62 }),
            unsent(56, "leg.png", Waiting),
        ],
    );
    view.attach.left = 2;
    view
}

/// Long words, other scripts, a file, line breaks, and earlier messages on the server.
fn various() -> ChatView {
    let file = ChatLine {
        file: Some(diary()),
        ..line(13, false, 6, "", ChatLineState::Received)
    };
    let link = "https://clinic.example/leaflets/hypertension-what-you-can-do-yourself-at-home";
    let mut lines = vec![
        line(
            11,
            false,
            12,
            "مرحبا دكتور، ضغط الدم 148/95 هذا الصباح.",
            ChatLineState::Received,
        ),
        line(
            12,
            true,
            11,
            "Please read:\n\n1. the leaflet\n2. the table on its second page",
            ChatLineState::Read,
        ),
        line(14, true, 10, link, ChatLineState::Read),
        file,
        line(
            15,
            true,
            5,
            "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz👍",
            ChatLineState::Delivered,
        ),
    ];
    lines.extend((20..32).map(|number| {
        let own = number % 2 == 0;
        let state = if own {
            ChatLineState::Sent
        } else {
            ChatLineState::Received
        };
        line(number, own, 4, "Yes.", state)
    }));
    ChatView {
        load_earlier: Action::Allowed,
        ..chat("Ana Ruiz", lines)
    }
}

/// What was written without a server, and what the server would not have.
fn unsent() -> Vec<ChatLine> {
    let closed = refused(ProblemCode::TooManyRequests, Vec::new(), Some(20));
    let mut lines = talk(false);
    lines.truncate(4);
    lines.extend([
        line(
            7,
            true,
            3,
            "This one was too much at once.",
            ChatLineState::Failed { problem: closed },
        ),
        line(8, true, 1, "I am in the lift now.", ChatLineState::Sending),
        line(9, true, 0, "Back in a minute!", ChatLineState::Waiting),
    ]);
    lines
}

fn at_doctor(chat: ChatView) -> ViewState {
    let mut view = ViewState {
        chat: Some(chat),
        ..rooms::practice_online()
    };
    if let Screen::PracticeRoom(room) = &mut view.screen
        && let Loadable::Loaded { value } = &mut room.queue
    {
        for (row, unread) in value.iter_mut().zip([0, 3, 128, 1]) {
            row.entry.unread = unread;
            row.chat.unread = unread;
            row.chat.encounter_id = row.entry.entry_id.into();
        }
    }
    view
}

fn at_patient(chat: ChatView) -> ViewState {
    ViewState {
        chat: Some(chat),
        ..rooms::waiting_ready()
    }
}

fn in_call(mut view: ViewState, chat: Option<ChatView>, unread: u32) -> ViewState {
    if let Some(call) = &mut view.call {
        call.chat = Some(people::badge(unread));
    }
    ViewState { chat, ..view }
}

pub(crate) fn pages() -> Vec<(&'static str, ViewState)> {
    let doctor = "Dr. Eva Grey";
    let with = |lines: Loadable<Vec<ChatLine>>| ChatView {
        partner_name: None,
        lines,
        ..chat(doctor, Vec::new())
    };
    let typing = ChatView {
        partner_types: true,
        ..chat("Ana Ruiz", talk(true))
    };
    let closed = ChatView {
        write: Action::Refused {
            why: WhyNot::ChatClosed,
        },
        ..chat(doctor, talk(false))
    };
    let failed = Loadable::Failed {
        problem: unreachable(),
    };
    let offline = ViewState {
        link: LinkState::Reconnecting {
            retry_at: NOW.plus_s(3),
            fault: None,
        },
        ..at_patient(chat(doctor, unsent()))
    };
    let badge = |mut view: ViewState| {
        view.chat = None;
        if let Screen::WaitingRoom(room) = &mut view.screen {
            room.chat = Some(people::badge(2));
        }
        view
    };
    vec![
        ("chat-practice", at_doctor(typing)),
        ("chat-practice-various", at_doctor(various())),
        (
            "chat-practice-unread",
            ViewState {
                chat: None,
                ..at_doctor(various())
            },
        ),
        (
            "chat-practice-empty",
            at_doctor(chat("Ana Ruiz", Vec::new())),
        ),
        ("chat-practice-files", at_doctor(files())),
        ("chat-waiting", at_patient(chat(doctor, talk(false)))),
        (
            "chat-waiting-unread",
            badge(at_patient(chat(doctor, Vec::new()))),
        ),
        ("chat-waiting-empty", at_patient(chat(doctor, Vec::new()))),
        ("chat-waiting-unsent", offline),
        ("chat-waiting-files", at_patient(files())),
        ("chat-waiting-loading", at_patient(with(Loadable::Loading))),
        ("chat-waiting-failed", at_patient(with(failed))),
        ("chat-waiting-closed", at_patient(closed)),
        (
            "chat-call-doctor",
            in_call(
                calls::active_at_doctor(),
                Some(chat("Ana Ruiz", talk(true))),
                0,
            ),
        ),
        (
            "chat-call-patient",
            in_call(
                calls::active_at_patient(),
                Some(chat(doctor, talk(false))),
                0,
            ),
        ),
        (
            "chat-call-unread",
            in_call(calls::active_at_patient(), None, 3),
        ),
    ]
}
