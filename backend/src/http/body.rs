use crate::app::Trouble;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::{ProblemCode, limits};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long a body may take to arrive: a slow sender must not hold a worker.
const BODY: Duration = Duration::from_secs(10);

/// A JSON body. An absent one is read as `{}`, for requests whose fields all have a default.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Trouble>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        let request = request.clone();
        Box::pin(async move {
            let payload = web::Payload::from_request(&request, &mut { payload }).await;
            let payload = payload.map_err(|_| Trouble::Known(ProblemCode::BadRequest))?;
            let whole =
                tokio::time::timeout(BODY, payload.to_bytes_limited(limits::BODY_BYTES)).await;
            let bytes = match whole {
                Ok(Ok(Ok(bytes))) => bytes,
                Ok(Ok(Err(_))) | Err(_) => return Err(Trouble::Known(ProblemCode::BadRequest)),
                Ok(Err(_)) => return Err(Trouble::Known(ProblemCode::TooLarge)),
            };
            let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
            serde_json::from_slice(text)
                .map(Self)
                .map_err(|_| Trouble::Known(ProblemCode::BadRequest))
        })
    }
}

/// An id in the path; a malformed one names nothing, so there is no such thing.
pub fn path_id<T: std::str::FromStr>(request: &HttpRequest, name: &str) -> Result<T, Trouble> {
    let text = request.match_info().get(name).ok_or(Trouble::NotFound)?;
    text.parse().map_err(|_| Trouble::NotFound)
}
