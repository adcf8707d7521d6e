//! What somebody sees and hears of the other side: the clip's frames carry numbers, and phrases are known.

use super::material::{CLIP_FRAMES, likeness};
use super::{PATIENCE, Person};
use client_engine::bridge::read_video_message;
use client_engine::media::audio::wav::read_wav;
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{EncodedFrame, Stream};
use futures_util::StreamExt;
use std::path::Path;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Listens until three seconds follow the other side's phrase, and not another one.
pub async fn hears(person: &Person, phrase: &Path, other: &Path) {
    let (phrase, other) = (read_wav(phrase).unwrap(), read_wav(other).unwrap());
    let listen = async {
        loop {
            person.heard.hear(1).await;
            let heard = person.heard.last(3 * 48_000);
            let (right, wrong) = (likeness(&heard, &phrase), likeness(&heard, &other));
            if heard.len() == 3 * 48_000 && right > 0.8 && right > wrong {
                return right;
            }
        }
    };
    let right = timeout(PATIENCE, listen)
        .await
        .expect("the spoken phrase did not arrive");
    println!("the phrase arrived with a likeness of {right:.2}");
}

/// Decodes the other side's pictures until `count` of them carried a readable number.
pub async fn numbers_seen(person: &Person, count: usize) -> Vec<u32> {
    let mut pictures = person.app.video.view();
    numbers_in(count, async || pictures.next().await.unwrap()).await
}

/// The same of an app that is a program of its own, as its page would see them.
pub async fn numbers_on_bridge(url: &str, count: usize) -> Vec<u32> {
    let mut request = url.into_client_request().unwrap();
    let origin = "http://127.0.0.1:1".parse().unwrap();
    request.headers_mut().insert("origin", origin);
    let (mut page, _) = connect_async(request).await.unwrap();
    let picture = async || loop {
        let message = page.next().await.unwrap().unwrap();
        if message.is_binary()
            && let Some(picture) = read_video_message(&message.into_data())
        {
            return picture;
        }
    };
    numbers_in(count, picture).await
}

async fn numbers_in(count: usize, mut next: impl AsyncFnMut() -> EncodedFrame) -> Vec<u32> {
    let mut decoder = Vp8Decoder::new().unwrap();
    let mut numbers = Vec::new();
    let mut have_key = false;
    while numbers.len() < count {
        let picture = timeout(PATIENCE, next()).await;
        let picture = picture.expect("pictures stopped coming");
        have_key |= picture.is_key;
        if picture.stream == Stream::Remote && have_key {
            let frame = decoder.decode(&picture.data).unwrap();
            numbers.extend(frame.as_ref().and_then(read_frame_number));
        }
    }
    numbers
}

/// Whether the numbers follow each other as in the clip.
pub fn advance(numbers: &[u32]) -> bool {
    // The clip starts over; within half of it, later frames have larger numbers.
    let forward = |pair: &[u32]| {
        let step = (pair[1] + CLIP_FRAMES - pair[0]) % CLIP_FRAMES;
        (1..CLIP_FRAMES / 2).contains(&step)
    };
    numbers.windows(2).all(forward)
}
