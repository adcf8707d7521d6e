use super::contract::{Contract, Payload, SchemaRef};
use super::describe::Describes;
use crate::error::AppError;
use actix_web::dev;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::{FieldCode, FieldProblem, ProblemCode, Timestamp, limits};
use std::borrow::Cow;
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
        // Nothing is unpacked here: a small body could become a large one (RFC 9110, 8.4).
        let is_packed = request
            .headers()
            .get_all(CONTENT_ENCODING)
            .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"));
        Box::pin(async move {
            if is_packed {
                return Err(AppError::Known(ProblemCode::UnsupportedEncoding));
            }
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
    let text = &with_line_breaks(text)[..];
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

/// The same JSON with line breaks for what word processors and PDF files have in their place, which comes with
/// pasted text: vertical tabs and form feeds. In JSON they are written in full, never as they are.
fn with_line_breaks(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'\\') {
        return Cow::Borrowed(text);
    }
    let mut broken = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        if *first != b'\\' {
            broken.push(*first);
            rest = tail;
            continue;
        }
        rest = match tail {
            [b'f', tail @ ..] => {
                broken.extend(b"\\n");
                tail
            }
            [b'u', b'0', b'0', b'0', b'b' | b'B' | b'c' | b'C', tail @ ..] => {
                broken.extend(b"\\n");
                tail
            }
            [escaped, tail @ ..] => {
                broken.extend([b'\\', *escaped]);
                tail
            }
            [] => {
                broken.push(b'\\');
                tail
            }
        };
    }
    Cow::Owned(broken)
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
    fn pasted_line_breaks_of_other_kinds_are_line_breaks() {
        for (text, expected) in [
            (r#""a\u000bb\u000Cc\fd""#, "a\nb\nc\nd"),
            // An escaped backslash is none of them.
            (r#""a\\u000b\\f""#, r"a\u000b\f"),
            (r#""\u000a\u00b0\"""#, "\n\u{b0}\""),
        ] {
            assert_eq!(read::<String>(text.as_bytes()).unwrap(), expected);
        }
        assert!(read::<String>(br#""a\"#).is_err());
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
