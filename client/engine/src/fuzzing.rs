//! What the other device, its network and the page may send, as bytes: bodies for fuzzing, shared by
//! `fuzz/` and by the tests that replay its corpora.
//!
//! Each takes anything, and panics where a promise about it is broken.

use crate::bridge::{read_file_message, read_from_page, read_video_message};
use crate::media::cc::acked_bitrate::AckedBitrate;
use crate::media::rtp::codecs::TRANSPORT_WIDE;
use crate::media::rtp::counters::Counters;
use crate::media::rtp::nack::NackInterceptor;
use crate::media::rtp::packet_hook::{PacketHook, Queues};
use crate::media::rtp::path_state::SharedPathState;
use crate::media::rtp::receive_monitor::{Arrivals, ReceiveMonitor};
use crate::media::rtp::remote_limits::{Loopback, MAX_CANDIDATES, RemoteLimits};
use crate::media::rtp::sdp::{KeptRole, offer_number, with_offer_number};
use crate::media::rtp::send_interceptor::SendInterceptor;
use crate::media::rtp::vp8::{Vp8Depacketizer, key_frame_size};
use crate::media::rtp::{red, rtx};
use crate::media::video::fanout::VideoFanout;
use bytes::Bytes;
use rtc::ice::candidate::unmarshal_candidate;
use rtc::interceptor::{
    AttributedPacket, Packet, RTCPFeedback, RTPHeaderExtension, StreamInfo, TaggedPacket,
};
use rtc::rtp;
use rtc::sdp::description::session::SessionDescription;
use rtc::shared::TransportContext;
use rtc::shared::marshal::Unmarshal;
use std::io::Cursor;
use std::sync::Arc;
use std::time::{Duration, Instant};

const OWN_AUDIO: u32 = 1;
const OWN_VIDEO: u32 = 2;
const OWN_RTX: u32 = 3;
const REMOTE_VIDEO: u32 = 4;
const REMOTE_RTX: u32 = 5;
const VP8: u8 = 96;
const RTX: u8 = 97;
const NUMBERS: u16 = 3;

/// A session description and the candidates that trickle in after it: the text is both.
pub fn sdp(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut limits = RemoteLimits::new(Loopback::Refused);
    if let Some(admitted) = limits.admit_description(&text) {
        // What is admitted stays so, and says no more than before.
        let again = RemoteLimits::new(Loopback::Refused).admit_description(&admitted);
        assert_eq!(again.as_ref(), Some(&admitted));
        let numbered = with_offer_number(&admitted, 7);
        let is_in_lines = admitted.contains("\nm=") || admitted.ends_with('\n');
        if is_in_lines && offer_number(&admitted).is_none() {
            assert_eq!(offer_number(&numbered), Some(7));
        }
        let mut role = KeptRole::default();
        role.learn_from_remote(&admitted);
        let first = role.apply(&admitted);
        assert_eq!(role.apply(&first), first);
        SessionDescription::unmarshal(&mut Cursor::new(admitted.as_bytes())).ok();
    }
    let mut limits = RemoteLimits::new(Loopback::Refused);
    let mut tried = 0;
    for line in text.lines() {
        if limits.admits(line) {
            tried += 1;
            unmarshal_candidate(line).ok();
        }
    }
    assert!(tried <= MAX_CANDIDATES);
}

/// Packets with VP8: number, time stamp and marker of each, its length, its payload.
pub fn vp8(data: &[u8]) {
    let start = Instant::now();
    let mut depacketizer = Vp8Depacketizer::default();
    let mut rest = data;
    let mut passed = Duration::ZERO;
    while let Some(([n0, n1, stamp, flags, length], behind)) = rest.split_first_chunk() {
        let (payload, behind) = behind.split_at(behind.len().min(usize::from(*length)));
        rest = behind;
        passed += Duration::from_millis(u64::from(*flags >> 1));
        let now = start + passed;
        depacketizer.push(
            u16::from_be_bytes([*n0, *n1]),
            u32::from(*stamp) * 3_000,
            flags & 1 != 0,
            &Bytes::copy_from_slice(payload),
            now,
        );
        let mut frames = 0;
        while let Some(frame) = depacketizer.take(now) {
            assert!(!frame.data.is_empty());
            let _ = key_frame_size(&frame.data);
            frames += 1;
            assert!(frames <= data.len(), "it does not come to an end");
        }
        let _ = depacketizer.deadline();
    }
}

/// RTP, with whatever extensions its header has, or RTCP: in pieces of a length that stands before each.
pub fn packets(data: &[u8]) {
    let mut ends = Ends::new();
    for piece in pieces(data) {
        ends.receive(piece);
    }
}

/// Reports about arrivals (transport-wide congestion control), and time that passes between them.
pub fn twcc(data: &[u8]) {
    let mut ends = Ends::new();
    for piece in pieces(data) {
        ends.send(piece.len());
        // RFC 3550, 6.4, and draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.
        let words = u16::try_from((piece.len() + 8).div_ceil(4)).unwrap_or_default();
        let [high, low] = words.to_be_bytes();
        let mut report = vec![0x8f, 205, high, low, 0, 0, 0, 9, 0, 0, 0, 2];
        report.extend_from_slice(piece);
        report.resize(4 * (usize::from(words) + 1), 0);
        ends.receive(&report);
    }
    let mut rate = AckedBitrate::default();
    for outcome in ends.outcomes(data) {
        rate.push(&outcome);
    }
    let _ = rate.rate();
    let _ = rate.recent_rate();
}

