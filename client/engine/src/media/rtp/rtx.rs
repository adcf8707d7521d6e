//! RTX (RFC 4588): sends lost video packets once more, on a stream of their own.
//!
//! A repair must not go out under its old number: with a new transport-wide number in its header it
//! would be other data under the same nonce, which breaks AES-GCM. So without an agreed repair
//! stream nothing is repaired, and the other side has to ask for a key frame.

use crate::media::units::{Bitrate, Fraction};
use bytes::{BufMut, BytesMut};
use rtc::rtp;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Packets kept: about four seconds of good pictures.
const MAX_KEPT: usize = 1_024;
/// One packet is sent again at most in so many rounds.
const MAX_ROUNDS: u8 = 8;
/// Copies of a repair that are to escape the same burst of losses leave so far apart.
const SPREAD: Duration = Duration::from_millis(10);
/// From this share of losses on, a repair is sent more than once: it is small beside a freeze.
const LOSSY: Fraction = Fraction::new(0.02);
/// Below this rate copies cost more than they save.
const NARROW: Bitrate = Bitrate::kbps(400);
/// Of so many last packets the largest one pads.
const PADDING_CHOICE: usize = 16;

#[derive(Debug)]
struct StoredPacket {
    packet: rtp::Packet,
    rounds: u8,
    /// The last round: when it began, when its last copy left, and how many did.
    round: Option<(Instant, Instant, u8)>,
}

/// How often a repair is sent in one round, so that it arrives the first time: on a path that loses
/// such a share and carries such a rate.
#[must_use]
pub fn rtx_copies(loss: Fraction, rate: Bitrate) -> u8 {
    match loss {
        loss if loss < LOSSY => 1,
        _ if rate < NARROW => 2,
        _ => 3,
    }
}

/// The last packets of one stream.
#[derive(Debug)]
pub struct RtxSender {
    ssrc: u32,
    payload_type: u8,
    next_number: u16,
    kept: VecDeque<StoredPacket>,
}

impl RtxSender {
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
        self.kept.push_back(StoredPacket {
            packet: packet.clone(),
            rounds: 0,
            round: None,
        });
        if self.kept.len() > MAX_KEPT {
            self.kept.pop_front();
        }
    }

    /// The repair for a lost packet, and perhaps a copy of it. A round lasts about as long as a
    /// repair needs to be heard of, and has at most `copies`: the first two at once, because most
    /// losses come alone, and what is left at further requests, because some don't.
    pub fn answer_nack(
        &mut self,
        number: u16,
        now: Instant,
        round_trip: Duration,
        copies: u8,
    ) -> Vec<rtp::Packet> {
        let Some(kept) = self.find(number) else {
            return Vec::new();
        };
        let since = |at: Instant| now.saturating_duration_since(at);
        let running = kept
            .round
            .filter(|(began, ..)| since(*began) < round_trip * 3 / 4);
        let (began, count, sent) = match running {
            Some((began, last, sent)) => {
                let ripe = since(last) >= SPREAD && sent < copies;
                (began, u8::from(ripe), sent)
            }
            None if kept.rounds >= MAX_ROUNDS => return Vec::new(),
            None => {
                kept.rounds += 1;
                (now, if copies > 2 { 2 } else { 1 }, 0)
            }
        };
        if count > 0 {
            kept.round = Some((began, now, sent + count));
        }
        let packet = kept.packet.clone();
        (0..count).map(|_| self.wrap(&packet)).collect()
    }

    /// This packet is not to be repaired any more.
    pub fn forget(&mut self, number: u16) {
        if let Some(kept) = self.find(number) {
            (kept.rounds, kept.round) = (MAX_ROUNDS, None);
        }
    }

    fn find(&mut self, number: u16) -> Option<&mut StoredPacket> {
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
        let mut rtx = RtxSender::new(2, 97);
        for number in 65_530..=65_535 {
            rtx.keep(&packet(number));
        }
        rtx.keep(&packet(0));
        let mut repair = rtx.answer_nack(65_533, now, round_trip, 1).remove(0);
        assert_eq!((repair.header.ssrc, repair.header.payload_type), (2, 97));
        // RFC 4588, 4: the original number comes first.
        assert_eq!(repair.payload[..2], [0xff, 0xfd]);
        assert!(unwrap(&mut repair, 1, 96));
        assert_eq!(repair, packet(65_533));
        assert_eq!(rtx.answer_nack(1, now, round_trip, 1), []);
        assert_eq!(rtx.answer_nack(65_529, now, round_trip, 1), []);
    }

    #[test]
    fn a_packet_is_not_sent_again_while_the_repair_may_be_on_its_way() {
        let now = Instant::now();
        let round_trip = Duration::from_millis(100);
        let mut rtx = RtxSender::new(2, 97);
        rtx.keep(&packet(5));
        let mut sent = Vec::new();
        for millis in (0..2_000).step_by(10) {
            let at = now + Duration::from_millis(millis);
            for repair in rtx.answer_nack(5, at, round_trip, 1) {
                sent.push((millis, repair.header.sequence_number));
            }
        }
        let times: Vec<_> = sent.iter().map(|(at, _)| *at).collect();
        assert_eq!(times, [0, 80, 160, 240, 320, 400, 480, 560]);
        rtx.keep(&packet(6));
        rtx.forget(6);
        assert_eq!(rtx.answer_nack(6, now, round_trip, 1), []);
        let first = sent[0].1;
        assert_eq!(
            sent[7].1,
            first.wrapping_add(7),
            "each under its own number"
        );
    }

    #[test]
    fn on_a_lossy_way_each_round_has_copies() {
        let now = Instant::now();
        let round_trip = Duration::from_millis(100);
        let asked = [0, 5, 15, 30, 80, 95, 110];
        let sent = |copies| {
            let mut rtx = RtxSender::new(2, 97);
            rtx.keep(&packet(5));
            asked.map(|millis| {
                let at = now + Duration::from_millis(millis);
                rtx.answer_nack(5, at, round_trip, copies).len()
            })
        };
        assert_eq!(sent(2), [1, 0, 1, 0, 1, 1, 0]);
        assert_eq!(sent(3), [2, 0, 1, 0, 2, 1, 0]);
        let chosen = [(0, 1_000), (5, 1_000), (5, 300)];
        assert_eq!(
            chosen.map(|(loss, rate)| rtx_copies(Fraction::percent(loss), Bitrate::kbps(rate))),
            [1, 3, 2]
        );
    }

    #[test]
    fn padding_is_the_largest_of_the_last_packets() {
        let mut rtx = RtxSender::new(2, 97);
        assert_eq!(rtx.padding(), None);
        for number in 8..12 {
            rtx.keep(&packet(number));
        }
        assert_eq!(rtx.padding().unwrap().payload.len(), 12);
    }
}
