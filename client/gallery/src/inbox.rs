//! What the bell holds, and short messages.

use crate::people::{MINUTE_S, NOW, doctor, patient, user_id};
use crate::rooms::{in_practice, in_waiting};
use crate::scene::{Pages, Scene};
use crate::server::{Server, as_it_is};
use crate::sessions::{encounter, evening, morning, yesterday};
use client_core::NotificationIntent;
use shared::{
    CallId, CallKind, EntryState, Notification, NotificationAbout, NotificationChoice,
    NotificationKind, ServerFrame, WaitingRoomNews, paths,
};
use uuid::Uuid;

fn told(number: i64, minutes: i64, about: NotificationAbout) -> Notification {
    Notification {
        number,
        about,
        created_at: NOW.plus_s(-minutes * MINUTE_S),
        read_at: None,
    }
}

fn started() -> NotificationAbout {
    NotificationAbout::SessionStarted {
        schedule_id: morning().id,
        title: morning().title,
    }
}

fn ended() -> NotificationAbout {
    NotificationAbout::SessionEnded {
        schedule_id: yesterday().id,
        title: yesterday().title,
        never_started: false,
    }
}

fn removed() -> NotificationAbout {
    NotificationAbout::RemovedFromQueue {
        schedule_id: evening().id,
    }
}

fn lapsed() -> NotificationAbout {
    NotificationAbout::PlaceLapsed {
        schedule_id: morning().id,
        title: morning().title,
    }
}

fn by_phone() -> NotificationAbout {
    NotificationAbout::ByPhoneOnly {
        doctor_name: doctor().name,
    }
}

fn message(from_name: &str) -> NotificationAbout {
    NotificationAbout::NewMessage {
        encounter_id: encounter(),
        from_name: from_name.into(),
    }
}

/// What a patient was told, newest first, with so many unread ones on top.
fn list(unread: usize) -> Vec<Notification> {
    let missed = NotificationAbout::MissedCall {
        call_id: CallId(Uuid::from_u128(301)),
        other_name: "Dr. Jonas Lindqvist".into(),
        other_id: Some(user_id(11)),
        call_kind: Some(CallKind::Direct),
        outgoing: true,
    };
    let mut list = vec![
        told(8, 3, missed),
        told(7, 14, removed()),
        told(6, 24, started()),
        told(5, 95, message("Dr. Jonas Lindqvist")),
        told(4, 22 * 60, ended()),
    ];
    for one in list.iter_mut().skip(unread) {
        one.read_at = Some(NOW.plus_s(-MINUTE_S));
    }
    list
}

fn bell(notifications: Vec<Notification>, unread: u32) -> Scene {
    Scene::of(patient())
        .with(|server| {
            server.notifications = notifications;
            server.unread = unread;
        })
        .start()
}

/// Told one after the other while the app runs.
fn hearing(scene: Scene, abouts: Vec<NotificationAbout>) -> Scene {
    let told = (1..)
        .zip(abouts)
        .map(|(number, about)| told(number, 0, about));
    told.fold(scene, |scene, notification| {
        scene.hears(ServerFrame::Notification { notification })
    })
}

/// The server can't be reached for what the person does.
fn failing(scene: Scene) -> Scene {
    scene
        .with(|server| server.in_reach = false)
        .does(NotificationIntent::ChooseNotification(NotificationChoice {
            kind: NotificationKind::MissedCall,
            in_app: false,
            os: false,
            mail: None,
        }))
        .passes(16)
}

pub(crate) fn pages() -> Pages {
    let home = |change: fn(&mut Server)| Scene::of(patient()).with(change).start();
    let patients = hearing(
        in_waiting(EntryState::Waiting),
        vec![started(), ended(), removed(), message("Dr. Ana Weber")],
    );
    let doctors = hearing(
        in_practice(EntryState::Waiting),
        vec![
            message("Aylin Demir"),
            NotificationAbout::WaitingRoom {
                schedule_id: evening().id,
                patient_id: user_id(8),
                patient_name: "Tom Okafor".into(),
                title: evening().title,
                news: WaitingRoomNews::Arrived,
            },
        ],
    );
    let ready = ServerFrame::ReadyChanged {
        schedule_id: morning().id,
        patient_id: patient().user_id,
        ready: true,
    };
    vec![
        ("inbox", bell(list(2), 2).view()),
        ("inbox-read", bell(list(0), 0).view()),
        ("inbox-many", bell(list(4), 128).view()),
        (
            "inbox-loading",
            home(|server| server.holds(paths::NOTIFICATIONS)).view(),
        ),
        (
            "inbox-failed",
            home(|server| server.loses(paths::NOTIFICATIONS))
                .passes(6)
                .view(),
        ),
        ("notices", failing(patients).view()),
        (
            "notices-lapsed",
            hearing(home(as_it_is), vec![lapsed(), by_phone()]).view(),
        ),
        ("notices-doctor", doctors.hears(ready).view()),
    ]
}
