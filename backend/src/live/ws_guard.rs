//! Reads the headers of WebSocket frames (RFC 6455, 5.2) as they arrive, before the parser buffers
//! anything: what a frame declares is judged at once, not once its last byte is here.

use shared::limits;

/// Most frames one message may come in. Ours are sent whole; libraries split at 4 KiB or more.
const MAX_FRAGMENTS: usize = 64;
/// Most bytes a control frame carries (RFC 6455, 5.5).
const CONTROL_BYTES: u64 = 125;

/// What is wrong with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abuse {
    /// Not a frame that RFC 6455 allows a client to send: 1002.
    Protocol,
    /// Binary, where the protocol is text: 1003.
    Binary,
    /// Larger than allowed: 1009.
    TooLarge,
    /// More fragments than allowed: 1008.
    TooManyFragments,
}

/// Where in the stream of frames the next byte stands.
#[derive(Debug, Default)]
pub struct Frames {
    header: Vec<u8>,
    /// Bytes of the current frame's payload that are still to come.
    payload_left: u64,
    /// The message that continuation frames go on with.
    message: Option<Message>,
}

#[derive(Debug)]
struct Message {
    bytes: u64,
    fragments: usize,
}

/// A frame's header.
struct Header {
    last: bool,
    opcode: u8,
    bytes: u64,
}

impl Frames {
    /// Takes the next bytes in.
    ///
    /// # Errors
    /// A frame that begins in them is not allowed. Nothing after it means anything.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<(), Abuse> {
        while !bytes.is_empty() {
            let inside = usize::try_from(self.payload_left)
                .unwrap_or(usize::MAX)
                .min(bytes.len());
            let (payload, rest) = bytes.split_at(inside);
            self.payload_left -= u64::try_from(payload.len()).unwrap_or_default();
            bytes = rest;
            if let Some((byte, rest)) = bytes.split_first() {
                self.header.push(*byte);
                bytes = rest;
                if let Some(header) = read(&self.header)? {
                    self.header.clear();
                    self.judge(&header)?;
                    self.payload_left = header.bytes;
                }
            }
        }
        Ok(())
    }

    fn judge(&mut self, header: &Header) -> Result<(), Abuse> {
        let begun = match (header.opcode, self.message.take()) {
            // Control frames may stand between the fragments of a message.
            (8.., message) => {
                self.message = message;
                return Ok(());
            }
            (0, Some(message)) => message,
            (1 | 2, None) => Message {
                bytes: 0,
                fragments: 0,
            },
            _ => return Err(Abuse::Protocol),
        };
        if header.opcode == 2 {
            return Err(Abuse::Binary);
        }
        let message = Message {
            bytes: begun.bytes.saturating_add(header.bytes),
            fragments: begun.fragments + 1,
        };
        if message.bytes > most_bytes() {
            return Err(Abuse::TooLarge);
        }
        if message.fragments > MAX_FRAGMENTS {
            return Err(Abuse::TooManyFragments);
        }
        self.message = (!header.last).then_some(message);
        Ok(())
    }
}

fn most_bytes() -> u64 {
    u64::try_from(limits::MAX_FRAME_BYTES).unwrap_or(u64::MAX)
}

