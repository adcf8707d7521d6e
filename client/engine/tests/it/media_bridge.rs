//! The bridge to the page, over real sockets.

use crate::two_devices::within;
use bytes::Bytes;
use client_engine::FileCache;
use client_engine::bridge::{AllowedOrigins, Bridge, REPLACED, read_video_message};
use client_engine::media::{EncodedFrame, Stream, VideoFanout};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PAGE: &str = "tauri://localhost";

type Page = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn open_bridge() -> (Bridge, VideoFanout, mpsc::UnboundedReceiver<String>) {
    let outlet = VideoFanout::new();
    let (sender, texts) = mpsc::unbounded_channel();
    let origins = AllowedOrigins::new([PAGE, "http://127.0.0.1:*"]);
    let bridge = Bridge::start(
        origins,
        outlet.clone(),
        None,
        FileCache::new(),
        move |text| {
            let _ = sender.send(text);
        },
    );
    (bridge.await.unwrap(), outlet, texts)
}

async fn connect(url: &str, origin: Option<&str>) -> Result<Page, Error> {
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        let headers = request.headers_mut();
        headers.insert("origin", origin.parse().unwrap());
    }
    let (page, _) = within("handshake", connect_async(request)).await?;
    Ok(page)
}

async fn next(page: &mut Page) -> Message {
    within("a message", page.next()).await.unwrap().unwrap()
}

async fn next_picture(page: &mut Page) -> EncodedFrame {
    match next(page).await {
        Message::Binary(message) => read_video_message(&message).unwrap(),
        other => panic!("no picture: {other:?}"),
    }
}

fn picture(number: u32, is_key: bool, bytes: usize) -> EncodedFrame {
    EncodedFrame {
        stream: Stream::Remote,
        is_key,
        width: 640,
        height: 480,
        timestamp_ms: number,
        data: Bytes::from(vec![7; bytes]),
    }
}

/// Waits until somebody asked for a key frame of the remote stream.
async fn asked(outlet: &VideoFanout) {
    within("the wish", async {
        while !outlet.key_frames().take(Stream::Remote) {
            outlet.key_frames().remote_asked().await;
        }
    })
    .await;
}

#[tokio::test]
async fn strangers_are_refused() {
    let (bridge, _, _) = open_bridge().await;
    let url = bridge.url().to_owned();
    let wrong = format!("ws://127.0.0.1:{}/?token={}", bridge.port(), "0".repeat(64));
    let none = format!("ws://127.0.0.1:{}/", bridge.port());
    for (url, origin) in [
        (&wrong, Some(PAGE)),
        (&none, Some(PAGE)),
        (&url, Some("https://evil.test")),
        (&url, None),
    ] {
        match connect(url, origin).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 403),
            other => panic!("{origin:?}: {other:?}"),
        }
    }
    assert!(connect(&url, Some("http://127.0.0.1:1420")).await.is_ok());
}

#[tokio::test]
async fn a_page_gets_a_key_frame_first() {
    let (bridge, outlet, _) = open_bridge().await;
    let mut page = connect(bridge.url(), Some(PAGE)).await.unwrap();
    asked(&outlet).await;
    outlet.show(&picture(1, false, 100));
    outlet.show(&picture(2, true, 100));
    outlet.show(&picture(3, false, 100));
    assert_eq!(next_picture(&mut page).await, picture(2, true, 100));
    assert_eq!(next_picture(&mut page).await, picture(3, false, 100));
}

#[tokio::test]
async fn a_slow_page_jumps_to_the_next_key_frame() {
    const BYTES: usize = 50_000;
    let (bridge, outlet, _) = open_bridge().await;
    let mut page = connect(bridge.url(), Some(PAGE)).await.unwrap();
    asked(&outlet).await;
    outlet.show(&picture(0, true, BYTES));
    // The page reads nothing: sockets and queue fill until pictures are dropped.
    let mut number = 1;
    while !outlet.key_frames().take(Stream::Remote) {
        assert!(number < 5_000, "nothing was ever dropped");
        outlet.show(&picture(number, false, BYTES));
        number += 1;
        tokio::task::yield_now().await;
    }
    outlet.show(&picture(number, false, BYTES));
    outlet.show(&picture(10_000, true, BYTES));
    outlet.show(&picture(10_001, false, BYTES));
    let mut expected = 0;
    loop {
        let shown = next_picture(&mut page).await;
        if shown.timestamp_ms >= 10_000 {
            assert!(shown.is_key, "what follows a gap is a key frame");
            break;
        }
        assert_eq!(shown.timestamp_ms, expected, "no gap before it");
        expected += 1;
    }
    assert!(expected < number);
    assert_eq!(next_picture(&mut page).await.timestamp_ms, 10_001);
}

#[tokio::test]
async fn a_page_gets_a_key_frame_whenever_it_wants_one() {
    let (bridge, outlet, _) = open_bridge().await;
    let mut page = connect(bridge.url(), Some(PAGE)).await.unwrap();
    asked(&outlet).await;
    assert!(outlet.key_frames().take(Stream::Local));
    page.send(Message::binary(vec![7, 0])).await.unwrap();
    asked(&outlet).await;
    assert!(!outlet.key_frames().take(Stream::Local));
    page.send(Message::binary(vec![7, 1])).await.unwrap();
    page.send(Message::binary(vec![7, 0])).await.unwrap();
    asked(&outlet).await;
    assert!(outlet.key_frames().take(Stream::Local));
}

#[tokio::test]
async fn texts_go_both_ways_and_a_new_page_gets_the_newest() {
    let (bridge, _, mut texts) = open_bridge().await;
    bridge.send_text("old".to_owned());
    bridge.send_text("new".to_owned());
    let mut page = connect(bridge.url(), Some(PAGE)).await.unwrap();
    assert_eq!(next(&mut page).await, Message::text("new"));
    bridge.send_text("newer".to_owned());
    assert_eq!(next(&mut page).await, Message::text("newer"));
    page.send(Message::text(r#"{"do":"accept"}"#))
        .await
        .unwrap();
    let heard = within("the intent", texts.recv()).await;
    assert_eq!(heard.as_deref(), Some(r#"{"do":"accept"}"#));

    let mut second = connect(bridge.url(), Some(PAGE)).await.unwrap();
    assert_eq!(next(&mut second).await, Message::text("newer"));
    match next(&mut page).await {
        Message::Close(Some(frame)) => assert_eq!(u16::from(frame.code), REPLACED),
        other => panic!("{other:?}"),
    }
    second.send(Message::text("still here")).await.unwrap();
    let heard = within("the intent", texts.recv()).await;
    assert_eq!(heard.as_deref(), Some("still here"));
}

#[tokio::test]
async fn too_large_texts_and_binary_ones_end_the_connection() {
    let (bridge, _, mut texts) = open_bridge().await;
    for message in [Message::text("x".repeat(70_000)), Message::binary(vec![1])] {
        let mut page = connect(bridge.url(), Some(PAGE)).await.unwrap();
        page.send(message).await.unwrap();
        within("the end", async {
            while let Some(Ok(message)) = page.next().await {
                assert!(matches!(message, Message::Close(_)));
            }
        })
        .await;
    }
    assert!(texts.try_recv().is_err());
}

#[tokio::test]
async fn a_dropped_bridge_closes_its_page() {
    let (bridge, _, _) = open_bridge().await;
    let url = bridge.url().to_owned();
    let mut page = connect(&url, Some(PAGE)).await.unwrap();
    drop(bridge);
    within("the end", async {
        while let Some(Ok(_)) = page.next().await {}
    })
    .await;
    assert!(connect(&url, Some(PAGE)).await.is_err());
}
