//! What goes out, as the crate's packet chain sees it: numbered for transport-wide congestion control
//! (TWCC), paced, and sent again where a NACK asks for it.
//!
//! Everything is decided in [`crate::media::cc`] and [`super::rtx`]; here packets are only
//! carried there and back.

use super::codecs::TRANSPORT_WIDE;
use super::packet_hook::{PacketHook, Queues};
use super::path_state::{SharedPathState, USUAL_CEILING};
use super::rtx::{RtxSender, rtx_copies};
use crate::media::cc::Acknowledgement;
use crate::media::cc::controller::CongestionController;
use crate::media::cc::pacer::PacketPriority;
use crate::media::video::fanout::{Stream, VideoFanout};
use bytes::Bytes;
use rtc::interceptor::{AttributedPacket, Packet, StreamInfo, TaggedPacket, convert_twcc};
use rtc::rtcp;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::rtp;
use rtc::shared::TransportContext;
use rtc::shared::marshal::MarshalSize;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a packet is longer on the wire: IP, UDP, the tag of its encryption, the number's extension.
const OVERHEAD: usize = 28 + 16 + 8;

/// While video waits so long to leave, repairs go out once.
const FULL: Duration = Duration::from_millis(50);

/// The interceptor. It belongs between everything that makes packets and the wire.
pub struct SendInterceptor {
    video_ssrc: u32,
    path: Arc<SharedPathState>,
    fanout: VideoFanout,
    controller: CongestionController<TaggedPacket>,
    rtx: Option<RtxSender>,
    extension: Option<u8>,
    due: Option<Instant>,
}

impl SendInterceptor {
    /// Slot in the chain.
    pub const SLOT: usize = 2_500;

    /// Steers by what the other side reports, tells `path`, and asks `fanout` for a key frame where
    /// pictures had to be thrown away.
    #[must_use]
    pub fn new(
        video_ssrc: u32,
        path: Arc<SharedPathState>,
        fanout: VideoFanout,
        now: Instant,
    ) -> Self {
        Self {
            video_ssrc,
            path,
            fanout,
            controller: CongestionController::new(now, USUAL_CEILING),
            rtx: None,
            extension: None,
            due: None,
        }
    }

    fn pump(&mut self, now: Instant, queues: &mut Queues) {
        let rtx = &mut self.rtx;
        loop {
            let pad = || {
                let packet = rtx.as_mut()?.padding()?;
                let bytes = size_of(&packet);
                Some((tagged(packet, now), bytes))
            };
            let Some(release) = self.controller.pop(now, pad) else {
                break;
            };
            let mut packet = release.item;
            packet.now = now;
            if let (Packet::Rtp(rtp), Some(id)) = (&mut packet.message.packet, self.extension) {
                let number = Bytes::copy_from_slice(&release.number.to_be_bytes());
                // It fails only where a header is full of other extensions.
                let _ = rtp.header.set_extension(id, number);
            }
            queues.outbound.push_back(packet);
        }
        self.forget_dropped();
        self.due = self.controller.due_at(now);
        self.tell();
    }

    /// What was thrown away is out of date: it is not repaired, a key frame takes its place.
    fn forget_dropped(&mut self) {
        let dropped = self.controller.take_dropped();
        if !dropped.is_empty() {
            self.fanout.key_frames().ask(Stream::Local);
        }
        for packet in dropped {
            if let (Packet::Rtp(rtp), Some(rtx)) = (&packet.message.packet, &mut self.rtx) {
                rtx.forget(rtp.header.sequence_number);
            }
        }
    }

    fn tell(&self) {
        let estimator = self.controller.estimator();
        self.path.update(|state| {
            state.target = estimator.rate();
            state.wait = self.controller.wait();
            state.rtt = estimator.round_trip();
            state.loss = estimator.loss();
            state.queueing = estimator.queueing();
            state.measured = estimator.hears_reports();
        });
    }

