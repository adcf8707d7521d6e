//! What somebody sees of the other side: the clip's frames carry numbers.

use super::material::CLIP_FRAMES;
use super::{PATIENCE, Person};
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{EncodedFrame, Stream};

/// Decodes the other side's pictures until `count` of them carried a readable number.
pub async fn numbers_seen(person: &Person, count: usize) -> Vec<u32> {
    let mut pictures = person.app.video.view();
    let mut decoder = Vp8Decoder::new().unwrap();
    let mut numbers = Vec::new();
    let mut have_key = false;
    while numbers.len() < count {
        let picture: EncodedFrame = tokio::time::timeout(PATIENCE, pictures.next())
            .await
            .expect("pictures stopped coming")
            .unwrap();
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
