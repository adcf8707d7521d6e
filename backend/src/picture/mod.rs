//! Pictures without what they tell besides: where and when they were taken, with what, by whom.
//!
//! Walks through the parts of a file and copies those that are needed to draw it, whatever it is told
//! by the others; of these, only how the picture is turned is kept. What follows the picture's end is
//! not copied. Sizes are looked at on the way, before anybody unpacks anything.
//!
//! Knows no pixel: a picture is never decoded here.

mod exif;
mod jpeg;
mod parts;
mod png;
mod webp;

pub use parts::PictureFault;

use std::io::{BufRead, Seek, Write};

/// Copies what is needed to draw it. Any other type than a picture's is not to be asked for.
///
/// # Errors
/// It is too large or no such picture, or the disk refuses.
pub fn clean(
    media_type: &str,
    from: &mut impl BufRead,
    to: &mut (impl Write + Seek),
) -> Result<(), PictureFault> {
    match media_type {
        "image/jpeg" => jpeg::clean(from, to),
        "image/png" => png::clean(from, to),
        "image/webp" => webp::clean(from, to),
        _ => Err(PictureFault::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn cleaned(media_type: &str, mut bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
        let mut to = Cursor::new(Vec::new());
        clean(media_type, &mut bytes, &mut to).map(|()| to.into_inner())
    }

    /// Turned to the right, as little-endian cameras write it.
    const CAMERA: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0Vienna";
    /// The same, and nothing else.
    const TURNED: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    /// A frame of 3 x 2 with one component.
    const FRAME: &[u8] = b"\xff\xc0\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0";
    /// A scan with a byte 0xff, a place to go on from, and a table in the middle of it.
    const SCAN: &[u8] = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\xff\0\x34\xff\xd0\x56\
        \xff\xc4\0\x04\x01\x02\xff\xda\0\x08\x01\x01\0\0\x3f\0\x78";

    fn jpeg() -> Vec<u8> {
        let camera = u8::try_from(CAMERA.len() + 8).unwrap();
        [
            b"\xff\xd8\xff\xe0\0\x13JFIF\0\x01\x02\0\0\x48\0\x48\x01\x01abc".as_slice(),
            &[0xff, 0xe1, 0, camera],
            b"Exif\0\0",
            CAMERA,
            b"\xff\xfe\0\x08Vienna\xff\xed\0\x08Vienna",
            FRAME,
            SCAN,
            b"\xff\xd9\xff\xd8Vienna",
        ]
        .concat()
    }

    #[test]
    fn a_jpeg_keeps_what_draws_it_byte_for_byte() {
        let expected = [
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x48\0\x48\0\0".as_slice(),
            b"\xff\xe1\0\x22Exif\0\0",
            TURNED,
            FRAME,
            SCAN,
            b"\xff\xd9",
        ]
        .concat();
        assert_eq!(cleaned("image/jpeg", &jpeg()).unwrap(), expected);
        // What is clean already stays as it is.
        assert_eq!(cleaned("image/jpeg", &expected).unwrap(), expected);
    }

    #[test]
    fn no_change_of_a_byte_and_no_end_makes_it_stumble() {
        let png =
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
            \0\0\0\x04eXIfMM\0*\0\0\0\0\0\0\0\x01IDATx\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82";
        let webp = b"RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\0\0\0\0\0\0\
            VP8L\x06\0\0\0\x2f\0\0\0\0xEXIF\x04\0\0\0MM\0*";
        for (media_type, whole) in [
            ("image/jpeg", jpeg()),
            ("image/png", png.to_vec()),
            ("image/webp", webp.to_vec()),
        ] {
            assert!(cleaned(media_type, &whole).is_ok(), "{media_type}");
            for at in 0..whole.len() {
                cleaned(media_type, &whole[..at]).ok();
                for bits in [0x01, 0x80, 0xff] {
                    let mut changed = whole.clone();
                    changed[at] ^= bits;
                    cleaned(media_type, &changed).ok();
                }
            }
        }
    }
}
