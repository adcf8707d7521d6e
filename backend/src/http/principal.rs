use crate::app::{AppError, IdempotencyKey, Principal, accounts};
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpRequest, web};
use shared::{Pii, ProblemCode};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// Whoever the access token speaks for (RFC 6750, 2.1).
pub struct SignedIn(pub Principal);

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let unknown = AppError::Known(ProblemCode::Unauthenticated);
        let token = bearer_token(request.headers());
        let state = request.app_data::<web::Data<AppState>>().cloned();
        Box::pin(async move {
            let (Some(token), Some(state)) = (token, state) else {
                return Err(unknown);
            };
            Ok(Self(accounts::authenticate(&state, &token).await?))
        })
    }
}

/// The access token in a request's header.
pub fn bearer_token(headers: &HeaderMap) -> Option<Pii> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    header.strip_prefix("Bearer ").map(Pii::from)
}

/// Longest idempotency key, in bytes.
const KEY_BYTES: usize = 128;

/// The `Idempotency-Key` header, if there is one.
pub struct Key(pub Option<IdempotencyKey>);

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
                Ok(Self(Some(IdempotencyKey(key.to_owned()))))
            }
            Some(_) => Err(AppError::Known(ProblemCode::BadRequest)),
        })
    }
}
