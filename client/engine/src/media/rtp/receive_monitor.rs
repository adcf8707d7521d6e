//! Watches what arrives on a peer connection, from inside its packet chain.
//!
//! Owns the time of the last arrival and the other side's requests for key frames, which the crate
//! keeps from the application otherwise. Passes every packet on unchanged and sends none.

use super::counters::Counters;
use super::lip_sync::LipSync;
use super::packet_hook::{PacketHook, Queues};
use crate::media::video::fanout::{Stream, VideoFanout};
use rtc::interceptor::{Packet, StreamInfo, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::reception_report::ReceptionReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::shared::marshal::MarshalSize;
use std::any::Any;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// What arrives, as the rest of the engine sees it.
#[derive(Debug)]
pub struct Arrivals {
    since: Instant,
    /// Milliseconds from `since` to the last arrival, plus one; 0 for none yet.
    last: AtomicU64,
    resumed: Notify,
    lost_audio_percent: AtomicU8,
    lip_sync: Mutex<LipSync>,
}

impl Arrivals {
    /// Nothing arrived yet.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            since: now,
            last: AtomicU64::new(0),
            resumed: Notify::new(),
            lost_audio_percent: AtomicU8::new(0),
            lip_sync: Mutex::default(),
        }
    }

    /// Time since the last packet, or nothing where there was none.
    #[must_use]
    pub fn silence(&self, now: Instant) -> Option<Duration> {
        let last = self.last.load(Ordering::Relaxed).checked_sub(1)?;
        let at = self.since + Duration::from_millis(last);
        Some(now.saturating_duration_since(at))
    }

    /// Waits until something arrives after a silence.
    pub async fn resumed(&self) {
        self.resumed.notified().await;
    }

    /// Share of the own sound that was lost on its way, as the other side last reported it.
    #[must_use]
    pub fn lost_audio_percent(&self) -> u8 {
        self.lost_audio_percent.load(Ordering::Relaxed)
    }

    /// How sound and pictures of the other side belong together.
    pub fn lip_sync(&self) -> MutexGuard<'_, LipSync> {
        // A panic elsewhere leaves it in order.
        self.lip_sync.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, now: Instant) {
        const SILENCE: Duration = Duration::from_millis(500);
        if self.silence(now).is_none_or(|silence| silence >= SILENCE) {
            self.resumed.notify_one();
        }
        let after = now.saturating_duration_since(self.since).as_millis();
        let after = u64::try_from(after).unwrap_or(u64::MAX - 1);
        self.last.store(after + 1, Ordering::Relaxed);
    }
}

/// The interceptor. It belongs nearest to the wire.
pub struct ReceiveMonitor {
    arrivals: Arc<Arrivals>,
    fanout: VideoFanout,
    audio_ssrc: u32,
    counters: Arc<Counters>,
    audio_in: Option<u32>,
}

impl ReceiveMonitor {
    /// Slot in the chain: before everything else that reads.
    pub const SLOT: usize = 500;

    /// Notes into `arrivals` and asks `fanout` for the key frames the other side wants.
    #[must_use]
    pub fn new(
        arrivals: Arc<Arrivals>,
        fanout: VideoFanout,
        audio_ssrc: u32,
        counters: Arc<Counters>,
    ) -> Self {
        Self {
            arrivals,
            fanout,
            audio_ssrc,
            counters,
            audio_in: None,
        }
    }

    fn read_feedback(&self, packet: &dyn rtcp::Packet) {
        let packet = packet.as_any();
        if packet.is::<PictureLossIndication>() || packet.is::<FullIntraRequest>() {
            self.fanout.key_frames().ask(Stream::Local);
        }
        if let Some(report) = packet.downcast_ref::<SenderReport>() {
            let mut sync = self.arrivals.lip_sync();
            sync.note_report(report.ssrc, report.ntp_time, report.rtp_time);
        }
        for report in reports_in(packet)
            .iter()
            .filter(|r| r.ssrc == self.audio_ssrc)
        {
            let percent = u32::from(report.fraction_lost) * 100 / 256;
            let percent = u8::try_from(percent).unwrap_or(100);
            self.arrivals
                .lost_audio_percent
                .store(percent, Ordering::Relaxed);
        }
    }

    /// What this side reports about the other one's sound.
    fn read_own_report(&self, packet: &dyn rtcp::Packet) {
        let own = reports_in(packet.as_any()).iter();
        for report in own.filter(|report| Some(report.ssrc) == self.audio_in) {
            self.counters.note(|counts| {
                counts.lost_in = report.fraction_lost;
                counts.jitter_ticks = report.jitter;
            });
        }
    }
}

fn reports_in(packet: &dyn Any) -> &[ReceptionReport] {
    if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
        &report.reports
    } else if let Some(report) = packet.downcast_ref::<SenderReport>() {
        &report.reports
    } else {
        &[]
    }
}

fn size_of(packet: &Packet) -> u64 {
    /// IP, UDP and the tag of the encryption.
    const OVERHEAD: usize = 28 + 16;
    let bytes = match packet {
        Packet::Rtp(rtp) => rtp.marshal_size(),
        Packet::Rtcp(parts) => parts.iter().map(|part| part.marshal_size()).sum(),
        _ => 0,
    };
    u64::try_from(bytes + OVERHEAD).unwrap_or_default()
}

impl PacketHook for ReceiveMonitor {
    fn read(&mut self, packet: TaggedPacket, queues: &mut Queues) {
        self.arrivals.note(packet.now);
        let bytes = size_of(&packet.message.packet);
        self.counters.note(|counts| counts.bytes_in += bytes);
        if let Packet::Rtcp(parts) = &packet.message.packet {
            for part in parts {
                self.read_feedback(part.as_ref());
            }
        }
        queues.inbound.push_back(packet);
    }

    fn write(&mut self, packet: TaggedPacket, queues: &mut Queues) {
        let bytes = size_of(&packet.message.packet);
        self.counters.note(|counts| counts.bytes_out += bytes);
        if let Packet::Rtcp(parts) = &packet.message.packet {
            for part in parts {
                self.read_own_report(part.as_ref());
            }
        }
        queues.outbound.push_back(packet);
    }

    fn remote_stream(&mut self, info: &StreamInfo) {
        if info.mime_type.to_ascii_lowercase().starts_with("audio/") {
            self.audio_in = Some(info.ssrc);
        }
    }
}
