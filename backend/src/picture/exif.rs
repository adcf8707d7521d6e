//! The one thing that is kept of what a camera writes down (Exif 2.32, 4.6.4): how the picture is
//! turned.

/// The tag of the orientation, and its type: one number of 16 bits.
const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;
/// Bytes of one entry of a directory.
const ENTRY: usize = 12;

/// How a picture has to be turned to stand upright, from 2 to 8; nothing where it stands already, or
/// where nobody can tell.
pub fn orientation(tiff: &[u8]) -> Option<u8> {
    let reader = Reader {
        bytes: tiff,
        is_little: tiff.starts_with(b"II*\0"),
    };
    if !reader.is_little && !tiff.starts_with(b"MM\0*") {
        return None;
    }
    let directory = usize::try_from(reader.long(4)?).ok()?;
    let entries = reader.short(directory)?;
    let first = directory.checked_add(2)?;
    let places = (0..usize::from(entries)).map(|entry| first.saturating_add(entry * ENTRY));
    let mut found = places.filter(|at| reader.short(*at) == Some(ORIENTATION));
    let at = found.next()?;
    if reader.short(at + 2)? != SHORT {
        return None;
    }
    let turned = u8::try_from(reader.short(at + 8)?).ok()?;
    (2..=8).contains(&turned).then_some(turned)
}

/// The smallest TIFF that says so: a header, and a directory of one entry.
pub fn turned(orientation: u8) -> [u8; 26] {
    [
        b'M',
        b'M',
        0,
        b'*',
        0,
        0,
        0,
        8, // The directory follows.
        0,
        1, // Entries.
        1,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        orientation,
        0,
        0, // The entry.
        0,
        0,
        0,
        0, // No other directory.
    ]
}

struct Reader<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl Reader<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for turn in 2..=8 {
            assert_eq!(orientation(&turned(turn)), Some(turn));
        }
        for nothing in [0, 1, 9, 255] {
            assert_eq!(orientation(&turned(nothing)), None);
        }
    }

    #[test]
    fn either_order_of_bytes_is_read_and_nonsense_is_not() {
        let little = b"II*\0\x08\0\0\0\x02\0\
            \x0f\x01\x02\0\x04\0\0\0abc\0\
            \x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(orientation(little), Some(6));
        for cut in 0..little.len() {
            orientation(little.get(..cut).unwrap());
        }
        let far = b"II*\0\xff\xff\xff\xff\x01\0";
        assert_eq!(orientation(far), None);
        assert_eq!(orientation(b"GIF89a"), None);
        assert_eq!(orientation(b""), None);
    }
}
