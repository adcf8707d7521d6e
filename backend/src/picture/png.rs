//! PNG (ISO/IEC 15948, and its third edition at the W3C).

use super::exif;
use super::parts::{PictureFault, check_size, copy, skip, take, take_some};
use std::io::{Read, Write};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Chunks that a picture is drawn from: its pixels, and what their colours mean.
const KEPT: [&[u8; 4]; 18] = [
    b"PLTE", b"IDAT", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];
/// More than a camera writes down.
const MAX_EXIF_BYTES: u32 = 64 * 1024;
/// The checksum behind each chunk.
const CHECKSUM: u64 = 4;
/// The bit of a chunk's name that says that one can do without (5.4).
const ANCILLARY: u8 = 0x20;

pub fn clean(from: &mut impl Read, to: &mut impl Write) -> Result<(), PictureFault> {
    if take(from)? != SIGNATURE {
        return Err(PictureFault::Malformed);
    }
    to.write_all(&SIGNATURE)?;
    header(from, to)?;
    let mut turned = false;
    loop {
        let length = u32::from_be_bytes(take(from)?);
        let name: [u8; 4] = take(from)?;
        let rest = u64::from(length) + CHECKSUM;
        match &name {
            b"IEND" if length == 0 => {
                to.write_all(&[0; 4])?;
                to.write_all(&name)?;
                return copy(from, to, CHECKSUM);
            }
            b"eXIf" if !turned && length <= MAX_EXIF_BYTES => {
                let orientation = exif::orientation(&take_some(from, length.into())?);
                skip(from, CHECKSUM)?;
                if let Some(turn) = orientation {
                    put(to, *b"eXIf", &exif::turned(turn))?;
                    turned = true;
                }
            }
            kept if KEPT.contains(&kept) => {
                to.write_all(&length.to_be_bytes())?;
                to.write_all(&name)?;
                copy(from, to, rest)?;
            }
            [first, ..] if first & ANCILLARY == 0 => return Err(PictureFault::Malformed),
            _ => skip(from, rest)?,
        }
    }
}

/// The first chunk, which says how large the picture is.
fn header(from: &mut impl Read, to: &mut impl Write) -> Result<(), PictureFault> {
    let start: [u8; 8] = take(from)?;
    if start != *b"\0\0\0\x0dIHDR" {
        return Err(PictureFault::Malformed);
    }
    let size: [u8; 8] = take(from)?;
    let [a, b, c, d, e, f, g, h] = size;
    check_size(
        u32::from_be_bytes([a, b, c, d]),
        u32::from_be_bytes([e, f, g, h]),
    )?;
    to.write_all(&start)?;
    to.write_all(&size)?;
    copy(from, to, 5 + CHECKSUM)
}

fn put(to: &mut impl Write, name: [u8; 4], content: &[u8]) -> Result<(), PictureFault> {
    let length = u32::try_from(content.len()).map_err(|_| PictureFault::Malformed)?;
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&name);
    checksum.update(content);
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&name)?;
    to.write_all(content)?;
    Ok(to.write_all(&checksum.finalize().to_be_bytes())?)
}
