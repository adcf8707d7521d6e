//! WebP (RFC 9649).

use super::exif;
use super::parts::{PictureFault, check_size, copy, skip, take, take_some};
use std::io::{Read, Seek, SeekFrom, Write};

/// Chunks that are copied as they are: what its colours mean, what can be seen through, and a moving
/// picture's frames, which lie within the canvas.
const KEPT: [&[u8; 4]; 4] = [b"ICCP", b"ALPH", b"ANIM", b"ANMF"];
/// Where the file's size stands, and the flags of an extended file.
const SIZE_AT: u64 = 4;
const FLAGS_AT: u64 = 20;
/// The flags that say that there are Exif and XMP.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
/// More than a camera writes down.
const MAX_EXIF_BYTES: u32 = 64 * 1024;
/// The start code of a VP8 key frame (RFC 6386, 9.1).
const VP8_START: [u8; 3] = [0x9d, 0x01, 0x2a];
const VP8L_SIGNATURE: u8 = 0x2f;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    /// The flags of an extended file, as they were written.
    flags: Option<u8>,
    picture: bool,
    turn: Option<u8>,
}

pub fn clean(from: &mut impl Read, to: &mut (impl Write + Seek)) -> Result<(), PictureFault> {
    let (riff, size, webp) = (take::<4>(from)?, take::<4>(from)?, take::<4>(from)?);
    if (&riff, &webp) != (b"RIFF", b"WEBP") {
        return Err(PictureFault::Malformed);
    }
    to.write_all(b"RIFF\0\0\0\0WEBP")?;
    let mut left = u64::from(u32::from_le_bytes(size)).saturating_sub(4);
    let mut seen = Seen::default();
    while left > 8 {
        let name: [u8; 4] = take(from)?;
        let length = u32::from_le_bytes(take(from)?);
        left = left
            .checked_sub(8 + u64::from(length))
            .ok_or(PictureFault::Malformed)?;
        chunk(name, length, from, to, &mut seen)?;
        // Chunks begin at even places; some leave it out behind the last one.
        if !length.is_multiple_of(2) && left > 0 {
            skip(from, 1)?;
            left -= 1;
        }
    }
    if !seen.picture {
        return Err(PictureFault::Malformed);
    }
    finish(to, &seen)
}

fn chunk(
    name: [u8; 4],
    length: u32,
    from: &mut impl Read,
    to: &mut (impl Write + Seek),
    seen: &mut Seen,
) -> Result<(), PictureFault> {
    let length_u64 = u64::from(length);
    match &name {
        b"VP8X" if seen.flags.is_none() && !seen.picture && length == 10 => {
            let [flags, r, s, t, w0, w1, w2, h0, h1, h2] = take(from)?;
            let side = |bytes: [u8; 3]| {
                let [a, b, c] = bytes;
                u32::from_le_bytes([a, b, c, 0]) + 1
            };
            check_size(side([w0, w1, w2]), side([h0, h1, h2]))?;
            let flags = flags & !(HAS_EXIF | HAS_XMP);
            seen.flags = Some(flags);
            put(to, name, &[flags, r, s, t, w0, w1, w2, h0, h1, h2])
        }
        b"VP8X" => Err(PictureFault::Malformed),
        b"VP8 " => {
            let head: [u8; 10] = take(from)?;
            let [_, _, _, a, b, c, w0, w1, h0, h1] = head;
            if [a, b, c] != VP8_START {
                return Err(PictureFault::Malformed);
            }
            let side = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
            check_size(side([w0, w1]), side([h0, h1]))?;
            seen.picture = true;
            begin(to, name, length)?;
            to.write_all(&head)?;
            let rest = length_u64.checked_sub(10).ok_or(PictureFault::Malformed)?;
            copy(from, to, rest)?;
            pad(to, length)
        }
        b"VP8L" => {
            let head: [u8; 5] = take(from)?;
            let [signature, a, b, c, d] = head;
            if signature != VP8L_SIGNATURE {
                return Err(PictureFault::Malformed);
            }
            let size = u32::from_le_bytes([a, b, c, d]);
            check_size((size & 0x3fff) + 1, ((size >> 14) & 0x3fff) + 1)?;
            seen.picture = true;
            begin(to, name, length)?;
            to.write_all(&head)?;
            let rest = length_u64.checked_sub(5).ok_or(PictureFault::Malformed)?;
            copy(from, to, rest)?;
            pad(to, length)
        }
        b"EXIF" if length <= MAX_EXIF_BYTES => {
            let content = take_some(from, length_u64)?;
            // Some write it as JPEG has it.
            let tiff = content.strip_prefix(b"Exif\0\0").unwrap_or(&content);
            seen.turn = seen.turn.or_else(|| exif::orientation(tiff));
            Ok(())
        }
        kept if KEPT.contains(&kept) => {
            seen.picture |= kept == b"ANMF";
            begin(to, name, length)?;
            copy(from, to, length_u64)?;
            pad(to, length)
        }
        _ => skip(from, length_u64),
    }
}

/// Writes how the picture is turned, and what could not be known before.
fn finish(to: &mut (impl Write + Seek), seen: &Seen) -> Result<(), PictureFault> {
    if let (Some(flags), Some(turn)) = (seen.flags, seen.turn) {
        put(to, *b"EXIF", &exif::turned(turn))?;
        to.seek(SeekFrom::Start(FLAGS_AT))?;
        to.write_all(&[flags | HAS_EXIF])?;
    }
    let end = to.seek(SeekFrom::End(0))?;
    let size = u32::try_from(end.saturating_sub(8)).map_err(|_| PictureFault::Malformed)?;
    to.seek(SeekFrom::Start(SIZE_AT))?;
    to.write_all(&size.to_le_bytes())?;
    to.seek(SeekFrom::End(0))?;
    Ok(())
}

fn begin(to: &mut impl Write, name: [u8; 4], length: u32) -> Result<(), PictureFault> {
    to.write_all(&name)?;
    Ok(to.write_all(&length.to_le_bytes())?)
}

fn pad(to: &mut impl Write, length: u32) -> Result<(), PictureFault> {
    let padding: &[u8] = if length.is_multiple_of(2) { &[] } else { &[0] };
    Ok(to.write_all(padding)?)
}

fn put(to: &mut impl Write, name: [u8; 4], content: &[u8]) -> Result<(), PictureFault> {
    let length = u32::try_from(content.len()).map_err(|_| PictureFault::Malformed)?;
    begin(to, name, length)?;
    to.write_all(content)?;
    pad(to, length)
}
