//! The doctor's notes beside a call, in each state that is not the ordinary one.

use crate::calls::{at_doctor, doctor_talks_in};
use crate::scene::{Pages, Scene};
use crate::server::{NOTES, Reply, Server, as_it_is, notes};
use crate::sessions::encounter;
use client_core::{Method, NotesIntent};
use shared::{ProblemCode, paths};

/// A call beside which the server has these notes.
fn talks(change: impl FnOnce(&mut Server)) -> Scene {
    doctor_talks_in(at_doctor().with(change))
}

/// The doctor writes on and pauses.
fn writing(scene: Scene) -> Scene {
    let text = format!("{NOTES}\nSick note until Friday.").into();
    let encounter_id = encounter();
    scene
        .does(NotesIntent::WriteNotes { encounter_id, text })
        .passes(1)
}

/// What becomes of it.
fn saving(reply: Reply) -> Scene {
    let scene = talks(|server| server.replies(Method::Put, paths::NOTES, reply));
    writing(scene.with(|server| server.notes = notes("Cough for a week.", 4)))
}

pub(crate) fn pages() -> Pages {
    vec![
        (
            "call-notes-blank",
            talks(|server| server.notes = notes("", 0)).view(),
        ),
        (
            "call-notes-failed",
            talks(|server| server.loses(paths::NOTES)).passes(16).view(),
        ),
        ("call-notes-saving", saving(Reply::Silence).view()),
        (
            "call-notes-waiting",
            writing(talks(as_it_is).goes_offline()).view(),
        ),
        (
            "call-notes-conflict",
            saving(Reply::refused(ProblemCode::NotesChanged)).view(),
        ),
        (
            "call-notes-refused",
            saving(Reply::refused(ProblemCode::Invalid)).view(),
        ),
    ]
}
