//! What every answer says besides itself, whatever it is: the headers that OWASP's cheat sheets on HTTP headers
//! and on REST ask for.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::{HttpResponse, ResponseError};
use std::fmt::{Display, Formatter};

/// For a year, a browser that reached this name over TLS does not try without (RFC 6797).
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Said unless the answer itself says something else of the same name.
const USUAL: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // Answers are about people, or hold what proves who they are.
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Adds what is not said yet.
pub fn add_usual(headers: &mut HeaderMap, https: bool) {
    for (name, value) in USUAL {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
}

/// An error whose answer carries them, too: the web framework makes it once all middleware is done.
#[derive(Debug)]
pub struct WithUsual {
    /// What went wrong.
    pub error: actix_web::Error,
    /// Whether the visitor came by TLS.
    pub https: bool,
}

impl Display for WithUsual {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for WithUsual {
    fn status_code(&self) -> StatusCode {
        self.error.as_response_error().status_code()
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut answer = self.error.as_response_error().error_response();
        add_usual(answer.headers_mut(), self.https);
        answer
    }
}
