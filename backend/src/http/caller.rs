use crate::app::{Asker, IdempotencyKey, Trouble, accounts};
use crate::practice::Practice;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use shared::{Pii, ProblemCode};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// Whoever the access token speaks for (RFC 6750, 2.1).
pub struct SignedInCaller(pub Asker);

impl FromRequest for SignedInCaller {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Trouble>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let unknown = Trouble::Known(ProblemCode::Unauthenticated);
        let header = request
            .headers()
            .get("Authorization")
            .and_then(|value| value.to_str().ok());
        let token = header
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(Pii::from);
        let practice = request.app_data::<web::Data<Practice>>().cloned();
        Box::pin(async move {
            let (Some(token), Some(practice)) = (token, practice) else {
                return Err(unknown);
            };
            Ok(Self(accounts::authenticate(&practice, &token).await?))
        })
    }
}

/// Longest idempotency key, in bytes.
const KEY_BYTES: usize = 128;

/// The `Idempotency-Key` header, if there is one.
pub struct Key(pub Option<IdempotencyKey>);

impl FromRequest for Key {
    type Error = Trouble;
    type Future = Ready<Result<Self, Trouble>>;

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
            Some(_) => Err(Trouble::Known(ProblemCode::BadRequest)),
        })
    }
}
