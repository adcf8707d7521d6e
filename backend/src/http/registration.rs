//! Making accounts.

use super::answer::Created;
use super::body::Body;
use super::contract::{Contract, SchemaRef};
use super::describe::Describes;
use super::device::{Device, Remembered};
use super::operation::{self, Operation};
use super::visitor::Visitor;
use crate::app::registration::{self, Registered};
use crate::budgets::Purse;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::body::BoxBody;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse, Responder};
use shared::{
    CodeSent, PendingRegistration, ProblemCode as P, RegisterRequest, RegistrationCode,
    RegistrationTicket, SignedIn, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::REGISTER,
            "register",
            "Register a person and sign the device in; where addresses are proved, mail a code first",
            register,
        )
        .spends(Purse::Registrations)
        .refuses(&[P::Invalid, P::EmailTaken]),
        operation::post(
            paths::REGISTER_CODE,
            "resend_registration_code",
            "Mail the code of a registration once more; the one before no longer counts",
            resend,
        )
        .spends(Purse::Codes)
        .refuses(&[P::CodeExpired]),
        operation::post(
            paths::REGISTER_VERIFY,
            "verify_registration",
            "Complete a registration by its code and sign the device in",
            verify,
        )
        .spends(Purse::Codes)
        .refuses(&[P::WrongCode, P::CodeExpired, P::EmailTaken]),
    ]
}

/// 201 and signed in, or 202 and a code on its way.
enum Answer {
    SignedIn(Box<Remembered<Created<SignedIn>>>),
    CodeSent(PendingRegistration),
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::SignedIn(answer) => answer.respond_to(request),
            Self::CodeSent(pending) => HttpResponse::Accepted().json(pending),
        }
    }
}

impl Describes for Answer {
    fn describe(contract: &mut Contract) {
        Created::<SignedIn>::describe(contract);
        contract.also = Some((202, SchemaRef::of::<PendingRegistration>()));
    }
}

async fn register(
    state: Data<AppState>,
    from: Visitor,
    device: Device,
    body: Body<RegisterRequest>,
) -> Result<Answer, AppError> {
    match registration::register(&state, body.0, clock::now()).await? {
        Registered::SignedIn(signed_in) => {
            let answer = device.remember(&state, from, *signed_in, Created)?;
            Ok(Answer::SignedIn(Box::new(answer)))
        }
        Registered::CodeSent(pending) => Ok(Answer::CodeSent(pending)),
    }
}

async fn resend(
    state: Data<AppState>,
    body: Body<RegistrationTicket>,
) -> Result<Json<CodeSent>, AppError> {
    registration::resend(&state, body.0, clock::now())
        .await
        .map(Json)
}

async fn verify(
    state: Data<AppState>,
    from: Visitor,
    device: Device,
    body: Body<RegistrationCode>,
) -> Result<Remembered<Json<SignedIn>>, AppError> {
    let signed_in = registration::verify(&state, body.0, clock::now()).await?;
    device.remember(&state, from, signed_in, Json)
}
