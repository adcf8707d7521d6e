//! What a device may send over its socket, as bytes: bodies for fuzzing, shared by `fuzz/` and by the test
//! that replays its corpora.
//!
//! Each takes anything, and panics where a promise about it is broken.

use crate::live::{Frames, declared_by};
use shared::ClientFrame;

/// A frame of a device, a line each.
pub fn client_frames(data: &[u8]) {
    for line in data.split(|byte| *byte == b'\n') {
        let Ok(frame) = serde_json::from_slice::<ClientFrame>(line) else {
            continue;
        };
        declared_by(&frame);
        // What was understood is said the same way again.
        let text = serde_json::to_string(&frame).unwrap_or_default();
        let again = serde_json::from_str::<ClientFrame>(&text).ok();
        assert_eq!(again, Some(frame));
    }
}

/// The bytes of a socket, however they are cut: the verdict is the same.
pub fn socket(data: &[u8]) {
    let whole = Frames::default().take(data);
    for size in [1, 2, 7, 64] {
        let mut frames = Frames::default();
        let cut = data.chunks(size).try_for_each(|piece| frames.take(piece));
        assert_eq!(cut, whole, "in pieces of {size}");
    }
}
