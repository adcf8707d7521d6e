use super::contract::{Contract, Payload, SchemaRef};
use super::describe::Describes;
use crate::error::AppError;
use actix_web::dev;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::{FieldCode, FieldProblem, ProblemCode, Timestamp, limits};
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
            read(text).map(Self)
        })
    }
}

/// What a body says. An instant beyond what calendars know is a field that is wrong, not a body that can't
/// be read: forms know what to do with the former.
fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, AppError> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if !error
            .inner()
            .to_string()
            .starts_with(Timestamp::OUT_OF_RANGE)
        {
            return AppError::Known(ProblemCode::BadRequest);
        }
        AppError::Invalid(vec![FieldProblem {
            field: error.path().to_string(),
            code: FieldCode::OutOfRange,
        }])
    })?;
    json.end()
        .map_err(|_| AppError::Known(ProblemCode::BadRequest))?;
    Ok(read)
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::NewSchedule;

    fn schedule(starts_at: i64) -> Result<NewSchedule, AppError> {
        let body = json!({
            "title": "Morning",
            "description": "",
            "starts_at": starts_at,
            "ends_at": 1_800_000_000_000_i64,
            "time_zone": "Europe/Vienna",
            "capacity": 5,
        });
        read(body.to_string().as_bytes())
    }

    #[test]
    fn an_instant_that_no_calendar_knows_is_a_wrong_field() {
        assert!(schedule(1_790_000_000_000).is_ok());
        for beyond in [
            9_007_199_254_740_992,
            i64::MAX,
            i64::MIN,
            limits::MIN_INSTANT_MS - 1,
            limits::MAX_INSTANT_MS + 1,
        ] {
            let Err(AppError::Invalid(fields)) = schedule(beyond) else {
                panic!("{beyond}")
            };
            assert_eq!(fields.len(), 1);
            assert_eq!(fields[0].field, "starts_at");
            assert_eq!(fields[0].code, FieldCode::OutOfRange);
        }
    }

    #[test]
    fn what_is_no_such_body_is_malformed() {
        for text in ["{", "[]", r#"{"title": 5}"#, r#"{"a": 1} more"#] {
            let refused = read::<NewSchedule>(text.as_bytes()).unwrap_err();
            assert_eq!(refused.code(), ProblemCode::BadRequest, "{text}");
        }
        let bare: Result<serde_json::Value, AppError> = read(b"{} more");
        assert!(bare.is_err());
    }
}
