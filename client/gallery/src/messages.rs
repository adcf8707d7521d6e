//! The own threads: the list, and one of them open beside it.

use crate::people::{DAY_S, NOW, doctor, patient, user_id};
use crate::scene::{Pages, Scene};
use crate::server::Server;
use crate::sessions::encounter;
use crate::threads::{diary, message, talk};
use client_core::ChatIntent;
use shared::{
    CallKind, ChatMarks, ChatPartner, EncounterId, Me, Message, Role, Thread, Timestamp, paths,
};
use uuid::Uuid;

fn thread_id(number: u128) -> EncounterId {
    EncounterId(Uuid::from_u128(number))
}

/// A thread with somebody of that number and name, whose newest message is so many minutes old.
fn thread(
    (number, role, name): (u128, Role, &str),
    (kind, minutes): (CallKind, i64),
    text: &str,
) -> Thread {
    let encounter_id = thread_id(2_000 + number);
    Thread {
        encounter_id,
        kind,
        partner: ChatPartner {
            user_id: user_id(number),
            role,
            name: name.into(),
            marks: ChatMarks::default(),
        },
        last: Message {
            encounter_id,
            sender_id: user_id(number),
            ..message(9, role, minutes, text)
        },
        unread: 0,
        open_until: None,
    }
}

/// The one that is open on most pages.
fn with_other(me: &Me) -> Thread {
    let page = talk(me);
    Thread {
        encounter_id: encounter(),
        kind: CallKind::Queue,
        partner: page.partner,
        last: page
            .messages
            .first()
            .cloned()
            .unwrap_or_else(|| message(1, Role::Patient, 1, "")),
        unread: 0,
        open_until: None,
    }
}

fn until(days: i64) -> Option<Timestamp> {
    Some(NOW.plus_s(days * DAY_S))
}

fn of_patient(server: &mut Server) {
    use Role::Doctor;
    let jonas = (11, Doctor, "Dr. Jonas Lindqvist");
    let professor = (
        12,
        Doctor,
        "Univ.-Prof. Dr. Maximiliane von Hohenstein-Oberndorfer-Lichtenberg",
    );
    server.thread = Some(talk(&patient()));
    server.threads = vec![
        with_other(&patient()),
        Thread {
            unread: 2,
            open_until: until(4),
            ..thread(
                jonas,
                (CallKind::Direct, 95),
                "Please put the cream on twice a day, and send me another picture on Friday.",
            )
        },
        Thread {
            open_until: until(-3),
            ..thread(
                professor,
                (CallKind::Appointment, 14_000),
                "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz 👍",
            )
        },
    ];
}

fn of_doctor(server: &mut Server) {
    use Role::Patient;
    let mut with_file = thread((8, Patient, "Tom Okafor"), (CallKind::Appointment, 380), "");
    with_file.last.file = Some(diary(940));
    server.thread = Some(talk(&doctor()));
    server.threads = vec![
        with_other(&doctor()),
        Thread {
            unread: 1,
            ..thread(
                (4, Patient, "Aylin Demir"),
                (CallKind::Queue, 21),
                "Merhaba, the fever is gone since this morning.",
            )
        },
        Thread {
            unread: 128,
            open_until: until(6),
            ..with_file
        },
        Thread {
            open_until: until(-30),
            ..thread(
                (3, Patient, "John Doe"),
                (CallKind::Direct, 61_000),
                "مرحبا دكتور، شكرا جزيلا",
            )
        },
    ];
}

fn list(me: Me, change: fn(&mut Server)) -> Scene {
    Scene::of(me)
        .with(change)
        .start()
        .does(ChatIntent::ShowMessages)
}

fn open(me: Me, change: fn(&mut Server)) -> Scene {
    list(me, change).does(ChatIntent::OpenThread {
        encounter_id: encounter(),
    })
}

pub(crate) fn pages() -> Pages {
    let closed = open(patient(), |server| {
        of_patient(server);
        for thread in server.threads.iter_mut().take(1) {
            thread.open_until = until(-1);
        }
        if let Some(page) = &mut server.thread {
            page.open_until = until(-1);
        }
    });
    vec![
        ("messages", list(patient(), of_patient).view()),
        ("messages-open", open(patient(), of_patient).view()),
        ("messages-closed", closed.view()),
        ("messages-doctor", list(doctor(), of_doctor).view()),
        ("messages-doctor-open", open(doctor(), of_doctor).view()),
        ("messages-empty", list(patient(), |_| ()).view()),
        (
            "messages-loading",
            list(patient(), |server| server.holds(paths::THREADS)).view(),
        ),
        (
            "messages-failed",
            list(patient(), |server| server.loses(paths::THREADS))
                .passes(6)
                .view(),
        ),
    ]
}
