//! Sends lost parts of pictures once more, on a stream of their own (RFC 4588).
//!
//! A repair must not go out under its old number: with a new transport-wide number in its header it
//! would be other data under the same nonce, which breaks AES-GCM. So without an agreed repair
//! stream nothing is repaired, and the other side has to ask for a key frame.

use bytes::{BufMut, BytesMut};
use rtc::rtp;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Packets kept: about four seconds of good pictures.
const MAX_KEPT: usize = 1_024;
/// One packet is sent again at most so often.
const MAX_TIMES: u8 = 8;
/// Of so many last packets the largest one pads.
const PADDING_CHOICE: usize = 16;

#[derive(Debug)]
struct Kept {
    packet: rtp::Packet,
    resent_at: Option<Instant>,
    times: u8,
}

/// The last packets of one stream.
#[derive(Debug)]
pub struct Repairs {
    ssrc: u32,
    payload_type: u8,
    next_number: u16,
    kept: VecDeque<Kept>,
}

impl Repairs {
    /// Repairs on the stream `ssrc`.
    #[must_use]
    pub fn new(ssrc: u32, payload_type: u8) -> Self {
        Self {
            ssrc,
            payload_type,
            next_number: rand::random(),
            kept: VecDeque::new(),
        }
    }

    /// The repair stream's name and its codec number. The numbers in it go on all the same.
    pub fn agree(&mut self, ssrc: u32, payload_type: u8) {
        (self.ssrc, self.payload_type) = (ssrc, payload_type);
    }

    /// Keeps a packet of the stream; they come in order.
    pub fn keep(&mut self, packet: &rtp::Packet) {
        self.kept.push_back(Kept {
            packet: packet.clone(),
            resent_at: None,
            times: 0,
        });
        if self.kept.len() > MAX_KEPT {
            self.kept.pop_front();
        }
    }

    /// The repair for a lost packet. Nothing where it was sent again less than a round trip ago:
    /// that one may still be on its way.
    pub fn answer(
        &mut self,
        number: u16,
        now: Instant,
        round_trip: Duration,
    ) -> Option<rtp::Packet> {
        let kept = self.find(number)?;
        let on_its_way = |at: Instant| now.saturating_duration_since(at) < round_trip * 3 / 4;
        if kept.times >= MAX_TIMES || kept.resent_at.is_some_and(on_its_way) {
            return None;
        }
        kept.times += 1;
        kept.resent_at = Some(now);
        let packet = kept.packet.clone();
        Some(self.wrap(&packet))
    }

    /// The same repair once more, for a way that loses much.
    pub fn answer_again(&mut self, number: u16) -> Option<rtp::Packet> {
        let packet = self.find(number)?.packet.clone();
        Some(self.wrap(&packet))
    }

    /// This packet is not to be repaired any more.
    pub fn forget(&mut self, number: u16) {
        if let Some(kept) = self.find(number) {
            kept.times = MAX_TIMES;
        }
    }

    fn find(&mut self, number: u16) -> Option<&mut Kept> {
        let newest = self.kept.back()?.packet.header.sequence_number;
        let back = usize::from(newest.wrapping_sub(number));
        let place = self.kept.len().checked_sub(back + 1)?;
        self.kept.get_mut(place)
    }

    /// A packet the other side has already, to fill a probe.
    pub fn padding(&mut self) -> Option<rtp::Packet> {
        let last = self.kept.iter().rev().take(PADDING_CHOICE);
        let largest = last.max_by_key(|kept| kept.packet.payload.len())?;
        let packet = largest.packet.clone();
        Some(self.wrap(&packet))
    }

    fn wrap(&mut self, packet: &rtp::Packet) -> rtp::Packet {
        let number = self.next_number;
        self.next_number = number.wrapping_add(1);
        let mut payload = BytesMut::with_capacity(packet.payload.len() + 2);
        payload.put_u16(packet.header.sequence_number);
        payload.put_slice(&packet.payload);
        rtp::Packet {
            header: rtp::Header {
                version: 2,
                marker: packet.header.marker,
                payload_type: self.payload_type,
                sequence_number: number,
                timestamp: packet.header.timestamp,
                ssrc: self.ssrc,
                ..Default::default()
            },
            payload: payload.freeze(),
        }
    }
}

/// Makes the lost packet of a repair again; false where there is none in it.
pub fn unwrap(repair: &mut rtp::Packet, ssrc: u32, payload_type: u8) -> bool {
    if repair.payload.len() <= 2 {
        return false;
    }
    let number = repair.payload.split_to(2);
    let &[high, low] = number.as_ref() else {
        return false;
    };
    repair.header.sequence_number = u16::from_be_bytes([high, low]);
    repair.header.ssrc = ssrc;
    repair.header.payload_type = payload_type;
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn packet(number: u16) -> rtp::Packet {
        rtp::Packet {
            header: rtp::Header {
                version: 2,
                marker: true,
                payload_type: 96,
                sequence_number: number,
                timestamp: 9,
                ssrc: 1,
                ..Default::default()
            },
            payload: Bytes::from(vec![7; 1 + usize::from(number % 10)]),
        }
    }

    #[test]
    fn a_repair_gives_the_packet_back() {
        let now = Instant::now();
        let round_trip = Duration::from_millis(100);
        let mut repairs = Repairs::new(2, 97);
        for number in 65_530..=65_535 {
            repairs.keep(&packet(number));
        }
        repairs.keep(&packet(0));
        let mut repair = repairs.answer(65_533, now, round_trip).unwrap();
        assert_eq!((repair.header.ssrc, repair.header.payload_type), (2, 97));
        // RFC 4588, 4: the original number comes first.
        assert_eq!(repair.payload[..2], [0xff, 0xfd]);
        assert!(unwrap(&mut repair, 1, 96));
        assert_eq!(repair, packet(65_533));
        assert_eq!(repairs.answer(1, now, round_trip), None);
        assert_eq!(repairs.answer(65_529, now, round_trip), None);
    }

    #[test]
    fn a_packet_is_not_sent_again_while_the_repair_may_be_on_its_way() {
        let now = Instant::now();
        let round_trip = Duration::from_millis(100);
        let mut repairs = Repairs::new(2, 97);
        repairs.keep(&packet(5));
        let mut sent = Vec::new();
        for millis in (0..2_000).step_by(10) {
            let at = now + Duration::from_millis(millis);
            if let Some(repair) = repairs.answer(5, at, round_trip) {
                sent.push((millis, repair.header.sequence_number));
            }
        }
        let times: Vec<_> = sent.iter().map(|(at, _)| *at).collect();
        assert_eq!(times, [0, 80, 160, 240, 320, 400, 480, 560]);
        repairs.keep(&packet(6));
        repairs.forget(6);
        assert_eq!(repairs.answer(6, now, round_trip), None);
        let first = sent[0].1;
        assert_eq!(
            sent[7].1,
            first.wrapping_add(7),
            "each under its own number"
        );
    }

    #[test]
    fn padding_is_the_largest_of_the_last_packets() {
        let mut repairs = Repairs::new(2, 97);
        assert_eq!(repairs.padding(), None);
        for number in 8..12 {
            repairs.keep(&packet(number));
        }
        assert_eq!(repairs.padding().unwrap().payload.len(), 12);
    }
}
