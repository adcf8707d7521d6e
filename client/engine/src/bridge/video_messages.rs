//! What a video frame looks like on the socket (`docs/bridge.md`).

use crate::media::video::fanout::{EncodedFrame, Stream};
use bytes::{BufMut, Bytes, BytesMut};
use client_core::bridge_codes::{FLAG_KEY_FRAME, KEY_FRAME_REQUEST, VIDEO_LOCAL, VIDEO_REMOTE};

/// Bytes before the VP8 frame.
pub const HEADER_BYTES: usize = 10;

/// The binary message of a picture.
#[must_use]
pub fn video_message(picture: &EncodedFrame) -> Bytes {
    let mut message = BytesMut::with_capacity(HEADER_BYTES + picture.data.len());
    message.put_u8(match picture.stream {
        Stream::Remote => VIDEO_REMOTE,
        Stream::Local => VIDEO_LOCAL,
    });
    message.put_u8(if picture.is_key { FLAG_KEY_FRAME } else { 0 });
    message.put_u16_le(picture.width);
    message.put_u16_le(picture.height);
    message.put_u32_le(picture.timestamp_ms);
    message.put_slice(&picture.data);
    message.freeze()
}

/// The stream of which a page wants a key frame; nothing where the message is another one.
pub(super) fn read_key_frame_request(message: &Bytes) -> Option<Stream> {
    match **message {
        [KEY_FRAME_REQUEST, stream] => read_stream(stream),
        _ => None,
    }
}

fn read_stream(byte: u8) -> Option<Stream> {
    match byte {
        VIDEO_REMOTE => Some(Stream::Remote),
        VIDEO_LOCAL => Some(Stream::Local),
        _ => None,
    }
}

/// The picture of a binary message; nothing where it is none.
#[must_use]
pub fn read_video_message(message: &Bytes) -> Option<EncodedFrame> {
    let [stream, flags, w0, w1, h0, h1, t0, t1, t2, t3] = *message.first_chunk::<HEADER_BYTES>()?;
    Some(EncodedFrame {
        stream: read_stream(stream)?,
        is_key: flags & FLAG_KEY_FRAME != 0,
        width: u16::from_le_bytes([w0, w1]),
        height: u16::from_le_bytes([h0, h1]),
        timestamp_ms: u32::from_le_bytes([t0, t1, t2, t3]),
        data: message.slice(HEADER_BYTES..),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_the_documented_one() {
        let picture = EncodedFrame {
            stream: Stream::Local,
            is_key: true,
            width: 640,
            height: 480,
            timestamp_ms: 0x0403_0201,
            data: Bytes::from_static(b"vp8"),
        };
        let message = video_message(&picture);
        let expected = b"\x01\x01\x80\x02\xe0\x01\x01\x02\x03\x04vp8";
        assert_eq!(message, expected[..]);
        assert_eq!(read_video_message(&message), Some(picture));
        assert_eq!(read_video_message(&Bytes::from_static(b"short")), None);
        let wish = |bytes: &'static [u8]| read_key_frame_request(&Bytes::from_static(bytes));
        assert_eq!(wish(b"\x07\0"), Some(Stream::Remote));
        assert_eq!(wish(b"\x07\x01"), Some(Stream::Local));
        for other in [&b"\x07"[..], b"\x07\x02", b"\x07\0\0", b"\x06\0", b""] {
            assert_eq!(wish(other), None, "{other:?}");
        }
    }
}
