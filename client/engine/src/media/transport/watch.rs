//! Watches what arrives on a peer connection, from inside its packet chain.
//!
//! Owns the time of the last arrival and the other side's requests for key frames, which the crate
//! keeps from the application otherwise. Passes every packet on unchanged and sends none.

use super::lip_sync::LipSync;
use crate::media::video::outlet::{PictureOutlet, Stream};
use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;
use std::collections::VecDeque;
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
    lost_sound_percent: AtomicU8,
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
            lost_sound_percent: AtomicU8::new(0),
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
    pub fn lost_sound_percent(&self) -> u8 {
        self.lost_sound_percent.load(Ordering::Relaxed)
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
pub struct Watch {
    arrivals: Arc<Arrivals>,
    pictures: PictureOutlet,
    sound_ssrc: u32,
    inward: VecDeque<TaggedPacket>,
    outward: VecDeque<TaggedPacket>,
}

impl Watch {
    /// Slot in the chain: before everything else that reads.
    pub const SLOT: usize = 500;

    /// Notes into `arrivals` and asks `pictures` for the key frames the other side wants.
    #[must_use]
    pub fn new(arrivals: Arc<Arrivals>, pictures: PictureOutlet, sound_ssrc: u32) -> Self {
        Self {
            arrivals,
            pictures,
            sound_ssrc,
            inward: VecDeque::new(),
            outward: VecDeque::new(),
        }
    }

    fn read_feedback(&self, packet: &dyn rtcp::Packet) {
        let packet = packet.as_any();
        if packet.is::<PictureLossIndication>() || packet.is::<FullIntraRequest>() {
            self.pictures.wishes().ask(Stream::Local);
        }
        let reports = if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
            &report.reports
        } else if let Some(report) = packet.downcast_ref::<SenderReport>() {
            let mut sync = self.arrivals.lip_sync();
            sync.note_report(report.ssrc, report.ntp_time, report.rtp_time);
            &report.reports
        } else {
            return;
        };
        for report in reports.iter().filter(|r| r.ssrc == self.sound_ssrc) {
            let percent = u32::from(report.fraction_lost) * 100 / 256;
            let percent = u8::try_from(percent).unwrap_or(100);
            self.arrivals
                .lost_sound_percent
                .store(percent, Ordering::Relaxed);
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Watch {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.arrivals.note(packet.now);
        if let Packet::Rtcp(parts) = &packet.message.packet {
            for part in parts {
                self.read_feedback(part.as_ref());
            }
        }
        self.inward.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inward.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.outward.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outward.pop_front()
    }
}

impl Interceptor for Watch {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
