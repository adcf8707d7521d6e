//! Takes in what the other side sends: whole pictures for the screen, sound packets for the ear.
//!
//! Asks for key frames, for itself and for viewers. Never decodes.

use super::counters::Tally;
use super::lip_sync::Medium;
use super::path_state::Way;
use super::peer::COPIES_PAYLOAD_TYPE;
use super::receive_monitor::Arrivals;
use super::red::{Block, unpack};
use super::sequence::Timeline;
use super::vp8::{Vp8Assembler, WholeFrame, key_frame_size};
use crate::media::audio::opus::packet_ticks;
use crate::media::video::fanout::{Picture, PictureOutlet, Stream};
use crate::media::video::playout_delay::Evenness;
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
    /// It came with a later packet.
    pub is_copy: bool,
}

/// Passes sound on until the track ends. What the player has no room for is dropped: it would be
/// late.
pub async fn receive_sound(
    track: Arc<dyn TrackRemote>,
    player: SyncSender<InwardSound>,
    (arrivals, way): (Arc<Arrivals>, Arc<Way>),
) {
    let mut ssrc = None;
    while let Some(event) = track.poll().await {
        if let TrackRemoteEvent::OnRtpPacket(packet) = event {
            if ssrc.replace(packet.header.ssrc) != Some(packet.header.ssrc) {
                let mut sync = arrivals.lip_sync();
                sync.note_stream(Medium::Sound, packet.header.ssrc);
            }
            let copies_type = way.known().copies_type.unwrap_or(COPIES_PAYLOAD_TYPE);
            let blocks = if packet.header.payload_type == copies_type {
                unpack(&packet.payload).unwrap_or_default()
            } else {
                let data = packet.payload;
                vec![Block { age: 0, data }]
            };
            let (number, stamp) = (packet.header.sequence_number, packet.header.timestamp);
            for piece in in_places(blocks, number, stamp, Instant::now()) {
                let _ = player.try_send(piece);
            }
        }
    }
}

/// The packets that a packet brought, oldest first. A copy whose age doesn't fit its place is left
/// out: there was a pause, or another length, and nobody knows which packet it was.
fn in_places(
    blocks: Vec<Block>,
    number: u16,
    stamp: u32,
    arrived_at: Instant,
) -> impl Iterator<Item = InwardSound> {
    let ticks = blocks.last().and_then(|block| packet_ticks(&block.data));
    let ticks = ticks.unwrap_or_default();
    let places = (0..u16::try_from(blocks.len()).unwrap_or_default()).rev();
    let pieces = blocks.into_iter().zip(places);
    pieces
        .filter(move |(block, place)| block.age == u32::from(*place) * ticks)
        .map(move |(block, place)| InwardSound {
            number: number.wrapping_sub(place),
            stamp: stamp.wrapping_sub(block.age),
            data: block.data,
            arrived_at,
            is_copy: place > 0,
        })
}

/// Passes pictures on until the track ends; one that is far ahead of its sound waits for it, and so
/// do those that come at once where others come late.
pub async fn receive_pictures(
    track: Arc<dyn TrackRemote>,
    outlet: PictureOutlet,
    (arrivals, tally, way): (Arc<Arrivals>, Arc<Tally>, Arc<Way>),
) {
    let mut assembler = Vp8Assembler::default();
    let mut screen = Screen::new(outlet.clone());
    let mut requests = KeyFrameRequests::default();
    let mut evenness = Evenness::default();
    let mut held: VecDeque<(Instant, WholeFrame)> = VecDeque::new();
    loop {
        let now = Instant::now();
        let known = way.known();
        assembler.set_patience(known.repair_patience());
        while let Some(frame) = assembler.take(now) {
            let shown_at = now + evenness.hold(now, frame.waited);
            let hold = arrivals.lip_sync().hold(frame.stamp, shown_at);
            held.push_back((shown_at + hold, frame));
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
                        Instant::now(),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet of 20 ms, as RFC 6716, 3.1 numbers them.
    const TWENTY: &[u8] = &[15 << 3, 1];

    #[test]
    fn copies_get_the_numbers_they_were_lost_with() {
        let block = |age| Block {
            age,
            data: Bytes::from_static(TWENTY),
        };
        let places = |ages: [u32; 3]| -> Vec<_> {
            in_places(ages.map(block).to_vec(), 1, 1_000, Instant::now())
                .map(|piece| (piece.number, piece.stamp, piece.is_copy))
                .collect()
        };
        let new = (1, 1_000, false);
        let expected = [
            (65_535, 1_000_u32.wrapping_sub(1_920), true),
            (0, 40, true),
            new,
        ];
        assert_eq!(places([1_920, 960, 0]), expected);
        // A pause lies between.
        assert_eq!(places([19_200, 960, 0]), expected[1..]);
    }
}
