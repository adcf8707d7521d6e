//! JPEG (ITU-T T.81, annex B).

use super::exif;
use super::parts::{PictureFault, check_size, take, take_some};
use std::io::{BufRead, Write};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const EXIF: &[u8] = b"Exif\0\0";
/// Bytes of JFIF's segment before its small picture, and those that say how large that is (ITU-T
/// T.871, 10.1).
const JFIF_BYTES: usize = 12;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    frame: bool,
    scan: bool,
    turned: bool,
}

pub fn clean(from: &mut impl BufRead, to: &mut impl Write) -> Result<(), PictureFault> {
    if take::<2>(from)? != [0xff, START] {
        return Err(PictureFault::Malformed);
    }
    to.write_all(&[0xff, START])?;
    let mut seen = Seen::default();
    let mut marker = next_marker(from)?;
    loop {
        marker = match marker {
            // One that breaks off is drawn as far as it goes.
            None | Some(END) if seen.scan => {
                to.write_all(&[0xff, END])?;
                return Ok(());
            }
            None | Some(END | START) => return Err(PictureFault::Malformed),
            // Markers that stand alone, where they mean nothing.
            Some(0x01 | 0xd0..=0xd7) => next_marker(from)?,
            Some(SCAN) if seen.frame => {
                let header = segment(from)?;
                put(to, SCAN, &header)?;
                seen.scan = true;
                copy_scan(from, to)?
            }
            Some(SCAN) => return Err(PictureFault::Malformed),
            Some(other) => {
                let content = segment(from)?;
                keep(other, &content, to, &mut seen)?;
                next_marker(from)?
            }
        };
    }
}

/// Copies a segment where the picture can't be drawn without it.
fn keep(
    marker: u8,
    content: &[u8],
    to: &mut impl Write,
    seen: &mut Seen,
) -> Result<(), PictureFault> {
    match marker {
        // Tables of Huffman's codes, of arithmetic coding, and a marker that is reserved.
        0xc4 | 0xc8 | 0xcc => put(to, marker, content),
        0xc0..=0xcf => {
            let size = content.get(1..).and_then(|rest| rest.first_chunk());
            let [a, b, c, d] = *size.ok_or(PictureFault::Malformed)?;
            let (height, width) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            check_size(width.into(), height.into())?;
            seen.frame = true;
            put(to, marker, content)
        }
        0xdb..=0xdf => put(to, marker, content),
        // JFIF, without the small picture that may be of something else.
        0xe0 if content.starts_with(b"JFIF\0") => {
            let about = content.get(..JFIF_BYTES).ok_or(PictureFault::Malformed)?;
            put(to, marker, &[about, &[0, 0]].concat())
        }
        0xe1 => match content.strip_prefix(EXIF).and_then(exif::orientation) {
            Some(turn) if !seen.turned => {
                seen.turned = true;
                put(to, marker, &[EXIF, &exif::turned(turn)].concat())
            }
            Some(_) | None => Ok(()),
        },
        // What its colours mean.
        0xe2 if content.starts_with(b"ICC_PROFILE\0") => put(to, marker, content),
        0xee if content.starts_with(b"Adobe") => put(to, marker, content),
        _ => Ok(()),
    }
}

fn segment(from: &mut impl BufRead) -> Result<Vec<u8>, PictureFault> {
    let length = u16::from_be_bytes(take(from)?);
    let content = length.checked_sub(2).ok_or(PictureFault::Malformed)?;
    take_some(from, content.into())
}

fn put(to: &mut impl Write, marker: u8, content: &[u8]) -> Result<(), PictureFault> {
    let length = u16::try_from(content.len() + 2).map_err(|_| PictureFault::Malformed)?;
    to.write_all(&[0xff, marker])?;
    to.write_all(&length.to_be_bytes())?;
    Ok(to.write_all(content)?)
}

/// The next marker; nothing at the end of the file. What lies before it is no part of a picture.
fn next_marker(from: &mut impl BufRead) -> Result<Option<u8>, PictureFault> {
    loop {
        match next_byte(from)? {
            None => return Ok(None),
            Some(0xff) => match after_fill(from)? {
                None => return Ok(None),
                Some(0) => {}
                Some(marker) => return Ok(Some(marker)),
            },
            Some(_) => {}
        }
    }
}

/// Copies the bytes of a scan; the marker that ends it, or nothing at the end of the file.
fn copy_scan(from: &mut impl BufRead, to: &mut impl Write) -> Result<Option<u8>, PictureFault> {
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let plain = buffer.iter().take_while(|byte| **byte != 0xff).count();
        if plain > 0 {
            to.write_all(buffer.get(..plain).unwrap_or_default())?;
            from.consume(plain);
            continue;
        }
        from.consume(1);
        match after_fill(from)? {
            None => return Ok(None),
            // A byte of the scan, or a place to go on from after a fault.
            Some(byte @ (0 | 0xd0..=0xd7)) => to.write_all(&[0xff, byte])?,
            Some(marker) => return Ok(Some(marker)),
        }
    }
}

/// What follows 0xff and its repetitions.
fn after_fill(from: &mut impl BufRead) -> Result<Option<u8>, PictureFault> {
    loop {
        match next_byte(from)? {
            Some(0xff) => {}
            other => return Ok(other),
        }
    }
}

fn next_byte(from: &mut impl BufRead) -> Result<Option<u8>, PictureFault> {
    let byte = from.fill_buf()?.first().copied();
    if byte.is_some() {
        from.consume(1);
    }
    Ok(byte)
}
