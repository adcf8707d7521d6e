//! What hangs on an encounter, for its two people.

use crate::http::operation::Operation as Op;
use crate::http::{chat, notes};
use actix_web::web::{get, post, put};
use shared::{
    ChatFile, Message, MessagePage, NewMessage, Notes, ProblemCode as P, SaveNotesRequest, paths,
};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(
            paths::MESSAGES,
            "messages",
            "A page of the thread, newest first",
            || get().to(chat::page),
        )
        .signed_in()
        .with_numbers(&[("before", "Only messages with smaller numbers.")])
        .gives::<MessagePage>(),
        Op::post(
            paths::MESSAGES,
            "write_message",
            "Write into the thread",
            || post().to(chat::write),
        )
        .signed_in()
        .takes::<NewMessage>()
        .gives::<Message>()
        .with_status(201)
        .refuses(&[P::Invalid, P::ChatClosed, P::TooManyRequests]),
        Op::post(
            paths::CHAT_FILES,
            "put_file",
            "Put a file into the thread: JPEG, PNG, WebP or PDF",
            || post().to(chat::take_file),
        )
        .signed_in()
        .takes_bytes()
        .gives::<ChatFile>()
        .with_status(201)
        .refuses(&[
            P::Invalid,
            P::TooLarge,
            P::UnsupportedFile,
            P::TooManyFiles,
            P::ChatClosed,
            P::TooManyRequests,
        ]),
        Op::get(
            paths::CHAT_FILE,
            "open_file",
            "A file of the thread",
            || get().to(chat::open_file),
        )
        .signed_in()
        .gives_bytes(),
        Op::get(paths::NOTES, "notes", "What the doctor noted", || {
            get().to(notes::get)
        })
        .signed_in()
        .gives::<Notes>()
        .refuses(&[P::Denied, P::NotApproved]),
        Op::put(
            paths::NOTES,
            "save_notes",
            "Replace what the doctor noted",
            || put().to(notes::save),
        )
        .signed_in()
        .takes::<SaveNotesRequest>()
        .gives::<Notes>()
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::Invalid,
            P::NotesChanged,
            P::DoctorBusy,
        ]),
    ]
}
