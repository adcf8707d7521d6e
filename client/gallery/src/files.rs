//! Files in a chat, in every stage on their way out and in.

use crate::chats::{nothing, with_doctor};
use crate::people::patient;
use crate::scene::{Pages, Scene};
use crate::server::Reply;
use crate::threads::{diary, page, picture, with_file};
use client_core::{ChatIntent, Input, Method, SaveFailure};
use serde_json::Value;
use shared::{ChatFile, ChatMarks, FileId, ProblemCode, Role, paths};
use uuid::Uuid;

const fn file_id(number: u128) -> FileId {
    FileId(Uuid::from_u128(number))
}

const fn shows(number: u128) -> ChatIntent {
    ChatIntent::ShowFile {
        file_id: file_id(number),
    }
}

const fn saves(number: u128) -> ChatIntent {
    ChatIntent::SaveFile {
        file_id: file_id(number),
    }
}

/// What comes of the fetching of files from now on.
fn fetching(scene: Scene, reply: Reply) -> Scene {
    scene.with(|server| server.replies(Method::Get, paths::CHAT_FILE, reply))
}

/// What the doctor sent.
fn received() -> Scene {
    let sent = |number, text: &str, file: ChatFile| with_file(number, Role::Doctor, text, file);
    let messages = vec![
        sent(1, "This is how it looks today.", picture(951, "arm.png")),
        sent(2, "", picture(952, "back.png")),
        sent(3, "", picture(953, "leg.png")),
        sent(4, "", diary(954)),
        sent(5, "", diary(955)),
        sent(6, "", diary(956)),
        sent(7, "", diary(957)),
        // The page's own stand-in for the bridge has more pixels for it than are shown.
        sent(8, "", picture(968, "panorama.png")),
    ];
    let thread = page(&patient(), messages, ChatMarks::default());
    let here = Reply::Told(200, Value::Null);
    let saved = |number, result| Input::FileSaved {
        file_id: file_id(number),
        result,
    };
    let scene = fetching(with_doctor(thread), here)
        .does(shows(951))
        .does(shows(968))
        .does(saves(956))
        .takes(saved(956, Ok("Blood-pressure-diary (2).pdf".into())))
        .does(saves(957))
        .takes(saved(957, Err(SaveFailure::NotWritten)));
    let scene = fetching(scene, Reply::LOST).does(shows(953)).passes(16);
    fetching(scene, Reply::Silence)
        .does(shows(952))
        .does(saves(955))
}

fn attaches(scene: Scene, transfer: u32, name: &str) -> Scene {
    scene.does(ChatIntent::AttachFile {
        transfer,
        name: name.into(),
        bytes: 482_113,
    })
}

/// One that was sent, one that the server would not have, one that is on its way and one that waits.
fn sending() -> Scene {
    let own = with_file(1, Role::Patient, "", picture(961, "arm.png"));
    let marks = ChatMarks {
        delivered: 1,
        read: 1,
    };
    let scene = with_doctor(page(&patient(), vec![own], marks));
    let scene = fetching(scene, Reply::Told(200, Value::Null)).does(shows(961));
    let kind = Reply::refused(ProblemCode::UnsupportedFile);
    let scene = scene.with(|server| server.replies(Method::Post, paths::CHAT_FILES, kind));
    let scene = attaches(scene, 1, "holiday.mov");
    let scene = scene
        .with(|server| server.replies(Method::Post, paths::CHAT_FILES, Reply::Silence))
        .does(ChatIntent::WriteMessage {
            text: "My arm and my leg".into(),
        });
    let name = "a-photograph-with-quite-a-long-name-of-my-left-arm.png";
    let scene = attaches(scene, 2, name).sends(298_911);
    attaches(scene, 3, "leg.png")
}

/// As many as may wait.
fn many() -> Scene {
    (1..6).fold(with_doctor(nothing()), |scene, transfer| {
        attaches(scene, transfer, "leg.png")
    })
}

pub(crate) fn pages() -> Pages {
    vec![
        ("chat-waiting-files", received().view()),
        ("chat-waiting-sending", sending().view()),
        ("chat-waiting-many", many().view()),
    ]
}
