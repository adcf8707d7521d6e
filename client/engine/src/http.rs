//! REST requests, as the core words them.
//!
//! Owns deadlines and the size of answers. Never retries, follows no redirect and keeps no cookie:
//! what is asked, and how often, is the core's decision.

use client_core::{HttpAnswer, HttpFailure, HttpRequest, Method};
use shared::Pii;
use std::time::Duration;

/// From the first byte sent to the last byte received.
const DEADLINE: Duration = Duration::from_secs(10);
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// A connection whose packets are not acknowledged for so long is dead (a network was left).
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(5);
/// Idle connections are closed before a home router forgets them.
const IDLE: Duration = Duration::from_secs(30);
/// The largest answer: a full queue of a thousand entries is below one megabyte.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// Sends requests.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: reqwest::Client,
}

impl HttpClient {
    /// A client with TLS by rustls and its ring provider.
    ///
    /// # Errors
    /// The system has no usable source of trust anchors.
    pub fn new() -> anyhow::Result<Self> {
        // Fails where the process has a provider already, which is as good.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let builder = reqwest::Client::builder()
            .timeout(DEADLINE)
            .connect_timeout(CONNECT_DEADLINE)
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("MedConsult/", env!("CARGO_PKG_VERSION")));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let builder = builder.tcp_user_timeout(UNACKNOWLEDGED);
        Ok(Self {
            client: builder.build()?,
        })
    }

    /// Sends one request and waits for its answer, for ten seconds at most.
    ///
    /// # Errors
    /// No answer came.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpAnswer, HttpFailure> {
        let id = request.id;
        let sent = self.exchange(request).await;
        if let Err(error) = &sent {
            // Without the address: a path may hold the id of a person.
            tracing::debug!(id, timed_out = error.is_timeout(), "no answer");
        }
        sent.map_err(|error| {
            if error.is_timeout() {
                HttpFailure::TimedOut
            } else {
                HttpFailure::Unreachable
            }
        })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpAnswer, reqwest::Error> {
        let mut builder = self.client.request(verb(request.method), &request.url);
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token.reveal());
        }
        if let Some(key) = &request.idempotency_key {
            builder = builder.header("Idempotency-Key", key);
        }
        if let Some(body) = &request.body {
            builder = builder.json(body.reveal());
        }
        let mut response = builder.send().await?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len().saturating_add(chunk.len()) > ANSWER_BYTES {
                tracing::warn!(id = request.id, "an answer is too large");
                bytes.clear();
                break;
            }
            bytes.extend_from_slice(&chunk);
        }
        // What is no JSON is no answer of ours; the core judges it by its status.
        let body = serde_json::from_slice(&bytes).unwrap_or(serde_json::Value::Null);
        Ok(HttpAnswer {
            status,
            body: Pii(body),
        })
    }
}

fn verb(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

#[cfg(test)]
mod tests {
    use super::HttpClient;
    use client_core::{HttpAnswer, HttpFailure, HttpRequest, Method};
    use shared::Pii;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    fn request(url: String) -> HttpRequest {
        HttpRequest {
            id: 1,
            method: Method::Post,
            url,
            bearer: Some("token".into()),
            idempotency_key: Some("key".into()),
            body: Some(Pii(serde_json::json!({ "ready": true }))),
        }
    }

    /// Answers one request with these bytes and gives back what was asked.
    async fn exchange(answer: &'static str) -> (Result<HttpAnswer, HttpFailure>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api/x", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"}") {
                let mut chunk = [0; 1_024];
                let count = stream.read(&mut chunk).unwrap();
                asked.extend_from_slice(&chunk[..count]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(asked).unwrap()
        });
        let result = HttpClient::new().unwrap().send(request(url)).await;
        (result, server.join().unwrap())
    }

    #[tokio::test]
    async fn a_request_carries_token_key_and_body() {
        let (result, asked) = exchange(
            "HTTP/1.1 201 Created\r\ncontent-length: 11\r\nconnection: close\r\n\r\n{\"a\": true}",
        )
        .await;
        let body = Pii(serde_json::json!({ "a": true }));
        assert_eq!(result, Ok(HttpAnswer { status: 201, body }));
        let asked = asked.to_lowercase();
        assert!(asked.starts_with("post /api/x http/1.1"));
        assert!(asked.contains("authorization: bearer token"));
        assert!(asked.contains("idempotency-key: key"));
        assert!(asked.ends_with(r#"{"ready":true}"#));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let (result, _) = exchange(
            "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\
             connection: close\r\n\r\n",
        )
        .await;
        assert_eq!(result.unwrap().status, 302);
    }

    #[tokio::test]
    async fn what_is_no_json_reads_as_null() {
        let (result, _) = exchange(
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>",
        )
        .await;
        let body = Pii(serde_json::Value::Null);
        assert_eq!(result, Ok(HttpAnswer { status: 502, body }));
    }

    #[tokio::test]
    async fn nobody_listening_is_unreachable() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api/x", listener.local_addr().unwrap());
        drop(listener);
        let result = HttpClient::new().unwrap().send(request(url)).await;
        assert_eq!(result, Err(HttpFailure::Unreachable));
    }
}
