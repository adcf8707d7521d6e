//! NACK (RFC 4585, 6.2.1): asks for lost video packets, and puts what comes back by RTX in their
//! place.
//!
//! The crate takes repairs out of their wrapping after its own generator of requests, which then
//! asks for repaired packets again and again. So both are done here.

use super::packet_hook::{PacketHook, Queues};
use super::rtx;
use super::sequence::SequenceUnwrapper;
use rtc::interceptor::{AttributedPacket, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc::shared::TransportContext;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// A packet may be overtaken by so much before it counts as lost.
const OVERTAKING: Duration = Duration::from_millis(6);
/// A packet is asked for at most so often, and no longer than so.
const MAX_REQUESTS: u32 = 20;
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Packets missing at a time; where more are, only a key frame helps.
const MAX_MISSING: usize = 256;
/// Streams whose losses are repaired at a time. A call has one in each direction.
const MAX_STREAMS: usize = 16;
/// Before the first repair says how long it takes.
const FIRST_GUESS: Duration = Duration::from_millis(100);
const MIN_SPACING: Duration = Duration::from_millis(20);
/// The second and the third request follow the first one so soon, in case that one got lost.
const NEXT_REQUEST: Duration = Duration::from_millis(15);
const QUICK_REQUESTS: u32 = 2;

#[derive(Clone, Copy, Debug)]
struct Gap {
    noticed: Instant,
    asked: Option<Instant>,
    requests: u32,
    due: Instant,
}

/// What is missing of one stream.
#[derive(Debug, Default)]
pub struct NackTracker {
    sequence: SequenceUnwrapper,
    highest: Option<u64>,
    gaps: BTreeMap<u64, Gap>,
    repair_time: Option<Duration>,
}

/// What a packet was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is new, or fills a gap.
    Wanted,
    /// It is here already, or was given up.
    Doubled,
}

impl NackTracker {
    /// Takes in a packet's number.
    pub fn arrived(&mut self, number: u16, now: Instant) -> Arrival {
        let place = self.sequence.place(number);
        let Some(highest) = self.highest else {
            self.highest = Some(place);
            return Arrival::Wanted;
        };
        if place <= highest {
            let Some(gap) = self.gaps.remove(&place) else {
                return Arrival::Doubled;
            };
            if let Some(asked) = gap.asked.filter(|_| gap.requests <= QUICK_REQUESTS + 1) {
                let took = now.saturating_duration_since(asked);
                let known = self.repair_time.unwrap_or(took);
                self.repair_time = Some((known * 7 + took) / 8);
            }
            return Arrival::Wanted;
        }
        self.highest = Some(place);
        if place - highest > u64::try_from(MAX_MISSING).unwrap_or(u64::MAX) {
            self.gaps.clear();
            return Arrival::Wanted;
        }
        for lost in highest + 1..place {
            let gap = Gap {
                noticed: now,
                asked: None,
                requests: 0,
                due: now + OVERTAKING,
            };
            self.gaps.insert(lost, gap);
        }
        while self.gaps.len() > MAX_MISSING {
            self.gaps.pop_first();
        }
        Arrival::Wanted
    }

    /// The numbers to ask for now. The first requests for the same one follow each other quickly,
    /// because a request may get lost, too; whoever answers takes them as one. Then there is time
    /// for a repair to come, or each loss would be repaired twice.
    pub fn due(&mut self, now: Instant) -> Vec<u16> {
        self.gaps.retain(|_, gap| {
            gap.requests < MAX_REQUESTS && now.saturating_duration_since(gap.noticed) < PATIENCE
        });
        let spacing = self.repair_time.unwrap_or(FIRST_GUESS) * 5 / 4;
        let spacing = spacing.max(MIN_SPACING);
        let due = self.gaps.iter_mut().filter(|(_, gap)| gap.due <= now);
        due.map(|(place, gap)| {
            gap.asked.get_or_insert(now);
            gap.requests += 1;
            gap.due = now
                + if gap.requests <= QUICK_REQUESTS {
                    NEXT_REQUEST
                } else {
                    spacing
                };
            u16::try_from(place & 0xffff).unwrap_or_default()
        })
        .collect()
    }

    /// When to ask next.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        self.gaps.values().map(|gap| gap.due).min()
    }
}

#[derive(Debug)]
struct Repaired {
    ssrc: u32,
    payload_type: u8,
}

