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
