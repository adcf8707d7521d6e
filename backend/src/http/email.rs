//! Proving and changing one's own address.

use super::body::Body;
use super::operation::{self, Operation};
use super::principal::SignedIn;
use super::visitor::Visitor;
use crate::app::email;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{CodeSent, EmailChange, EmailCode, Me, ProblemCode as P, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::EMAIL_CODE,
            "send_email_code",
            "Mail a code to the own address; the one before no longer counts",
            send_code,
        )
        .spends(Purse::Codes)
        .refuses(&[P::NoMail]),
        operation::post(
            paths::EMAIL_VERIFY,
            "verify_email",
            "Prove the own address, or the new one, by its code",
            verify,
        )
        .spends(Purse::Codes)
        .refuses(&[P::WrongCode, P::CodeExpired, P::EmailTaken]),
        operation::post(
            paths::EMAIL_CHANGE,
            "change_email",
            "Mail a code to the address that is to take the place of the own one",
            change,
        )
        .spends(Purse::Codes)
        .refuses(&[P::Invalid, P::WrongCredentials, P::NoMail]),
    ]
}

async fn send_code(state: Data<AppState>, user: SignedIn) -> Result<Json<CodeSent>, AppError> {
    email::send_code(&state, user.asks()).await.map(Json)
}

async fn verify(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<EmailCode>,
) -> Result<Json<Me>, AppError> {
    email::verify(&state, user.asks(), body.0).await.map(Json)
}

async fn change(
    state: Data<AppState>,
    user: SignedIn,
    from: Visitor,
    body: Body<EmailChange>,
) -> Result<Json<CodeSent>, AppError> {
    let from = from.network();
    email::change(&state, user.asks(), body.0, from)
        .await
        .map(Json)
}
