//! Doctors and appointments: the lists, one from close up, and its call.

use crate::agenda::{
    asked, cancelled, joined, missed, moved, of_doctor, of_patient, open, soon, tested,
};
use crate::calls::{accepts, active, ringing_of, told};
use crate::ends::over;
use crate::people::{MINUTE_S, NOW, doctor, patient, patient_abroad};
use crate::scene::{Pages, Scene};
use crate::server::{Reply, Server, as_it_is};
use client_core::{AppointmentIntent, Method};
use serde_json::json;
use shared::{
    Appointment, AppointmentNews, CallKind, CallSnapshot, Cause, Me, Notification,
    NotificationAbout, Outcome, ReminderTime, ServerFrame, paths,
};

fn doctors(change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(patient())
        .with(change)
        .start()
        .does(AppointmentIntent::ShowDoctors)
}

fn list(me: Me, appointments: Vec<Appointment>) -> Scene {
    listed(me, |server| server.appointments = appointments)
}

fn listed(me: Me, change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(me)
        .with(change)
        .start()
        .does(AppointmentIntent::ShowAppointments)
}

/// One of them from close up.
pub(crate) fn close_up(me: Me, appointment: Appointment) -> Scene {
    let appointment_id = appointment.id;
    Scene::of(me)
        .with(|server| server.appointments = vec![appointment])
        .start()
        .does(AppointmentIntent::OpenAppointment { appointment_id })
}

pub(crate) fn pages() -> Pages {
    let mut pages = lists();
    pages.extend(close_ups());
    pages.extend(calls());
    pages
}

fn lists() -> Pages {
    let feed = || list(patient(), Vec::new()).does(AppointmentIntent::ShowFeed);
    vec![
        ("doctors", doctors(as_it_is).view()),
        (
            "doctors-loading",
            doctors(|server| server.holds(paths::DOCTORS)).view(),
        ),
        (
            "doctors-empty",
            doctors(|server| server.doctors.clear()).view(),
        ),
        (
            "doctors-failed",
            doctors(|server| server.loses(paths::DOCTORS))
                .passes(6)
                .view(),
        ),
        ("appointments", list(patient(), of_patient()).view()),
        (
            "appointments-abroad",
            list(patient_abroad(), of_patient()).view(),
        ),
        ("appointments-doctor", list(doctor(), of_doctor()).view()),
        (
            "appointments-loading",
            listed(patient(), |server| server.holds(paths::APPOINTMENTS)).view(),
        ),
        (
            "appointments-failed",
            listed(patient(), |server| server.loses(paths::APPOINTMENTS))
                .passes(6)
                .view(),
        ),
        ("appointments-feed-known", feed().view()),
        ("appointments-feed-none", without_feed().view()),
        (
            "appointments-feed",
            feed().does(AppointmentIntent::RenewFeed).view(),
        ),
        (
            "appointments-doctor-empty",
            list(doctor(), Vec::new()).view(),
        ),
        ("appointments-notices", noticing().view()),
    ]
}

/// Looking for a calendar feed that is not there yet.
fn without_feed() -> Scene {
    let none = Reply::ok(json!({ "exists": false }));
    listed(patient(), |server| {
        server.replies(Method::Get, paths::CALENDAR, none);
    })
    .does(AppointmentIntent::ShowFeed)
}

/// Told of one appointment, and reminded of another.
fn noticing() -> Scene {
    let (moved, near) = (soon(), open());
    let abouts = [
        NotificationAbout::AppointmentChanged {
            appointment_id: moved.id,
            news: AppointmentNews::Moved,
            other_name: moved.doctor_name,
            starts_at: moved.starts_at,
        },
        NotificationAbout::AppointmentReminder {
            appointment_id: near.id,
            before: ReminderTime::TenMinutes,
            other_name: near.doctor_name,
            starts_at: near.starts_at,
        },
    ];
    let list = list(patient(), vec![open()]);
    (1..).zip(abouts).fold(list, |scene, (number, about)| {
        scene.hears(ServerFrame::Notification {
            notification: Notification {
                number,
                about,
                created_at: NOW.plus_s(-MINUTE_S),
                read_at: None,
            },
        })
    })
}

fn close_ups() -> Pages {
    let missing = |change: fn(&mut Server)| {
        Scene::of(patient())
            .with(change)
            .start()
            .does(AppointmentIntent::OpenAppointment {
                appointment_id: soon().id,
            })
    };
    vec![
        ("appointment", close_up(patient(), soon()).view()),
        (
            "appointment-abroad",
            close_up(patient_abroad(), soon()).view(),
        ),
        ("appointment-open", close_up(patient(), open()).view()),
        ("appointment-join", close_up(patient(), joined()).view()),
        ("appointment-doctor", close_up(doctor(), tested()).view()),
        ("appointment-request", close_up(doctor(), asked()).view()),
        ("appointment-asked", close_up(patient(), asked()).view()),
        (
            "appointment-cancelled",
            close_up(patient(), cancelled()).view(),
        ),
        ("appointment-missed", close_up(patient(), missed()).view()),
        ("appointment-moved", close_up(patient(), moved()).view()),
        (
            "appointment-loading",
            missing(|server| server.holds(paths::APPOINTMENT)).view(),
        ),
        (
            "appointment-failed",
            missing(|server| server.loses(paths::APPOINTMENT))
                .passes(6)
                .view(),
        ),
    ]
}

/// The doctor has started the call, which rings loudly for so many seconds more and then waits.
fn ringing(loud_s: i64) -> CallSnapshot {
    CallSnapshot {
        appointment_id: Some(open().id),
        until: Some(open().closes_at),
        loud_until: Some(NOW.plus_s(loud_s)),
        ..ringing_of(CallKind::Appointment, doctor(), patient())
    }
}

fn calls() -> Pages {
    let at = |me: Me, call: CallSnapshot| told(close_up(me, joined()), call);
    let lost = over(
        active(ringing(20)),
        Outcome::Lost,
        Some(Cause::OtherSideGone),
        None,
    );
    let absent = over(ringing(0), Outcome::NoShow, Some(Cause::PartyAbsent), None);
    vec![
        ("appointment-waiting", at(doctor(), ringing(20)).view()),
        ("appointment-waiting-quiet", at(doctor(), ringing(0)).view()),
        ("appointment-ringing", at(patient(), ringing(20)).view()),
        (
            "appointment-join-elsewhere",
            told(doctors(as_it_is), ringing(0)).view(),
        ),
        (
            "appointment-call-lost",
            told(accepts(at(patient(), ringing(20)), ringing(20)), lost).view(),
        ),
        (
            "appointment-call-absent",
            told(at(doctor(), ringing(0)), absent).view(),
        ),
    ]
}