/// A binary message of a page.
pub fn bridge(data: &[u8]) {
    let message = Bytes::copy_from_slice(data);
    let _ = read_from_page(&message);
    let _ = read_video_message(&message);
    let _ = read_file_message(&message);
}

/// The parts of some bytes: each has its length before it.
fn pieces(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first()?;
        let (piece, behind) = behind.split_at(behind.len().min(usize::from(*length)));
        rest = behind;
        Some(piece)
    })
}

/// The packet chain's own parts, with a stream in each direction.
struct Ends {
    now: Instant,
    monitor: ReceiveMonitor,
    nack: NackInterceptor,
    send: SendInterceptor,
    queues: Queues,
    number: u16,
}

impl Ends {
    fn new() -> Self {
        let now = Instant::now();
        let fanout = VideoFanout::new();
        let arrivals = Arc::new(Arrivals::new(now));
        let counters = Arc::new(Counters::default());
        let path = Arc::new(SharedPathState::default());
        let mut ends = Self {
            now,
            monitor: ReceiveMonitor::new(arrivals, fanout.clone(), OWN_AUDIO, counters),
            nack: NackInterceptor::default(),
            send: SendInterceptor::new(OWN_VIDEO, path, fanout, now),
            queues: Queues::default(),
            number: 0,
        };
        ends.send.local_stream(&stream(OWN_VIDEO, OWN_RTX));
        ends.nack.remote_stream(&stream(REMOTE_VIDEO, REMOTE_RTX));
        ends.monitor
            .remote_stream(&stream(REMOTE_VIDEO, REMOTE_RTX));
        ends
    }

    /// A packet from the wire, if it is one.
    fn receive(&mut self, bytes: &[u8]) {
        self.now += Duration::from_millis(5);
        let is_rtcp = bytes.get(1).is_some_and(|kind| (192..=223).contains(kind));
        let mut raw = Bytes::copy_from_slice(bytes);
        let packet = if is_rtcp {
            rtc::rtcp::packet::unmarshal(&mut raw)
                .ok()
                .map(Packet::Rtcp)
        } else {
            let read = rtp::Packet::unmarshal(&mut raw).ok();
            read.map(|packet| {
                for id in packet.header.get_extension_ids() {
                    let _ = packet.header.get_extension(id);
                }
                let _ = red::decode(&packet.payload);
                let _ = rtx::unwrap(&mut packet.clone(), REMOTE_VIDEO, VP8);
                Packet::Rtp(packet)
            })
        };
        if let Some(packet) = packet {
            let packet = tagged(packet, self.now);
            self.monitor.read(packet, &mut self.queues);
        }
        let hooks: [&mut dyn PacketHook; 2] = [&mut self.nack, &mut self.send];
        for hook in hooks {
            for packet in std::mem::take(&mut self.queues.inbound) {
                hook.read(packet, &mut self.queues);
            }
            hook.wake(self.now, &mut self.queues);
        }
        self.queues.inbound.clear();
        self.queues.outbound.clear();
    }

    /// A picture's packet on its way to the wire.
    fn send(&mut self, bytes: usize) {
        self.now += Duration::from_millis(5);
        self.number = self.number.wrapping_add(1);
        let mut packet = rtp::Packet::default();
        packet.header.ssrc = OWN_VIDEO;
        packet.header.payload_type = VP8;
        packet.header.sequence_number = self.number;
        packet.payload = Bytes::from(vec![1; bytes + 1]);
        let packet = tagged(Packet::Rtp(packet), self.now);
        self.send.write(packet, &mut self.queues);
        self.send.wake(self.now, &mut self.queues);
        self.queues.outbound.clear();
    }

    /// Arrivals at any times at all.
    fn outcomes(&self, data: &[u8]) -> Vec<crate::media::cc::PacketFeedback> {
        let (times, _) = data.as_chunks::<3>();
        let outcome = |[a, b, c]: &[u8; 3]| crate::media::cc::PacketFeedback {
            sent_at: self.now,
            bytes: 1_000,
            probe: None,
            result: crate::media::cc::PacketResult::Arrived(Duration::from_micros(u64::from(
                u32::from_be_bytes([0, *a, *b, *c]),
            ))),
        };
        times.iter().map(outcome).collect()
    }
}

fn stream(ssrc: u32, ssrc_rtx: u32) -> StreamInfo {
    StreamInfo {
        ssrc,
        ssrc_rtx: Some(ssrc_rtx),
        payload_type: VP8,
        payload_type_rtx: Some(RTX),
        mime_type: "video/VP8".to_owned(),
        rtp_header_extensions: vec![RTPHeaderExtension {
            uri: TRANSPORT_WIDE.to_owned(),
            id: NUMBERS,
        }],
        rtcp_feedback: vec![RTCPFeedback {
            typ: "nack".to_owned(),
            parameter: String::new(),
        }],
        ..StreamInfo::default()
    }
}

fn tagged(packet: Packet, now: Instant) -> TaggedPacket {
    TaggedPacket {
        now,
        transport: TransportContext::default(),
        message: AttributedPacket::new(packet),
    }
}
