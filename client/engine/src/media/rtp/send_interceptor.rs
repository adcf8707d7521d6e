//! The way out, as the crate's packet chain sees it: numbers, paces and repairs.
//!
//! Everything is decided in [`crate::media::cc`] and [`super::rtx`]; here packets are only
//! carried there and back.

use super::path_state::{USUAL_CEILING, Way};
use super::rtx::{Repairs, copies_for};
use crate::media::cc::Acknowledgement;
use crate::media::cc::controller::Flow;
use crate::media::cc::pacer::Cargo;
use crate::media::video::fanout::{PictureOutlet, Stream};
use bytes::Bytes;
use rtc::interceptor::{
    AttributedPacket, Interceptor, Packet, StreamInfo, TaggedPacket, convert_twcc,
};
use rtc::rtcp;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::rtp;
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::error::Error;
use rtc::shared::marshal::MarshalSize;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The name of the header extension that carries transport-wide numbers.
pub const TRANSPORT_WIDE: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// What a packet is longer on the wire: IP, UDP, the tag of its encryption, the number's extension.
const OVERHEAD: usize = 28 + 16 + 8;

/// While pictures wait to leave for so many seconds, repairs go out once.
const FULL: f64 = 0.05;

/// The interceptor. It belongs between everything that makes packets and the wire.
pub struct Steering {
    picture_ssrc: u32,
    way: Arc<Way>,
    outlet: PictureOutlet,
    flow: Flow<TaggedPacket>,
    repairs: Option<Repairs>,
    extension: Option<u8>,
    inward: VecDeque<TaggedPacket>,
    outward: VecDeque<TaggedPacket>,
    due: Option<Instant>,
}

impl Steering {
    /// Slot in the chain.
    pub const SLOT: usize = 2_500;

    /// Steers by what the other side reports, tells `way`, and asks `outlet` for a key frame where
    /// pictures had to be thrown away.
    #[must_use]
    pub fn new(picture_ssrc: u32, way: Arc<Way>, outlet: PictureOutlet, now: Instant) -> Self {
        Self {
            picture_ssrc,
            way,
            outlet,
            flow: Flow::new(now, USUAL_CEILING),
            repairs: None,
            extension: None,
            inward: VecDeque::new(),
            outward: VecDeque::new(),
            due: None,
        }
    }

    fn pump(&mut self, now: Instant) {
        let repairs = &mut self.repairs;
        loop {
            let pad = || {
                let packet = repairs.as_mut()?.padding()?;
                let bytes = size_of(&packet);
                Some((tagged(packet, now), bytes))
            };
            let Some(release) = self.flow.pop(now, pad) else {
                break;
            };
            let mut packet = release.item;
            packet.now = now;
            if let (Packet::Rtp(rtp), Some(id)) = (&mut packet.message.packet, self.extension) {
                let number = Bytes::copy_from_slice(&release.number.to_be_bytes());
                // It fails only where a header is full of other extensions.
                let _ = rtp.header.set_extension(id, number);
            }
            self.outward.push_back(packet);
        }
        self.forget_dropped();
        self.due = self.flow.due_at(now);
        self.tell();
    }

    /// What was thrown away is out of date: it is not repaired, a key frame takes its place.
    fn forget_dropped(&mut self) {
        let dropped = self.flow.take_dropped();
        if !dropped.is_empty() {
            self.outlet.wishes().ask(Stream::Local);
        }
        for packet in dropped {
            if let (Packet::Rtp(rtp), Some(repairs)) = (&packet.message.packet, &mut self.repairs) {
                repairs.forget(rtp.header.sequence_number);
            }
        }
    }

    fn tell(&self) {
        let estimator = self.flow.estimator();
        self.way.note(|known| {
            known.rate = estimator.rate();
            known.wait = self.flow.wait();
            known.round_trip = estimator.round_trip();
            known.loss = estimator.loss();
            known.queueing = estimator.queueing();
            known.measured = estimator.hears_reports();
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
            self.flow.set_ceiling(self.way.known().ceiling);
            self.flow.set_pads(self.repairs.is_some());
            self.flow.report(&report, now);
        } else if let Some(request) = part.downcast_ref::<TransportLayerNack>() {
            self.answer(request, now);
        }
    }

    fn answer(&mut self, request: &TransportLayerNack, now: Instant) {
        let round_trip = Duration::from_secs_f64(self.flow.estimator().round_trip());
        let estimator = self.flow.estimator();
        let copies = match self.flow.wait() {
            // Copies would only make everything later.
            wait if wait > FULL => 1,
            _ => copies_for(estimator.loss(), estimator.rate()),
        };
        let Some(repairs) = &mut self.repairs else {
            return;
        };
        if request.media_ssrc != self.picture_ssrc {
            return;
        }
        for number in request.nacks.iter().flat_map(|pair| pair.packet_list()) {
            for packet in repairs.answer(number, now, round_trip, copies) {
                let bytes = size_of(&packet);
                self.flow.push(Cargo::Repair, tagged(packet, now), bytes);
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

impl Protocol<TaggedPacket, TaggedPacket, ()> for Steering {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(parts) = &packet.message.packet {
            for part in parts {
                self.read_feedback(part.as_ref(), packet.now);
            }
            self.pump(packet.now);
        }
        self.inward.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inward.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        let Packet::Rtp(rtp) = &packet.message.packet else {
            // Reports are small, and worth something only while they are fresh.
            self.outward.push_back(packet);
            return Ok(());
        };
        let (now, bytes) = (packet.now, size_of(rtp));
        let cargo = if rtp.header.ssrc == self.picture_ssrc {
            if let Some(repairs) = &mut self.repairs {
                repairs.keep(rtp);
            }
            Cargo::Picture
        } else {
            Cargo::Sound
        };
        self.flow.push(cargo, packet, bytes);
        self.pump(now);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outward.pop_front()
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), Error> {
        if self.due.is_some_and(|due| due <= now) {
            self.pump(now);
        }
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Instant> {
        self.due
    }
}

impl Interceptor for Steering {
    fn bind_local_stream(&mut self, info: &StreamInfo) {
        let mut extensions = info.rtp_header_extensions.iter();
        let id = extensions.find(|extension| extension.uri == TRANSPORT_WIDE);
        let id = id.and_then(|extension| u8::try_from(extension.id).ok());
        self.extension = id.filter(|id| *id != 0).or(self.extension);
        let repair = info.ssrc_rtx.zip(info.payload_type_rtx);
        if let (true, Some((ssrc, payload_type))) = (info.ssrc == self.picture_ssrc, repair) {
            // Numbers on a stream never start over: the keys stay the same.
            match &mut self.repairs {
                Some(repairs) => repairs.agree(ssrc, payload_type),
                None => self.repairs = Some(Repairs::new(ssrc, payload_type)),
            }
        }
    }

    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
