//! REST requests, as the core words them.
//!
//! Owns deadlines and the size of answers. Never retries, follows no redirect and keeps no cookie but
//! the one by which a server knows this device again: what is asked, and how often, is the core's
//! decision.

use crate::connector::Connector;
use crate::device_cookie::DeviceCookies;
use crate::files::{FileBody, FileCache};
use crate::network_fault::fault_of;
use bytes::Bytes;
use client_core::{FileTransfer, HttpAnswer, HttpFailure, HttpRequest, Method, NetworkFault};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderValue, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use shared::{FileId, Pii, limits};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// From the first byte sent to the last byte received.
const DEADLINE: Duration = Duration::from_secs(10);
/// The same where a file is moved: a phone's line is slow, and the server waits for a minute.
const FILE_DEADLINE: Duration = Duration::from_secs(70);
/// Idle connections are closed before a home router forgets them.
const IDLE: Duration = Duration::from_secs(30);
/// The largest answer: a full queue of a thousand entries is below one megabyte.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

type Body = BoxBody<Bytes, Infallible>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Sends requests.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client<Connector, Body>,
    known_by: Option<Arc<DeviceCookies>>,
}

impl HttpClient {
    /// A client with a way of its own.
    ///
    /// # Errors
    /// The system has no usable source of trust anchors.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self::over(Connector::new(&[])?))
    }

    /// A client that goes this way.
    pub(crate) fn over(connector: Connector) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self {
            client,
            known_by: None,
        }
    }

    /// The same for a device whose servers know it again by what lies in this folder.
    #[must_use]
    pub fn known_by(self, folder: &Path) -> Self {
        Self {
            known_by: Some(Arc::new(DeviceCookies::load(folder))),
            ..self
        }
    }

    /// Sends one request and waits for its answer, for ten seconds at most. `progress` hears how many
    /// bytes of a file have left; the files that had to make room for one that came are `evicted`.
    ///
    /// # Errors
    /// No answer came, or a file is not there to be sent.
    pub async fn send(
        &self,
        request: HttpRequest,
        files: &FileCache,
        progress: impl Fn(u64) + Send + Sync + Unpin + 'static,
    ) -> (Result<HttpAnswer, HttpFailure>, Vec<FileId>) {
        let body = match body_of(&request, files, progress).await {
            Ok(body) => body,
            Err(failure) => return (Err(failure), Vec::new()),
        };
        let wanted = match request.file {
            Some(FileTransfer::In(file_id)) => Some(file_id),
            Some(FileTransfer::Out(_)) | None => None,
        };
        let mut evicted = Vec::new();
        let exchanged = async {
            let prepared = self.prepare(&request, body)?;
            let response = self.client.request(prepared).await?;
            let status = response.status().as_u16();
            if let Some(known_by) = &self.known_by {
                known_by.keep(&request.url, response.headers());
            }
            let wanted = wanted.filter(|_| (200..300).contains(&status));
            let most = wanted.map_or(ANSWER_BYTES, |_| limits::MAX_CHAT_FILE_BYTES);
            let bytes = read_at_most(response, most).await?;
            let body = match (wanted, bytes) {
                (Some(file_id), Some(bytes)) => {
                    evicted = files.keep(file_id, bytes);
                    serde_json::Value::Null
                }
                // What is no JSON is no answer of ours; the core judges it by its status.
                (None, Some(bytes)) => serde_json::from_slice(&bytes).unwrap_or_default(),
                (_, None) => serde_json::Value::Null,
            };
            let body = Pii(body);
            Ok(HttpAnswer { status, body })
        };
        let deadline = request.file.map_or(DEADLINE, |_| FILE_DEADLINE);
        let sent: Result<Result<HttpAnswer, Failure>, _> = timeout(deadline, exchanged).await;
        let answer = match sent {
            Ok(answer) => answer.map_err(|error| fault_of(&*error)),
            Err(_) => Err(NetworkFault::NoAnswer),
        };
        let answer = answer.map_err(|fault| {
            // Without the address: a path may hold the id of a person.
            tracing::debug!(id = request.id, ?fault, "no answer");
            HttpFailure::Unreachable(fault)
        });
        (answer, evicted)
    }

    fn prepare(&self, request: &HttpRequest, body: Body) -> Result<Request<Body>, Failure> {
        let mut builder = Request::builder()
            .method(verb(request.method))
            .uri(Url::parse(&request.url)?.as_str())
            .header(
                USER_AGENT,
                concat!("MedConsult/", env!("CARGO_PKG_VERSION")),
            );
        let known_by = self.known_by.as_ref();
        if let Some(cookie) = known_by.and_then(|it| it.header_for(&request.url)) {
            builder = builder.header(COOKIE, cookie);
        }
        if let Some(token) = &request.bearer {
            let mut value = HeaderValue::try_from(format!("Bearer {}", token.reveal()))?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        if let Some(key) = &request.idempotency_key {
            builder = builder.header("Idempotency-Key", key);
        }
        let kind = match request.file {
            // What it is, the server finds out from the content.
            Some(FileTransfer::Out(_)) => Some("application/octet-stream"),
            Some(FileTransfer::In(_)) | None => request.body.as_ref().map(|_| "application/json"),
        };
        if let Some(kind) = kind {
            builder = builder.header(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        Ok(builder.body(body)?)
    }
}

/// What a request carries.
async fn body_of(
    request: &HttpRequest,
    files: &FileCache,
    progress: impl Fn(u64) + Send + Sync + Unpin + 'static,
) -> Result<Body, HttpFailure> {
    if let Some(FileTransfer::Out(transfer)) = request.file {
        let bytes = files.handed_over(transfer).await;
        let bytes = bytes.ok_or(HttpFailure::NothingToSend)?;
        return Ok(FileBody::new(bytes, progress).boxed());
    }
    Ok(match &request.body {
        Some(json) => Full::from(json.reveal().to_string()).boxed(),
        None => Empty::new().boxed(),
    })
}

/// An answer's bytes; nothing where there are too many.
async fn read_at_most(
    mut response: Response<Incoming>,
    most: usize,
) -> Result<Option<Bytes>, hyper::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = response.frame().await {
        // Trailers say nothing here.
        let Ok(chunk) = frame?.into_data() else {
            continue;
        };
        if bytes.len().saturating_add(chunk.len()) > most {
            tracing::warn!("an answer is too large");
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes.into()))
}

fn verb(method: Method) -> hyper::Method {
    match method {
        Method::Get => hyper::Method::GET,
        Method::Post => hyper::Method::POST,
        Method::Put => hyper::Method::PUT,
        Method::Patch => hyper::Method::PATCH,
        Method::Delete => hyper::Method::DELETE,
    }
}

#[cfg(test)]
mod tests {
    use super::{FileCache, HttpClient};
    use crate::connector::{Connector, Proxies};
    use crate::network_fault::tests::{Authority, CERTIFICATES};
    use client_core::{HttpAnswer, HttpFailure, HttpRequest, Method, NetworkFault};
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
            file: None,
        }
    }

    async fn send(request: HttpRequest) -> Result<HttpAnswer, HttpFailure> {
        let client = HttpClient::new().unwrap();
        client.send(request, &FileCache::new(), |_| {}).await.0
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
        let result = send(request(url)).await;
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
    async fn nobody_listening_is_a_refusal() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api/x", listener.local_addr().unwrap());
        drop(listener);
        let result = send(request(url)).await;
        assert_eq!(result, Err(HttpFailure::Unreachable(NetworkFault::Refused)));
    }

    #[tokio::test]
    async fn a_certificate_is_looked_at_and_what_is_wrong_with_it_is_told() {
        let authority = Authority::new();
        let trusting = Connector::with(authority.trusted(), Proxies::OfTheSystem);
        let trusting = HttpClient::over(trusting);
        let ask = async |client: &HttpClient, port: u16| {
            let request = request(format!("https://localhost:{port}/api/x"));
            client.send(request, &FileCache::new(), |_| {}).await.0
        };
        for (name, years, fault) in CERTIFICATES {
            let port = authority.serve(name, years).await;
            let failure = Err(HttpFailure::Unreachable(fault));
            assert_eq!(ask(&trusting, port).await, failure, "{name} {years:?}");
        }
        let stranger = Authority::new().serve("localhost", (2000, 2190)).await;
        let failure = Err(HttpFailure::Unreachable(NetworkFault::UnknownIssuer));
        assert_eq!(ask(&trusting, stranger).await, failure);
        let usual = HttpClient::new().unwrap();
        assert_eq!(ask(&usual, stranger).await, failure);
    }

    #[tokio::test]
    async fn a_server_that_knows_no_tls_is_not_spoken_with() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/api/x", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                .unwrap();
            // Until the other side has read it and hung up.
            stream.read_to_end(&mut Vec::new()).ok();
        });
        let failure = Err(HttpFailure::Unreachable(NetworkFault::NotSecured));
        assert_eq!(send(request(url)).await, failure);
    }

    #[tokio::test]
    async fn a_name_that_nobody_knows_is_told_apart() {
        let result = send(request("https://clinic.invalid/api/x".to_owned())).await;
        let found = [NetworkFault::NameNotFound, NetworkFault::NoNetwork];
        let Err(HttpFailure::Unreachable(fault)) = result else {
            panic!("{result:?}")
        };
        assert!(found.contains(&fault), "{fault:?}");
    }
}
