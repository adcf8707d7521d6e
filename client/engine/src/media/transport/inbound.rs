//! Takes in what the other side sends: whole pictures for the screen, sound packets for the ear.
//!
//! Asks for key frames, for itself and for viewers. Never decodes.

use super::lip_sync::Medium;
use super::sequence::Timeline;
use super::tally::Tally;
use super::vp8_packets::{Vp8Assembler, WholeFrame, key_frame_size};
use super::watch::Arrivals;
use super::way::Way;
use crate::media::video::outlet::{Picture, PictureOutlet, Stream};
use bytes::Bytes;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};
use tokio::time::sleep_until;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

/// Shortest time between two requests for a key frame, on a short way.
const KEY_FRAME_REQUEST_SPACING: Duration = Duration::from_millis(400);
/// When to look again while nothing is due.
const IDLE: Duration = Duration::from_secs(3_600);

/// A sound packet on its way to the player.
#[derive(Clone, Debug)]
pub struct InwardSound {
    /// RTP sequence number.
    pub number: u16,
    /// RTP time stamp, 48 kHz.
    pub stamp: u32,
    /// An Opus packet.
    pub data: Bytes,
    /// When it arrived.
    pub arrived_at: Instant,
}

/// Passes sound on until the track ends. What the player has no room for is dropped: it would be
/// late.
pub async fn receive_sound(
    track: Arc<dyn TrackRemote>,
    player: SyncSender<InwardSound>,
    arrivals: Arc<Arrivals>,
) {
    let mut ssrc = None;
    while let Some(event) = track.poll().await {
        if let TrackRemoteEvent::OnRtpPacket(packet) = event {
            if ssrc.replace(packet.header.ssrc) != Some(packet.header.ssrc) {
                let mut sync = arrivals.lip_sync();
                sync.note_stream(Medium::Sound, packet.header.ssrc);
            }
            let _ = player.try_send(InwardSound {
                number: packet.header.sequence_number,
                stamp: packet.header.timestamp,
                data: packet.payload,
                arrived_at: Instant::now(),
            });
        }
    }
}

/// Passes pictures on until the track ends; one that is far ahead of its sound waits for it.
pub async fn receive_pictures(
    track: Arc<dyn TrackRemote>,
    outlet: PictureOutlet,
    (arrivals, tally, way): (Arc<Arrivals>, Arc<Tally>, Arc<Way>),
) {
    let mut assembler = Vp8Assembler::default();
    let mut screen = Screen::new(outlet.clone());
    let mut requests = KeyFrameRequests::default();
    let mut held: VecDeque<(Instant, WholeFrame)> = VecDeque::new();
    loop {
        let now = Instant::now();
        let known = way.known();
        assembler.set_patience(known.repair_patience());
        while let Some(frame) = assembler.take(now) {
            let hold = arrivals.lip_sync().hold(frame.stamp, now);
            held.push_back((now + hold, frame));
        }
        while let Some((_, frame)) = held.pop_front_if(|(due_at, _)| *due_at <= now) {
            screen.show(frame);
            tally.note(|counts| counts.show(now, screen.size));
        }
        requests.wanted |= assembler.wants_key_frame() || outlet.wishes().take(Stream::Remote);
        requests.spacing = request_spacing(known.round_trip);
        requests.send_due(&*track, now).await;
        let shown_at = held.front().map(|(due_at, _)| *due_at);
        let deadline = [assembler.deadline(), requests.due_at(now), shown_at];
        let wake_at = deadline.into_iter().flatten().min().unwrap_or(now + IDLE);
        tokio::select! {
            event = track.poll() => match event {
                Some(TrackRemoteEvent::OnRtpPacket(packet)) => {
                    let header = packet.header;
                    if requests.ssrc.replace(header.ssrc) != Some(header.ssrc) {
                        let mut sync = arrivals.lip_sync();
                        sync.note_stream(Medium::Pictures, header.ssrc);
                    }
                    assembler.push(
                        header.sequence_number,
                        header.timestamp,
                        header.marker,
                        &packet.payload,
                    );
                }
                Some(_) => {}
                None => return,
            },
            () = outlet.wishes().remote_asked() => {}
            () = sleep_until(wake_at.into()) => {}
        }
    }
}

/// Turns frames into pictures: gives them the size of the last key frame and a steady time.
struct Screen {
    outlet: PictureOutlet,
    timeline: Timeline,
    size: (u16, u16),
}

impl Screen {
    fn new(outlet: PictureOutlet) -> Self {
        Self {
            outlet,
            timeline: Timeline::default(),
            size: (0, 0),
        }
    }

    fn show(&mut self, frame: WholeFrame) {
        self.size = key_frame_size(&frame.data).unwrap_or(self.size);
        // 90 ticks are a millisecond.
        let at = self.timeline.place(frame.stamp).max(0) / 90;
        self.outlet.show(&Picture {
            stream: Stream::Remote,
            is_key: frame.is_key,
            width: self.size.0,
            height: self.size.1,
            timestamp_ms: u32::try_from(at & 0xffff_ffff).unwrap_or_default(),
            data: frame.data,
        });
    }
}

/// Shortest time between two requests for a key frame: one must have the time to arrive, and each
/// costs the other side a large picture. `round_trip` is in seconds.
fn request_spacing(round_trip: f64) -> Duration {
    let wanted = Duration::try_from_secs_f64(0.2 + 1.5 * round_trip).unwrap_or_default();
    wanted.clamp(KEY_FRAME_REQUEST_SPACING, 3 * KEY_FRAME_REQUEST_SPACING)
}

#[derive(Default)]
struct KeyFrameRequests {
    spacing: Duration,
    wanted: bool,
    ssrc: Option<u32>,
    last_at: Option<Instant>,
}

impl KeyFrameRequests {
    fn due_at(&self, now: Instant) -> Option<Instant> {
        let due_at = self.last_at.map(|at| at + self.spacing);
        (self.wanted && self.ssrc.is_some()).then(|| due_at.unwrap_or(now))
    }

    async fn send_due(&mut self, track: &dyn TrackRemote, now: Instant) {
        let (Some(media_ssrc), Some(due_at)) = (self.ssrc, self.due_at(now)) else {
            return;
        };
        if due_at > now {
            return;
        }
        self.wanted = false;
        self.last_at = Some(now);
        let request = PictureLossIndication {
            sender_ssrc: 0,
            media_ssrc,
        };
        // It fails only while the connection closes.
        let _ = track.write_rtcp(vec![Box::new(request)]).await;
    }
}
