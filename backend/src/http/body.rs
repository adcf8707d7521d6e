use crate::app::AppError;
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
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        let request = request.clone();
        Box::pin(async move {
            let payload = web::Payload::from_request(&request, &mut { payload }).await;
            let payload = payload.map_err(|_| AppError::Known(ProblemCode::BadRequest))?;
            let bytes = bytes_of(payload, limits::BODY_BYTES, BODY).await?;
            let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
            serde_json::from_slice(text)
                .map(Self)
                .map_err(|_| AppError::Known(ProblemCode::BadRequest))
        })
    }
}

/// A body's bytes, at most `most` of them, all within `patience`.
///
/// # Errors
/// More bytes, or they break off or take too long.
pub async fn bytes_of(
    payload: web::Payload,
    most: usize,
    patience: Duration,
) -> Result<web::Bytes, AppError> {
    match tokio::time::timeout(patience, payload.to_bytes_limited(most)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) | Err(_) => Err(AppError::Known(ProblemCode::BadRequest)),
        Ok(Err(_)) => Err(AppError::Known(ProblemCode::TooLarge)),
    }
}

/// An id in the path; a malformed one names nothing, so there is no such thing.
pub fn path_id<T: std::str::FromStr>(request: &HttpRequest, name: &str) -> Result<T, AppError> {
    let text = request.match_info().get(name).ok_or(AppError::NotFound)?;
    text.parse().map_err(|_| AppError::NotFound)
}
