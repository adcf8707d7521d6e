use super::contract::{Contract, Who};
use super::describe::Describes;
use super::looking::Asking;
use super::spending::Bill;
use crate::app::idempotency::IdempotencyKey;
use crate::app::{Principal, identity};
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use crate::tokens::{bearer_token, hex};
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use domain::access::Identity;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::ProblemCode;
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// Whoever the access token speaks for (RFC 6750, 2.1).
pub struct SignedIn(Principal);

impl SignedIn {
    /// Who it is, and as what.
    pub const fn identity(&self) -> Identity {
        self.0.identity
    }

    /// Who asks, at this moment.
    pub fn asks(&self) -> Principal {
        self.0.at(clock::now())
    }
}

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let unknown = AppError::Known(ProblemCode::Unauthenticated);
        let token = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|header| bearer_token(header.to_str().ok()?));
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let bill = Bill::of(request);
        let asking = request.extensions().get::<Asking>().cloned();
        Box::pin(async move {
            let (Some(token), Some(state)) = (token, state) else {
                return Err(unknown);
            };
            let principal = identity::authenticate(&state, &token, clock::now()).await?;
            bill.settle(&state, &principal)?;
            if let Some(asking) = asking {
                asking.known(principal);
            }
            Ok(Self(principal))
        })
    }
}

impl Describes for SignedIn {
    fn describe(contract: &mut Contract) {
        contract.who = Who::SignedIn;
    }
}

/// Longest idempotency key, in bytes.
pub const KEY_BYTES: usize = 128;

/// The `Idempotency-Key` header, if there is one.
pub struct Key(Option<String>);

impl Key {
    /// The key of this wish: what the handler is for, and all that it was told.
    pub fn of(self, operation: &str, wish: &impl Serialize) -> Option<IdempotencyKey> {
        let key = self.0?;
        let told = serde_json::to_vec(&(operation, wish)).unwrap_or_default();
        let wish = hex(&Sha256::digest(&told));
        Some(IdempotencyKey { key, wish })
    }
}

impl FromRequest for Key {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request
            .headers()
            .get("Idempotency-Key")
            .map(|value| value.to_str().ok());
        ready(match header {
            None => Ok(Self(None)),
            Some(Some(key)) if (1..=KEY_BYTES).contains(&key.len()) => {
                Ok(Self(Some(key.to_owned())))
            }
            Some(_) => Err(AppError::Known(ProblemCode::BadRequest)),
        })
    }
}

impl Describes for Key {
    fn describe(contract: &mut Contract) {
        contract.key = true;
    }
}
