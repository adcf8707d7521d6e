//! RED (RFC 2198): audio packets that carry the ones before them once more, so that a lost packet
//! comes with the next one.
//!
//! Pure. Copies are of the packets right before, without a pause between: a receiver can tell from
//! its place which packet each of them stands for.

use crate::media::audio::PIECE_TICKS;
use bytes::{BufMut, Bytes, BytesMut};
use std::collections::VecDeque;

/// Copies in one packet at most.
pub const MAX_COPIES: u8 = 2;
/// Blocks in one packet that are read; more would only cost time.
const MAX_BLOCKS: usize = 8;
/// A block's length has ten bits, its age fourteen (RFC 2198, 3).
const MAX_BLOCK_BYTES: usize = 0x3ff;
const AGE_BITS: u32 = 14;
const LENGTH_BITS: u32 = 10;
/// Says that a further block follows.
const FOLLOWED: u8 = 0x80;

/// Puts copies into packets.
#[derive(Debug, Default)]
pub struct RedEncoder {
    earlier: VecDeque<(u32, Bytes)>,
}

impl RedEncoder {
    /// The payload for `data`, which begins at `at`, with at most so many copies of what came
    /// before. `kind` is the number of the codec that all of them are for.
    pub fn encode(&mut self, at: u32, kind: u8, data: &Bytes, copies: u8) -> Bytes {
        let expected = (1..=copies.min(MAX_COPIES)).map(|place| u32::from(place) * PIECE_TICKS);
        let follows = |((stamp, data), age): &(&(u32, Bytes), u32)| {
            at.wrapping_sub(*stamp) == *age && data.len() <= MAX_BLOCK_BYTES
        };
        let newest_first = self.earlier.iter().rev().zip(expected);
        let mut blocks: Vec<_> = newest_first.take_while(follows).collect();
        blocks.reverse();
        let mut payload = BytesMut::new();
        for ((_, data), age) in &blocks {
            let length = u32::try_from(data.len()).unwrap_or_default();
            payload.put_u32(u32::from(FOLLOWED | kind) << 24 | age << LENGTH_BITS | length);
        }
        payload.put_u8(kind);
        for ((_, data), _) in &blocks {
            payload.put_slice(data);
        }
        payload.put_slice(data);
        payload.freeze()
    }

    /// Remembers a packet that was sent, packed or not.
    pub fn keep(&mut self, at: u32, data: Bytes) {
        self.earlier.push_back((at, data));
        if self.earlier.len() > usize::from(MAX_COPIES) {
            self.earlier.pop_front();
        }
    }
}

/// A part of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedBlock {
    /// By how many ticks it begins earlier than the packet's time stamp; 0 for what is new.
    pub age: u32,
    /// What a plain packet would have carried.
    pub data: Bytes,
}

/// The parts of a payload, oldest first and what is new at the end; nothing where it is malformed.
#[must_use]
pub fn decode(payload: &Bytes) -> Option<Vec<RedBlock>> {
    let (mut heads, mut place) = (Vec::new(), 0);
    while payload.get(place)? & FOLLOWED != 0 {
        let head = payload.get(place..)?.first_chunk::<4>()?;
        let head = u32::from_be_bytes(*head);
        let age = (head >> LENGTH_BITS) & ((1 << AGE_BITS) - 1);
        let length = usize::try_from(head & ((1 << LENGTH_BITS) - 1)).ok()?;
        heads.push((age, length));
        if heads.len() >= MAX_BLOCKS {
            return None;
        }
        place += 4;
    }
    place += 1;
    let mut blocks = Vec::new();
    for (age, length) in heads {
        if payload.len() < place + length {
            return None;
        }
        let data = payload.slice(place..place + length);
        blocks.push(RedBlock { age, data });
        place += length;
    }
    let data = payload.slice(place..);
    (!data.is_empty()).then(|| {
        blocks.push(RedBlock { age: 0, data });
        blocks
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(byte: u8, length: usize) -> Bytes {
        Bytes::from(vec![byte; length])
    }

    #[test]
    fn a_packet_looks_as_the_rfc_draws_it() {
        let mut encoder = RedEncoder::default();
        assert_eq!(encoder.encode(0, 111, &sound(1, 3), 2), [111, 1, 1, 1][..]);
        encoder.keep(0, sound(1, 3));
        encoder.keep(960, sound(2, 2));
        // 111 with the first bit set is 239. 1,920 << 10 | 3 is 0x1e0003, 960 << 10 | 2 is 0x0f0002.
        let expected = [
            239, 0x1e, 0, 3, 239, 0x0f, 0, 2, 111, 1, 1, 1, 2, 2, 3, 3, 3, 3,
        ];
        let packed = encoder.encode(1_920, 111, &sound(3, 4), 2);
        assert_eq!(packed, expected[..]);
        let block = |age, byte, length| RedBlock {
            age,
            data: sound(byte, length),
        };
        let blocks = [block(1_920, 1, 3), block(960, 2, 2), block(0, 3, 4)];
        assert_eq!(decode(&packed).unwrap(), blocks);
        let packed = encoder.encode(1_920, 111, &sound(3, 4), 1);
        assert_eq!(decode(&packed).unwrap(), blocks[1..]);
    }

    #[test]
    fn nothing_from_before_a_pause_is_copied() {
        let mut encoder = RedEncoder::default();
        encoder.keep(0, sound(1, 3));
        encoder.keep(9_600, sound(2, 2));
        let packed = encoder.encode(10_560, 111, &sound(3, 4), 2);
        let ages: Vec<_> = decode(&packed).unwrap().iter().map(|b| b.age).collect();
        assert_eq!(ages, [960, 0]);
    }

    #[test]
    fn malformed_payloads_are_refused() {
        for payload in [
            &[][..],
            &[111],
            &[239],
            &[239, 0x0f, 0],
            &[239, 0x0f, 0, 2],
            &[239, 0x0f, 0, 2, 111],
            &[239, 0x0f, 0, 2, 111, 1],
            &[239, 0x0f, 0, 2, 111, 1, 1],
        ] {
            assert_eq!(
                decode(&Bytes::copy_from_slice(payload)),
                None,
                "{payload:?}"
            );
        }
        let mut many = [239, 0, 0, 0].repeat(MAX_BLOCKS);
        many.extend([111, 1]);
        assert_eq!(decode(&Bytes::from(many)), None);
    }
}
