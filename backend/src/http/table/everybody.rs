//! Accounts, people and the server itself.

use crate::http::health::Health;
use crate::http::operation::Operation as Op;
use crate::http::{accounts, health, notifications, people};
use actix_web::web::{get, patch, post, put};
use shared::{
    DoctorCard, DoctorList, LoginRequest, MarkRead, Me, MeChange, NotificationList,
    NotificationPreferences, PasswordChange, ProblemCode as P, RefreshRequest, RegisterRequest,
    SignedIn, paths,
};

pub fn operations() -> Vec<Op> {
    vec![
        Op::get(paths::HEALTH, "health", "Is the process alive", || {
            get().to(health::health)
        })
        .gives::<Health>(),
        Op::get(paths::READY, "ready", "Can it serve", || {
            get().to(health::ready)
        })
        .gives::<Health>(),
        Op::get(paths::OPENAPI, "openapi", "This document", || {
            get().to(health::openapi)
        }),
        Op::get(paths::DOCS, "docs", "This document for people", || {
            get().to(health::docs)
        }),
        Op::get(
            paths::METRICS,
            "metrics",
            "Numbers for Prometheus, to this machine only",
            || get().to(health::metrics),
        )
        .refuses(&[P::NotFound]),
        Op::post(
            paths::SEED,
            "seed",
            "Seed demo data: demo mode and this machine only",
            || post().to(health::seed),
        )
        .with_status(204)
        .refuses(&[P::NotFound, P::AlreadySeeded]),
        Op::post(
            paths::REGISTER,
            "register",
            "Register a person and sign the device in",
            || post().to(accounts::register),
        )
        .takes::<RegisterRequest>()
        .gives::<SignedIn>()
        .with_status(201)
        .refuses(&[P::Invalid, P::EmailTaken, P::TooManyRequests]),
        Op::post(paths::LOGIN, "login", "Sign a device in", || {
            post().to(accounts::login)
        })
        .takes::<LoginRequest>()
        .gives::<SignedIn>()
        .refuses(&[P::WrongCredentials, P::TooManyRequests]),
        Op::post(
            paths::REFRESH,
            "refresh",
            "Exchange a refresh token for the next one",
            || post().to(accounts::refresh),
        )
        .takes::<RefreshRequest>()
        .gives::<SignedIn>()
        .refuses(&[P::Unauthenticated, P::RefreshReused, P::TooManyRequests]),
        Op::post(paths::LOGOUT, "logout", "Sign this device out", || {
            post().to(accounts::logout)
        })
        .signed_in()
        .with_status(204),
        Op::post(
            paths::LOGOUT_ALL,
            "logout_all",
            "Sign every own device out",
            || post().to(accounts::logout_all),
        )
        .signed_in()
        .with_status(204),
        Op::post(
            paths::PASSWORD_CHANGE,
            "change_password",
            "Change the own password; other devices are signed out",
            || post().to(accounts::change_password),
        )
        .signed_in()
        .takes::<PasswordChange>()
        .with_status(204)
        .refuses(&[P::Invalid, P::WrongCredentials, P::TooManyRequests]),
        Op::get(paths::ME, "me", "Who am I", || get().to(accounts::me))
            .signed_in()
            .gives::<Me>(),
        Op::patch(paths::ME, "change_me", "Change name or time zone", || {
            patch().to(accounts::change_me)
        })
        .signed_in()
        .takes::<MeChange>()
        .gives::<Me>()
        .refuses(&[P::Invalid]),
        Op::get(
            paths::DOCTORS,
            "doctors",
            "Doctors who may practise",
            || get().to(people::doctors),
        )
        .signed_in()
        .gives::<DoctorList>(),
        Op::get(paths::DOCTOR, "doctor", "One of them", || {
            get().to(people::doctor)
        })
        .signed_in()
        .gives::<DoctorCard>(),
        Op::get(
            paths::NOTIFICATIONS,
            "notifications",
            "Own notifications, newest first",
            || get().to(notifications::list),
        )
        .signed_in()
        .gives::<NotificationList>(),
        Op::post(
            paths::NOTIFICATIONS_READ,
            "notifications_read",
            "Mark one and every older one as read",
            || post().to(notifications::mark_read),
        )
        .signed_in()
        .takes::<MarkRead>()
        .gives::<NotificationList>(),
        Op::get(
            paths::NOTIFICATION_PREFERENCES,
            "notification_preferences",
            "Which kinds of notifications are wanted",
            || get().to(notifications::preferences),
        )
        .signed_in()
        .gives::<NotificationPreferences>(),
        Op::put(
            paths::NOTIFICATION_PREFERENCES,
            "save_notification_preferences",
            "Choose which kinds are wanted",
            || put().to(notifications::save_preferences),
        )
        .signed_in()
        .takes::<NotificationPreferences>()
        .gives::<NotificationPreferences>()
        .refuses(&[P::Invalid]),
    ]
}
