//! Who may connect: only a page of this app, and only with the token it was given.

use std::fmt::Write;
use tokio_tungstenite::tungstenite::handshake::server::{
    Callback, ErrorResponse, Request, Response,
};
use tokio_tungstenite::tungstenite::http::StatusCode;

const TOKEN_BYTES: usize = 32;

/// Origins of the pages that may connect: exact ones such as `tauri://localhost`, or ones with any
/// port such as `http://127.0.0.1:*`.
#[derive(Clone, Debug)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// These.
    #[must_use]
    pub fn new(origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(origins.into_iter().map(Into::into).collect())
    }

    /// Whether a page of this origin may connect.
    #[must_use]
    pub fn allow(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| {
            let Some(host) = allowed.strip_suffix(":*") else {
                return allowed == origin;
            };
            let port = origin.strip_prefix(host).and_then(|r| r.strip_prefix(':'));
            port.is_some_and(|port| port.parse::<u16>().is_ok())
        })
    }
}

/// Made anew at each start; it lives as long as the bridge, so that a page may load again.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn random() -> Self {
        let bytes: [u8; TOKEN_BYTES] = rand::random();
        let mut text = String::with_capacity(2 * TOKEN_BYTES);
        for byte in bytes {
            // Writing into a string doesn't fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Takes equally long for every wrong token of the right length.
    fn is(&self, other: &str) -> bool {
        let pairs = self.0.bytes().zip(other.bytes());
        self.0.len() == other.len() && pairs.fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    }
}

pub(super) struct HandshakeCheck {
    pub(super) token: Token,
    pub(super) origins: AllowedOrigins,
}

impl Callback for &HandshakeCheck {
    /// Answers the handshake; tells a stranger nothing about what was wrong.
    fn on_request(self, request: &Request, ok: Response) -> Result<Response, ErrorResponse> {
        let origin = request.headers().get("origin");
        let origin = origin.and_then(|origin| origin.to_str().ok());
        let query = request.uri().query().unwrap_or_default();
        let token = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="));
        let known = token.is_some_and(|token| self.token.is(token));
        if known && origin.is_some_and(|origin| self.origins.allow(origin)) {
            return Ok(ok);
        }
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = StatusCode::FORBIDDEN;
        Err(refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_whole() {
        let origins = AllowedOrigins::new(["tauri://localhost", "http://127.0.0.1:*"]);
        for good in ["tauri://localhost", "http://127.0.0.1:1420"] {
            assert!(origins.allow(good), "{good}");
        }
        for bad in [
            "",
            "null",
            "tauri://localhost.evil.test",
            "http://127.0.0.1",
            "http://127.0.0.1:80.evil.test",
            "http://127.0.0.1.evil.test:80",
            "https://127.0.0.1:80",
        ] {
            assert!(!origins.allow(bad), "{bad}");
        }
    }

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, other) = (Token::random(), Token::random());
        assert_eq!(one.text().len(), 64);
        assert!(one.is(one.text()) && !one.is(other.text()) && !one.is(""));
    }
}
