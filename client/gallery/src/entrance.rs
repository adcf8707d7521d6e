//! Before anybody is signed in, and those for whom there are no rooms.

use crate::people::{admin, doctor, patient};
use crate::scene::{Pages, Scene};
use crate::server::Reply;
use client_core::{Method, NetworkFault, SessionIntent};
use shared::{FieldCode, Me, ProblemCode, RegisterRequest, RegisterRole, paths};

fn outside() -> Scene {
    Scene::of(patient()).start_signed_out()
}

/// A try to sign in, and what becomes of it.
fn signing_in(reply: Reply) -> Scene {
    outside()
        .with(|server| server.replies(Method::Post, paths::LOGIN, reply))
        .does(sign_in())
}

fn sign_in() -> SessionIntent {
    SessionIntent::SignIn {
        email: patient().email,
        password: "patient123".into(),
    }
}

/// A try to sign in with the app at an address that is not used.
fn at_no_server(address: &str) -> Scene {
    Scene::of(patient()).start_at(address).does(sign_in())
}

/// A try to register, and what becomes of it.
fn registering(reply: Reply) -> Scene {
    let Me {
        name,
        email,
        time_zone,
        ..
    } = patient();
    outside()
        .with(|server| server.replies(Method::Post, paths::REGISTER, reply))
        .does(SessionIntent::Register(RegisterRequest {
            role: RegisterRole::Patient,
            name,
            email,
            password: "patient123".into(),
            date_of_birth: Some("1984-05-02".into()),
            time_zone,
        }))
}

/// A session that an earlier run kept, and what becomes of it.
fn opening(reply: Reply) -> Scene {
    Scene::of(patient())
        .with(|server| server.replies(Method::Post, paths::REFRESH, reply))
        .start()
}

pub(crate) fn pages() -> Pages {
    let waiting = Me {
        approved: false,
        ..doctor()
    };
    let wrong = Reply::wrong_fields(&[
        ("email", FieldCode::Malformed),
        ("password", FieldCode::TooShort),
        ("date_of_birth", FieldCode::OutOfRange),
    ]);
    let taken = Reply::refused(ProblemCode::EmailTaken);
    let void = Reply::refused(ProblemCode::RefreshReused);
    let expired = Reply::Unreachable(NetworkFault::Expired);
    let credentials = Reply::refused(ProblemCode::WrongCredentials);
    vec![
        ("opening", opening(Reply::Silence).view()),
        ("opening-unreachable", opening(Reply::LOST).view()),
        ("sign-in", outside().view()),
        ("sign-in-busy", signing_in(Reply::Silence).view()),
        ("sign-in-wrong", signing_in(credentials).view()),
        ("sign-in-too-often", signing_in(Reply::too_many(30)).view()),
        ("sign-in-unreachable", signing_in(Reply::LOST).view()),
        ("sign-in-clock", signing_in(expired).view()),
        (
            "sign-in-no-server",
            at_no_server("http://clinic.example").view(),
        ),
        (
            "sign-in-malformed-server",
            at_no_server("clinic example").view(),
        ),
        ("sign-in-signed-out", opening(void).view()),
        (
            "register",
            outside().does(SessionIntent::ShowRegister).view(),
        ),
        ("register-busy", registering(Reply::Silence).view()),
        ("register-fields", registering(wrong).view()),
        ("register-taken", registering(taken).view()),
        ("awaiting-approval", Scene::of(waiting).start().view()),
        ("admin-notice", Scene::of(admin()).start().view()),
    ]
}
