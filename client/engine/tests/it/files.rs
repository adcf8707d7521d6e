//! Files over the bridge and over HTTP, between a page and a small server of the test's own.

use client_core::{FileTransfer, HttpFailure, HttpRequest, Method};
use client_engine::bridge::{AllowedOrigins, Bridge};
use client_engine::media::VideoFanout;
use client_engine::{FileCache, HttpClient};
use futures_util::{SinkExt, StreamExt};
use shared::{FileId, Pii};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes that repeat late, so that a piece in the wrong place shows.
fn picture(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at * 7 % 251) as u8).collect()
}

fn request(url: String, method: Method, file: FileTransfer) -> HttpRequest {
    HttpRequest {
        id: 1,
        method,
        url,
        bearer: Some("token".into()),
        idempotency_key: None,
        body: None,
        file: Some(file),
    }
}

/// Takes one request in whole and answers it.
fn serve(answer: Vec<u8>) -> (String, std::thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/x", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut whole = None;
        let mut chunk = vec![0; 65_536];
        while whole.is_none_or(|whole| asked.len() < whole) {
            let count = stream.read(&mut chunk).unwrap();
            asked.extend_from_slice(&chunk[..count]);
            let head = asked.windows(4).position(|four| four == b"\r\n\r\n");
            whole = whole.or_else(|| {
                let text = String::from_utf8_lossy(&asked[..head?]).to_lowercase();
                let length = text
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.map_or(0, |length| length.parse().unwrap());
                Some(head? + 4 + length)
            });
        }
        stream.write_all(&answer).unwrap();
        asked
    });
    (url, server)
}

fn answer(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_the_body_of_a_request_and_its_progress_is_told() {
    let (url, server) = serve(answer("201 Created", b"{\"a\":1}"));
    let files = FileCache::new();
    let bytes = picture(100_000);
    files.hand_over(7, &bytes[..60_000], false);
    files.hand_over(7, &bytes[60_000..], true);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = told.clone();
    let client = HttpClient::new().unwrap();
    let wish = request(url, Method::Post, FileTransfer::Out(7));
    let progress = move |left| tell.lock().unwrap().push(left);
    let (result, _) = client.send(wish, &files, progress).await;
    assert_eq!(result.unwrap().status, 201);
    let asked = server.join().unwrap();
    assert!(asked.ends_with(&bytes), "the body is the file");
    let head = String::from_utf8_lossy(&asked[..asked.len() - bytes.len()]).to_lowercase();
    assert!(
        head.contains("content-type: application/octet-stream"),
        "{head}"
    );
    assert!(head.contains("content-length: 100000"), "{head}");
    let told = told.lock().unwrap().clone();
    assert!(told.len() > 2 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last(), Some(&100_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_comes_is_kept_and_a_refusal_is_not() {
    let file_id = FileId(Uuid::from_u128(9));
    let bytes = picture(5_000_000);
    let (url, _server) = serve(answer("200 OK", &bytes));
    let files = FileCache::new();
    let client = HttpClient::new().unwrap();
    let wish = request(url, Method::Get, FileTransfer::In(file_id));
    let (result, _) = client.send(wish, &files, |_| {}).await;
    assert_eq!(result.unwrap().body, Pii(serde_json::Value::Null));
    assert_eq!(files.get(file_id).unwrap(), bytes);

    let other = FileId(Uuid::from_u128(10));
    let (url, _server) = serve(answer("404 Not Found", b"{\"code\":\"not_found\"}"));
    let wish = request(url, Method::Get, FileTransfer::In(other));
    let (result, _) = client.send(wish, &files, |_| {}).await;
    let refused = result.unwrap();
    assert_eq!(
        (refused.status, refused.body.0["code"].as_str()),
        (404, Some("not_found"))
    );
    assert!(files.get(other).is_none());
}

#[tokio::test]
async fn what_was_given_up_is_not_sent() {
    let files = FileCache::new();
    files.hand_over(7, b"one", true);
    files.hand_over(7, b"more after the end", true);
    let wish = request(
        "http://127.0.0.1:9/".into(),
        Method::Post,
        FileTransfer::Out(7),
    );
    let client = HttpClient::new().unwrap();
    let (result, _) = client.send(wish, &files, |_| {}).await;
    assert_eq!(result, Err(HttpFailure::NothingToSend));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hands_files_over_and_gets_them_back_in_pieces() {
    let files = FileCache::new();
    let origins = AllowedOrigins::new(["tauri://localhost"]);
    let outlet = VideoFanout::new();
    let bridge = Bridge::start(origins, outlet, None, files.clone(), |_| {})
        .await
        .unwrap();
    let mut opening = bridge.url().into_client_request().unwrap();
    let origin = "tauri://localhost".parse().unwrap();
    opening.headers_mut().insert("origin", origin);
    let (mut page, _) = connect_async(opening).await.unwrap();

    let bytes = picture(130_000);
    for (at, piece) in bytes.chunks(48 * 1024).enumerate() {
        let last = u8::from(at == 2);
        let message = [&[5, last, 7, 0, 0, 0][..], piece].concat();
        page.send(Message::Binary(message.into())).await.unwrap();
    }
    let file_id = FileId(Uuid::from_u128(77));
    let gone = FileId(Uuid::from_u128(78));
    let url = {
        let (url, _server) = serve(answer("200 OK", &bytes));
        url
    };
    let client = HttpClient::new().unwrap();
    let wish = request(url, Method::Get, FileTransfer::In(file_id));
    client.send(wish, &files, |_| {}).await.0.unwrap();
    for wanted in [gone, file_id] {
        let wish = [&[6, 0][..], wanted.0.as_bytes()].concat();
        page.send(Message::Binary(wish.into())).await.unwrap();
    }
    let mut came = Vec::new();
    let mut answers = Vec::new();
    while answers.last() != Some(&(1, file_id)) {
        let message = timeout(PATIENCE, page.next())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        let Message::Binary(data) = message else {
            continue;
        };
        assert_eq!(data[0], 5);
        let id = FileId(Uuid::from_slice(&data[2..18]).unwrap());
        answers.push((data[1], id));
        came.extend_from_slice(&data[18..]);
    }
    assert_eq!(
        answers[0],
        (3, gone),
        "a file that is not here is said to be gone"
    );
    assert_eq!(came, bytes);

    // What was handed over is there to be sent.
    let (url, server) = serve(answer("201 Created", b"{}"));
    let wish = request(url, Method::Post, FileTransfer::Out(7));
    client.send(wish, &files, |_| {}).await.0.unwrap();
    assert!(server.join().unwrap().ends_with(&bytes));
}