    fn read_feedback(&mut self, part: &dyn rtcp::Packet, now: Instant) {
        let part = part.as_any();
        if let Some(report) = part.downcast_ref::<TransportLayerCc>() {
            let report: Vec<_> = convert_twcc(report)
                .into_iter()
                .map(|part| Acknowledgement {
                    number: part.sequence_number,
                    arrived: part.arrival,
                })
                .collect();
            self.controller.set_ceiling(self.path.state().ceiling);
            self.controller.set_pads(self.rtx.is_some());
            self.controller.report(&report, now);
        } else if let Some(request) = part.downcast_ref::<TransportLayerNack>() {
            self.answer_nack(request, now);
        }
    }

    fn answer_nack(&mut self, request: &TransportLayerNack, now: Instant) {
        let estimator = self.controller.estimator();
        let round_trip = estimator.round_trip();
        let copies = match self.controller.wait() {
            // Copies would only make everything later.
            wait if wait > FULL => 1,
            _ => rtx_copies(estimator.loss(), estimator.rate()),
        };
        let Some(rtx) = &mut self.rtx else {
            return;
        };
        if request.media_ssrc != self.video_ssrc {
            return;
        }
        for number in request.nacks.iter().flat_map(|pair| pair.packet_list()) {
            for packet in rtx.answer_nack(number, now, round_trip, copies) {
                let bytes = size_of(&packet);
                self.controller
                    .push(PacketPriority::Retransmission, tagged(packet, now), bytes);
            }
        }
    }
}

fn tagged(packet: rtp::Packet, now: Instant) -> TaggedPacket {
    TaggedPacket {
        now,
        transport: TransportContext::default(),
        message: AttributedPacket::new(Packet::Rtp(packet)),
    }
}

fn size_of(packet: &rtp::Packet) -> u32 {
    u32::try_from(packet.marshal_size() + OVERHEAD).unwrap_or(u32::MAX)
}

impl PacketHook for SendInterceptor {
    fn read(&mut self, packet: TaggedPacket, queues: &mut Queues) {
        if let Packet::Rtcp(parts) = &packet.message.packet {
            for part in parts {
                self.read_feedback(part.as_ref(), packet.now);
            }
            self.pump(packet.now, queues);
        }
        queues.inbound.push_back(packet);
    }

    fn write(&mut self, packet: TaggedPacket, queues: &mut Queues) {
        let Packet::Rtp(rtp) = &packet.message.packet else {
            // Reports are small, and worth something only while they are fresh.
            return queues.outbound.push_back(packet);
        };
        let (now, bytes) = (packet.now, size_of(rtp));
        let priority = if rtp.header.ssrc == self.video_ssrc {
            if let Some(rtx) = &mut self.rtx {
                rtx.keep(rtp);
            }
            PacketPriority::Video
        } else {
            PacketPriority::Audio
        };
        self.controller.push(priority, packet, bytes);
        self.pump(now, queues);
    }

    fn due_at(&self) -> Option<Instant> {
        self.due
    }

    fn wake(&mut self, now: Instant, queues: &mut Queues) {
        if self.due.is_some_and(|due| due <= now) {
            self.pump(now, queues);
        }
    }

    fn local_stream(&mut self, info: &StreamInfo) {
        let mut extensions = info.rtp_header_extensions.iter();
        let id = extensions.find(|extension| extension.uri == TRANSPORT_WIDE);
        let id = id.and_then(|extension| u8::try_from(extension.id).ok());
        self.extension = id.filter(|id| *id != 0).or(self.extension);
        let repair = info.ssrc_rtx.zip(info.payload_type_rtx);
        if let (true, Some((ssrc, payload_type))) = (info.ssrc == self.video_ssrc, repair) {
            // Numbers on a stream never start over: the keys stay the same.
            match &mut self.rtx {
                Some(rtx) => rtx.agree(ssrc, payload_type),
                None => self.rtx = Some(RtxSender::new(ssrc, payload_type)),
            }
        }
    }
}
