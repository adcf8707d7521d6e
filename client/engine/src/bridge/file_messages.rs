//! Files on the bridge (`docs/bridge.md`).

use bytes::{BufMut, Bytes, BytesMut};
use client_core::TransferId;
use client_core::bridge_codes::{FILE, FILE_REQUEST, FLAG_GONE, FLAG_LAST};
use shared::FileId;
use uuid::Uuid;

/// Bytes of a file in one message to the page: pictures of a call must not wait long behind one.
pub(super) const PIECE_BYTES: usize = 48 * 1024;

/// What the page says about files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FilesFromPage {
    /// Part of a file that is to be sent.
    Piece {
        transfer: TransferId,
        bytes: Bytes,
        is_last: bool,
    },
    /// It wants a file's bytes.
    Request(FileId),
}

/// Reads a binary message about a file; nothing where it is about something else.
pub(crate) fn read_file_message(message: &Bytes) -> Option<FilesFromPage> {
    match *message.first()? {
        FILE => {
            let flags = *message.get(1)?;
            let transfer = u32::from_le_bytes(*message.get(2..)?.first_chunk()?);
            Some(FilesFromPage::Piece {
                transfer,
                bytes: message.slice(6..),
                is_last: flags & FLAG_LAST != 0,
            })
        }
        FILE_REQUEST => {
            let id: [u8; 16] = message.get(2..)?.try_into().ok()?;
            Some(FilesFromPage::Request(FileId(Uuid::from_bytes(id))))
        }
        _ => None,
    }
}

/// A piece of a file, or word that it is not here.
pub(super) fn file_message(file_id: FileId, piece: Option<&Bytes>, is_last: bool) -> Bytes {
    let mut message = BytesMut::with_capacity(18 + piece.map_or(0, Bytes::len));
    message.put_u8(FILE);
    let gone = if piece.is_none() { FLAG_GONE } else { 0 };
    message.put_u8(gone | if is_last { FLAG_LAST } else { 0 });
    message.put_slice(file_id.0.as_bytes());
    if let Some(piece) = piece {
        message.put_slice(piece);
    }
    message.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_the_documented_one() {
        let id = FileId(Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10));
        let raw = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10";
        let piece = Bytes::from_static(b"png");
        let expected = [b"\x05\x01", &raw[..], b"png"].concat();
        assert_eq!(file_message(id, Some(&piece), true), expected);
        assert_eq!(
            file_message(id, None, true),
            [b"\x05\x03", &raw[..]].concat()
        );
        let message = Bytes::from_static(b"\x05\x01\x07\0\0\x80png");
        let read = FilesFromPage::Piece {
            transfer: 0x8000_0007,
            bytes: piece,
            is_last: true,
        };
        assert_eq!(read_file_message(&message), Some(read));
        let wish = Bytes::from([b"\x06\0", &raw[..]].concat());
        assert_eq!(read_file_message(&wish), Some(FilesFromPage::Request(id)));
        for other in [&b"\x06\0short"[..], b"\x05\x01\0", b"\x03\0\0\0\0\0", b""] {
            assert_eq!(read_file_message(&Bytes::copy_from_slice(other)), None);
        }
    }
}
