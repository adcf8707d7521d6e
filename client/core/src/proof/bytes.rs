//! Bytes of a fixed length as they stand in a frame or a file.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// In base64url without padding (RFC 4648, 5).
pub(crate) fn write_bytes(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Nothing where it is no such text, or not of this length.
pub(crate) fn read_bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    // No longer text can be of this length, so none is unpacked.
    if text.len() != (N * 4).div_ceil(3) {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_bytes_are_read() {
        // RFC 4648, 10: "foobar" is "Zm9vYmFy"; without padding, "foob" is "Zm9vYg".
        assert_eq!(write_bytes(b"foob"), "Zm9vYg");
        assert_eq!(read_bytes::<6>("Zm9vYmFy"), Some(*b"foobar"));
        assert_eq!(read_bytes::<4>("Zm9vYg"), Some(*b"foob"));
        for wrong in ["Zm9vYg==", "Zm9vYmFy", "Zm9v", "Zm9vY ", "", "Zm9vYh"] {
            assert_eq!(read_bytes::<4>(wrong), None, "{wrong}");
        }
    }
}
