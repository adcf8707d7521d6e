//! Home screens.

use crate::people::{doctor, patient};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server, as_it_is};
use crate::sessions::{evening, skin};
use client_core::{Method, ScheduleIntent};
use serde_json::json;
use shared::{FieldCode, NewSchedule, Schedule, paths};

fn at_doctor(change: fn(&mut Server)) -> Scene {
    Scene::of(doctor()).with(change).start()
}

fn at_patient(change: fn(&mut Server)) -> Scene {
    Scene::of(patient()).with(change).start()
}

/// A change of the evening's plan, and what becomes of it.
fn changing(reply: Reply) -> Scene {
    let Schedule {
        id,
        title,
        description,
        starts_at,
        ends_at,
        time_zone,
        capacity,
        ..
    } = evening();
    at_doctor(as_it_is)
        .with(|server| server.replies(Method::Patch, paths::DOCTOR_SCHEDULE, reply))
        .does(ScheduleIntent::ChangeSchedule {
            schedule_id: id,
            plan: NewSchedule {
                title,
                description,
                starts_at,
                ends_at,
                time_zone,
                capacity,
            },
        })
}

pub(crate) fn pages() -> Pages {
    let wrong = Reply::wrong_fields(&[("ends_at", FieldCode::OutOfRange)]);
    let mut pages = vec![
        ("doctor-home", at_doctor(as_it_is).view()),
        (
            // Neither the figures nor the queue of the running session are here yet.
            "doctor-home-uncounted",
            at_doctor(|server| {
                server.holds(paths::WAITING_ROOMS);
                server.holds(paths::DOCTOR_QUEUE);
            })
            .view(),
        ),
        (
            "doctor-home-deletable",
            at_doctor(|server| server.schedules = vec![skin()]).view(),
        ),
        (
            "doctor-home-changed",
            changing(Reply::ok(json!(evening()))).view(),
        ),
        ("doctor-home-change-refused", changing(wrong).view()),
        (
            "doctor-home-loading",
            at_doctor(|server| server.holds(paths::DOCTOR_SCHEDULES)).view(),
        ),
        (
            "doctor-home-failed",
            at_doctor(|server| server.loses(paths::DOCTOR_SCHEDULES))
                .passes(6)
                .view(),
        ),
        (
            "doctor-home-empty",
            at_doctor(|server| server.schedules.clear()).view(),
        ),
        (
            "doctor-home-offline",
            at_doctor(as_it_is).goes_offline().view(),
        ),
    ];
    pages.extend([
        ("patient-home", at_patient(as_it_is).view()),
        (
            "patient-home-more",
            at_patient(|server| {
                let page = json!({ "schedules": server.schedules, "next": "2.0.more" });
                server.replies(Method::Get, paths::PATIENT_SCHEDULES, Reply::ok(page));
            })
            .view(),
        ),
        (
            "patient-home-loading",
            at_patient(|server| server.holds(paths::PATIENT_SCHEDULES)).view(),
        ),
        (
            "patient-home-failed",
            at_patient(|server| server.loses(paths::PATIENT_SCHEDULES))
                .passes(6)
                .view(),
        ),
        (
            "patient-home-empty",
            at_patient(|server| server.schedules.clear()).view(),
        ),
        (
            "patient-home-offline",
            at_patient(as_it_is).goes_offline().view(),
        ),
    ]);
    pages
}
