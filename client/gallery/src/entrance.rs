//! Before anybody is signed in, and those for whom there are no rooms.

use crate::people::{NOW, admin, doctor, patient};
use crate::scene::{Pages, Scene};
use crate::server::Reply;
use crate::sessions::morning;
use client_core::{Method, NetworkFault, ProofIntent, QueueIntent, SessionIntent};
use serde_json::json;
use shared::{
    CodeSent, FieldCode, Me, PendingRegistration, ProblemCode, RegisterRequest, RegisterRole, paths,
};

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

/// A code is on its way to the patient.
fn code_sent() -> CodeSent {
    CodeSent {
        email: patient().email,
        again_at: NOW.plus_s(48),
        expires_at: NOW.plus_s(29 * 60 + 48),
    }
}

/// A registration that waits for this code.
fn waiting_for(code: CodeSent) -> Scene {
    let pending = PendingRegistration {
        ticket: "ticket".into(),
        code,
    };
    registering(Reply::Told(202, json!(pending)))
}

/// A registration that waits for its code, and what becomes of one.
fn proving(reply: Option<Reply>) -> Scene {
    let scene = waiting_for(code_sent());
    match reply {
        None => scene,
        Some(reply) => scene
            .with(|server| server.replies(Method::Post, paths::REGISTER_VERIFY, reply))
            .does(ProofIntent::ProveAddress {
                code: "0123-4567".into(),
            }),
    }
}

/// A patient who is asked to prove the address before taking a place.
fn asked(sent: Reply) -> Scene {
    let schedule = morning();
    let unproved = Reply::refused(ProblemCode::EmailUnproved);
    let schedule_id = schedule.id;
    Scene::of(patient())
        .with(|server| {
            server.place = None;
            server.replies(Method::Post, paths::JOIN_QUEUE, unproved);
            server.replies(Method::Post, paths::EMAIL_CODE, sent);
        })
        .start()
        .does(QueueIntent::OpenSchedule { schedule_id })
        .does(QueueIntent::JoinQueue {
            reason: "A cough since Monday".into(),
        })
}

/// The same, who uses another address.
fn changing(reply: Reply) -> Scene {
    asked(Reply::ok(json!(code_sent())))
        .with(|server| server.replies(Method::Post, paths::EMAIL_CHANGE, reply))
        .does(ProofIntent::ChangeAddress {
            email: "maria.keller@mail.example".into(),
            current_password: "patient123".into(),
        })
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
    let wrong_code = Reply::refused(ProblemCode::WrongCode);
    let late = Reply::refused(ProblemCode::CodeExpired);
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
        ("register-code", proving(None).view()),
        (
            "register-code-again",
            waiting_for(CodeSent {
                again_at: NOW,
                ..code_sent()
            })
            .view(),
        ),
        ("register-code-busy", proving(Some(Reply::Silence)).view()),
        ("register-code-wrong", proving(Some(wrong_code)).view()),
        ("register-code-expired", proving(Some(late)).view()),
        ("proof-sending", asked(Reply::Silence).view()),
        ("proof", asked(Reply::ok(json!(code_sent()))).view()),
        ("proof-failed", asked(Reply::LOST).view()),
        (
            "proof-change-wrong",
            changing(Reply::refused(ProblemCode::WrongCredentials)).view(),
        ),
        ("awaiting-approval", Scene::of(waiting).start().view()),
        ("admin-notice", Scene::of(admin()).start().view()),
    ]
}
