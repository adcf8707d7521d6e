use super::contract::{Contract, Payload, SchemaRef};
use super::describe::Describes;
use crate::error::AppError;
use actix_web::dev;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::{ProblemCode, limits};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use utoipa::ToSchema;

/// How long a body may take to arrive: a slow sender must not hold a worker.
const BODY: Duration = Duration::from_secs(10);

/// A JSON body. An absent one is read as `{}`, for requests whose fields all have a default.
pub struct Body<T>(pub T);

impl<T: ToSchema> Describes for Body<T> {
    fn describe(contract: &mut Contract) {
        contract.body = Some(Payload::Json(SchemaRef::of::<T>()));
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let payload = payload.take();
        let request = request.clone();
        Box::pin(async move {
            let payload = web::Payload::from_request(&request, &mut { payload }).await;
            let payload = payload.map_err(|_| AppError::Known(ProblemCode::BadRequest))?;
            let bytes = bytes_of(payload, limits::MAX_BODY_BYTES, BODY).await?;
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
