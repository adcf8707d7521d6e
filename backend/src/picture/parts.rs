//! What the walks through the three formats share.

use shared::limits;
use std::io::{self, ErrorKind, Read, Write};

/// Why a picture is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PictureFault {
    /// It says that it has more pixels than are shown.
    #[error("too many pixels")]
    TooLarge,
    /// It is not laid out as its type asks for.
    #[error("no such picture")]
    Malformed,
    /// The disk refuses.
    #[error(transparent)]
    Disk(io::Error),
}

impl From<io::Error> for PictureFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof => Self::Malformed,
            _ => Self::Disk(error),
        }
    }
}

pub fn check_size(width: u32, height: u32) -> Result<(), PictureFault> {
    if width == 0 || height == 0 {
        return Err(PictureFault::Malformed);
    }
    let fits = width.max(height) <= limits::MAX_PICTURE_SIDE
        && u64::from(width) * u64::from(height) <= limits::MAX_PICTURE_PIXELS;
    if fits {
        Ok(())
    } else {
        Err(PictureFault::TooLarge)
    }
}

/// The next bytes, as many as there are to be.
pub fn take<const N: usize>(from: &mut impl Read) -> Result<[u8; N], PictureFault> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

pub fn take_some(from: &mut impl Read, count: u64) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    from.take(count).read_to_end(&mut bytes)?;
    let is_all = u64::try_from(bytes.len()).is_ok_and(|length| length == count);
    is_all.then_some(bytes).ok_or(PictureFault::Malformed)
}

pub fn copy(from: &mut impl Read, to: &mut impl Write, count: u64) -> Result<(), PictureFault> {
    let copied = io::copy(&mut from.take(count), to)?;
    (copied == count)
        .then_some(())
        .ok_or(PictureFault::Malformed)
}

pub fn skip(from: &mut impl Read, count: u64) -> Result<(), PictureFault> {
    copy(from, &mut io::sink(), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_million_pixels_and_twelve_thousand_a_side_are_the_most() {
        let may = |width, height| check_size(width, height).is_ok();
        assert!(may(1, 1) && may(12_000, 1) && may(8_000, 5_000));
        assert!(!may(12_001, 1) && !may(1, 12_001) && !may(8_000, 5_001));
        assert!(!may(16_000, 16_000) && !may(u32::MAX, u32::MAX));
        assert!(matches!(check_size(0, 9), Err(PictureFault::Malformed)));
    }
}