/// The header that these bytes are, once they are all there. Its first byte is judged at once.
fn read(bytes: &[u8]) -> Result<Option<Header>, Abuse> {
    let Some(first) = bytes.first() else {
        return Ok(None);
    };
    let (last, reserved, opcode) = (first & 0x80 != 0, first & 0x70, first & 0x0f);
    if reserved != 0 || matches!(opcode, 3..=7 | 0xb..) {
        return Err(Abuse::Protocol);
    }
    let Some(second) = bytes.get(1) else {
        return Ok(None);
    };
    let (masked, short) = (second & 0x80 != 0, second & 0x7f);
    if !masked {
        return Err(Abuse::Protocol);
    }
    let extended = match short {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let Some(length) = bytes.get(2..2 + extended) else {
        return Ok(None);
    };
    let long = length
        .iter()
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let (bytes_declared, least) = match extended {
        0 => (u64::from(short), 0),
        2 => (long, 126),
        _ => (long, 1 << 16),
    };
    let control = opcode >= 8;
    if bytes_declared < least
        || bytes_declared >> 63 != 0
        || (control && (!last || bytes_declared > CONTROL_BYTES))
        // A close frame carries a code of two bytes or nothing at all (RFC 6455, 5.5.1).
        || (opcode == 8 && bytes_declared == 1)
    {
        return Err(Abuse::Protocol);
    }
    let mask = 4;
    let whole = bytes.len() == 2 + extended + mask;
    Ok(whole.then_some(Header {
        last,
        opcode,
        bytes: bytes_declared,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame as RFC 6455, 5.2 draws it, with a zero mask.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![first];
        match payload.len() {
            0..126 => bytes.push(0x80 | u8::try_from(payload.len()).unwrap()),
            126..65_536 => {
                bytes.push(0x80 | 126);
                bytes.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
            }
            _ => {
                bytes.push(0x80 | 127);
                bytes.extend(u64::try_from(payload.len()).unwrap().to_be_bytes());
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(payload);
        bytes
    }

    /// The same verdict whether it comes in one piece or byte by byte.
    fn verdict(bytes: &[u8]) -> Result<(), Abuse> {
        let whole = Frames::default().take(bytes);
        let mut frames = Frames::default();
        let piecemeal = bytes.iter().try_for_each(|byte| frames.take(&[*byte]));
        assert_eq!(whole, piecemeal);
        whole
    }

    const TEXT: u8 = 0x81;
    const TEXT_BEGINS: u8 = 0x01;
    const GOES_ON: u8 = 0x00;
    const ENDS: u8 = 0x80;
    const PING: u8 = 0x89;
    const CLOSE: u8 = 0x88;

    #[test]
    fn what_the_rfc_shows_passes() {
        // RFC 6455, 5.7: a single-frame masked text message that contains "Hello".
        let hello = [
            0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
        ];
        assert_eq!(verdict(&hello), Ok(()));
        let parts = [
            frame(TEXT_BEGINS, b"Hel"),
            frame(PING, b"between"),
            frame(ENDS, b"lo"),
            frame(TEXT, &[b'x'; 65_536]),
            frame(CLOSE, &[0x03, 0xe8]),
            frame(CLOSE, b""),
        ];
        assert_eq!(verdict(&parts.concat()), Ok(()));
    }

    #[test]
    fn a_frame_is_judged_by_what_it_declares_before_its_payload_came() {
        let declares = |length: u64| [vec![TEXT, 0xff], length.to_be_bytes().to_vec()].concat();
        let with_mask = |length| [declares(length), vec![0; 4]].concat();
        assert_eq!(verdict(&with_mask(65_537)), Err(Abuse::TooLarge));
        assert_eq!(verdict(&with_mask(1 << 40)), Err(Abuse::TooLarge));
        assert_eq!(verdict(&declares(1 << 63)), Err(Abuse::Protocol));
    }

    #[test]
    fn what_the_rfc_forbids_is_refused() {
        let unmasked = [TEXT, 0x05, b'H', b'e', b'l', b'l', b'o'];
        let long_form_of_a_short_length = [TEXT, 0x80 | 126, 0x00, 0x05];
        let long_form_of_a_middling_length = [TEXT, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
        for bytes in [
            unmasked.to_vec(),
            frame(0xc1, b"reserved bit"),
            frame(0x83, b"reserved opcode"),
            frame(0x8b, b"reserved control opcode"),
            frame(0x09, b"ping in fragments"),
            frame(PING, &[b'x'; 126]),
            frame(CLOSE, b"\x03"),
            frame(ENDS, b"goes on with nothing"),
            [frame(TEXT_BEGINS, b"a"), frame(TEXT, b"b")].concat(),
            long_form_of_a_short_length.to_vec(),
            long_form_of_a_middling_length.to_vec(),
        ] {
            assert_eq!(verdict(&bytes), Err(Abuse::Protocol), "{bytes:x?}");
        }
        assert_eq!(verdict(&frame(0x82, b"bytes")), Err(Abuse::Binary));
    }

    #[test]
    fn a_message_in_fragments_has_the_limits_of_a_whole_one() {
        let half = frame(GOES_ON, &[b'x'; 32_768]);
        let first = frame(TEXT_BEGINS, &[b'x'; 32_768]);
        let end = frame(ENDS, b"x");
        assert_eq!(verdict(&[first.clone(), half.clone()].concat()), Ok(()));
        let over = [first, half, end].concat();
        assert_eq!(verdict(&over), Err(Abuse::TooLarge));

        let empty = frame(GOES_ON, b"").repeat(64);
        let many = [frame(TEXT_BEGINS, b""), empty].concat();
        assert_eq!(verdict(&many), Err(Abuse::TooManyFragments));
    }
}
