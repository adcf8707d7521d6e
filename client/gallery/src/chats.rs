//! Chats: in the practice room, in the waiting room, and beside a call.

use crate::calls::{at_doctor, at_patient, doctor_talks, patient_talks};
use crate::people::{NOW, doctor, patient};
use crate::rooms::{in_practice, in_waiting};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server};
use crate::sessions::encounter;
use crate::threads::{diary, message, page, talk, with_file};
use client_core::{ChatIntent, Method, SessionIntent};
use shared::{ChatMarks, EntryState, MessagePage, Role, ServerFrame, paths};

fn opens() -> ChatIntent {
    ChatIntent::OpenChat {
        encounter_id: encounter(),
    }
}

fn writes(text: &str) -> ChatIntent {
    ChatIntent::WriteMessage { text: text.into() }
}

/// The doctor opens this thread.
pub(crate) fn with_patient(thread: MessagePage) -> Scene {
    at_doctor()
        .with(|server| server.thread = Some(thread))
        .does(opens())
}

/// The patient does.
pub(crate) fn with_doctor(thread: MessagePage) -> Scene {
    waiting(|server| server.thread = Some(thread))
}

fn waiting(change: impl FnOnce(&mut Server)) -> Scene {
    at_patient().with(change).does(opens())
}

pub(crate) fn nothing() -> MessagePage {
    page(&patient(), Vec::new(), ChatMarks::default())
}

/// Long words, other scripts, a file, line breaks, and earlier messages on the server.
fn various() -> MessagePage {
    use Role::{Doctor, Patient};
    let mut messages = vec![
        message(11, Patient, 12, "مرحبا دكتور، ضغط الدم 148/95 هذا الصباح."),
        message(
            12,
            Doctor,
            11,
            "Please read:\n\n1. the leaflet\n2. the table on its second page",
        ),
        message(
            13,
            Patient,
            10,
            "https://clinic.example/leaflets/hypertension-what-you-can-do-yourself-at-home",
        ),
        with_file(14, Patient, "", diary(940)),
        message(
            15,
            Doctor,
            5,
            "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz 👍",
        ),
    ];
    messages.extend((16..30).map(|number| {
        let by = if number % 3 == 0 { Patient } else { Doctor };
        let text = if number % 2 == 0 {
            "Yes."
        } else {
            "No, only at night."
        };
        message(number, by, 4, text)
    }));
    let marks = ChatMarks {
        delivered: 15,
        read: 12,
    };
    MessagePage {
        has_earlier: true,
        ..page(&doctor(), messages, marks)
    }
}

/// One message more than the various ones.
fn more() -> Scene {
    with_patient(various()).hears(ServerFrame::Message {
        message: message(30, Role::Patient, 1, "One more."),
    })
}

/// The first messages of the thread, which come when they are asked for.
fn with_earlier() -> Scene {
    let mut first = talk(&doctor());
    first.messages.retain(|one| one.number < 3);
    for one in &mut first.messages {
        one.number += 8;
    }
    more()
        .with(|server| server.thread = Some(first))
        .does(ChatIntent::LoadEarlier)
}

/// One message that the server would not have, and two that wait for it.
fn unsent() -> Scene {
    let mut thread = talk(&patient());
    thread.messages.retain(|one| one.number < 5);
    with_doctor(thread)
        .with(|server| server.replies(Method::Post, paths::MESSAGES, Reply::too_many(20)))
        .does(writes("This one was too much at once."))
        .goes_offline()
        .does(writes("I am in the lift now."))
        .does(writes("Back in a minute!"))
}

/// Queues whose patients have written.
fn unread() -> Scene {
    in_practice(EntryState::Ready)
        .with(|server| {
            let counts = [0, 3, 128, 0, 1];
            for (entry, unread) in server.entries.iter_mut().zip(counts) {
                entry.unread = unread;
            }
        })
        .does(SessionIntent::Reload)
}

/// A call beside which the doctor has written.
fn unread_in_call() -> Scene {
    (1..4).fold(patient_talks(), |scene, number| {
        scene.hears(ServerFrame::Message {
            message: message(number, Role::Doctor, 0, "Can you hear me?"),
        })
    })
}

pub(crate) fn pages() -> Pages {
    let typing = ServerFrame::Typing {
        encounter_id: encounter(),
        user_id: patient().user_id,
        typing: true,
    };
    let closed = MessagePage {
        open_until: Some(NOW.plus_s(-60)),
        ..talk(&patient())
    };
    let called = |scene: Scene, thread: MessagePage| {
        scene
            .with(|server| server.thread = Some(thread))
            .does(opens())
            .view()
    };
    let told = in_waiting(EntryState::Ready)
        .with(|server| {
            if let Some(place) = &mut server.place {
                place.unread = 2;
            }
        })
        .does(SessionIntent::Reload);
    vec![
        (
            "chat-practice",
            with_patient(talk(&doctor())).hears(typing).view(),
        ),
        ("chat-practice-various", with_patient(various()).view()),
        (
            "chat-practice-earlier",
            with_patient(various())
                .with(|server| server.holds(paths::MESSAGES))
                .does(ChatIntent::LoadEarlier)
                .view(),
        ),
        ("chat-practice-more", more().view()),
        ("chat-practice-with-earlier", with_earlier().view()),
        ("chat-practice-unread", unread().view()),
        ("chat-waiting", with_doctor(talk(&patient())).view()),
        ("chat-waiting-unread", told.view()),
        ("chat-waiting-empty", with_doctor(nothing()).view()),
        ("chat-waiting-unsent", unsent().view()),
        (
            "chat-waiting-loading",
            waiting(|server| server.holds(paths::MESSAGES)).view(),
        ),
        (
            "chat-waiting-failed",
            waiting(|server| server.loses(paths::MESSAGES))
                .passes(16)
                .view(),
        ),
        ("chat-waiting-closed", with_doctor(closed).view()),
        ("chat-call-doctor", called(doctor_talks(), talk(&doctor()))),
        ("chat-call", called(patient_talks(), talk(&patient()))),
        ("chat-call-unread", unread_in_call().view()),
    ]
}