/// The interceptor. It belongs before everything that reads numbers, but after what reports
/// transport-wide arrivals.
#[derive(Default)]
pub struct NackInterceptor {
    streams: HashMap<u32, NackTracker>,
    repaired: HashMap<u32, Repaired>,
}

impl NackInterceptor {
    /// Slot in the chain.
    pub const SLOT: usize = 6_500;

    fn ask(&mut self, now: Instant, queues: &mut Queues) {
        for (ssrc, missing) in &mut self.streams {
            let numbers = missing.due(now);
            if numbers.is_empty() {
                continue;
            }
            let request = TransportLayerNack {
                sender_ssrc: 0,
                media_ssrc: *ssrc,
                nacks: nack_pairs_from_sequence_numbers(&numbers),
            };
            queues.outbound.push_back(TaggedPacket {
                now,
                transport: TransportContext::default(),
                message: AttributedPacket::new(Packet::Rtcp(vec![Box::new(request)])),
            });
        }
    }
}

impl PacketHook for NackInterceptor {
    fn read(&mut self, mut packet: TaggedPacket, queues: &mut Queues) {
        let now = packet.now;
        if let Packet::Rtp(rtp) = &mut packet.message.packet {
            let repair = self.repaired.get(&rtp.header.ssrc);
            if repair.is_some_and(|of| !rtx::unwrap(rtp, of.ssrc, of.payload_type)) {
                return;
            }
            let repaired = repair.is_some();
            if let Some(missing) = self.streams.get_mut(&rtp.header.ssrc) {
                let arrival = missing.arrived(rtp.header.sequence_number, now);
                if repaired && arrival == Arrival::Doubled {
                    return;
                }
            }
        }
        queues.inbound.push_back(packet);
    }

    fn due_at(&self) -> Option<Instant> {
        self.streams.values().filter_map(NackTracker::due_at).min()
    }

    fn wake(&mut self, now: Instant, queues: &mut Queues) {
        self.ask(now, queues);
    }

    fn remote_stream(&mut self, info: &StreamInfo) {
        let asks = |f: &rtc::interceptor::RTCPFeedback| f.typ == "nack" && f.parameter.is_empty();
        if !info.rtcp_feedback.iter().any(asks) {
            return;
        }
        if let Some(repair) = info.ssrc_rtx
            && self.streams.len().max(self.repaired.len()) < MAX_STREAMS
        {
            self.streams.entry(info.ssrc).or_default();
            let (ssrc, payload_type) = (info.ssrc, info.payload_type);
            self.repaired
                .insert(repair, Repaired { ssrc, payload_type });
        }
    }

    fn remote_stream_ended(&mut self, info: &StreamInfo) {
        self.streams.remove(&info.ssrc);
        self.repaired.retain(|_, of| of.ssrc != info.ssrc);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gap_is_asked_for_until_it_is_repaired_or_given_up() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut missing = NackTracker::default();
        for number in [65_534, 65_535, 2] {
            assert_eq!(missing.arrived(number, at(0)), Arrival::Wanted);
        }
        assert_eq!(missing.due_at(), Some(at(6)));
        assert_eq!(missing.due(at(5)), [0; 0]);
        assert_eq!(missing.due(at(6)), [0, 1]);
        for millis in [21, 36] {
            let due = missing.due(at(millis));
            assert_eq!(due, [0, 1], "in case the request before got lost");
        }
        assert_eq!(missing.arrived(0, at(50)), Arrival::Wanted);
        assert_eq!(missing.arrived(0, at(51)), Arrival::Doubled);
        // A quarter more than the first guess, then than the 44 ms that the repair took.
        assert_eq!(missing.due(at(160)), [0; 0]);
        assert_eq!(missing.due(at(161)), [1]);
        assert_eq!(missing.due_at(), Some(at(216)));
        let mut asked = 0;
        for millis in 162..3_000 {
            asked += missing.due(at(millis)).len();
        }
        assert_eq!(
            (asked, missing.due_at()),
            (16, None),
            "twenty requests in all"
        );
    }

    #[test]
    fn a_large_hole_is_not_asked_for() {
        let now = Instant::now();
        let mut missing = NackTracker::default();
        missing.arrived(0, now);
        missing.arrived(300, now);
        assert_eq!(missing.due_at(), None);
    }
}
