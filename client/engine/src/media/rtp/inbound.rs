//! Takes in what the other side sends: whole video frames for the screen, audio packets for the
//! jitter buffer.
//!
//! Asks for key frames by PLI (RFC 4585, 6.3.1), for itself and for viewers. Never decodes.

use super::codecs::RED_PAYLOAD_TYPE;
use super::counters::Counters;
use super::lip_sync::Medium;
use super::path_state::SharedPathState;
use super::receive_monitor::Arrivals;
use super::red::{RedBlock, decode};
use super::sequence::TimestampUnwrapper;
use super::vp8::{Vp8Depacketizer, WholeFrame, key_frame_size};
use crate::media::audio::opus::packet_ticks;
use crate::media::video::fanout::{EncodedFrame, Stream, VideoFanout};
use crate::media::video::playout_delay::PlayoutDelay;
use bytes::Bytes;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};
use tokio::time::sleep_until;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

/// Shortest time between two requests for a key frame, on a short path.
const KEY_FRAME_REQUEST_SPACING: Duration = Duration::from_millis(400);
/// When to look again while nothing is due.
const IDLE: Duration = Duration::from_secs(3_600);

/// A sound packet on its way to the player.
#[derive(Clone, Debug)]
pub struct InboundAudio {
    /// SSRC: another one has numbers and time stamps of its own (RFC 3550, 8.1).
    pub stream: u32,
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
pub async fn receive_audio(
    track: Arc<dyn TrackRemote>,
    player: SyncSender<InboundAudio>,
    (arrivals, path): (Arc<Arrivals>, Arc<SharedPathState>),
) {
    let mut ssrc = None;
    while let Some(event) = track.poll().await {
        if let TrackRemoteEvent::OnRtpPacket(packet) = event {
            if ssrc.replace(packet.header.ssrc) != Some(packet.header.ssrc) {
                let mut sync = arrivals.lip_sync();
                sync.note_stream(Medium::Audio, packet.header.ssrc);
            }
            let red_payload_type = path.state().red_payload_type.unwrap_or(RED_PAYLOAD_TYPE);
            let blocks = if packet.header.payload_type == red_payload_type {
                decode(&packet.payload).unwrap_or_default()
            } else {
                let data = packet.payload;
                vec![RedBlock { age: 0, data }]
            };
            let (number, stamp) = (packet.header.sequence_number, packet.header.timestamp);
            let of = (packet.header.ssrc, number, stamp);
            for piece in in_places(blocks, of, Instant::now()) {
                let _ = player.try_send(piece);
            }
        }
    }
}

/// The packets that a packet brought, oldest first. A copy whose age doesn't fit its place is left
/// out: there was a pause, or another length, and nobody knows which packet it was.
fn in_places(
    blocks: Vec<RedBlock>,
    (stream, number, stamp): (u32, u16, u32),
    arrived_at: Instant,
) -> impl Iterator<Item = InboundAudio> {
    let ticks = blocks.last().and_then(|block| packet_ticks(&block.data));
    let ticks = ticks.unwrap_or_default();
    let places = (0..u16::try_from(blocks.len()).unwrap_or_default()).rev();
    let pieces = blocks.into_iter().zip(places);
    pieces
        .filter(move |(block, place)| block.age == u32::from(*place) * ticks)
        .map(move |(block, place)| InboundAudio {
            stream,
            number: number.wrapping_sub(place),
            stamp: stamp.wrapping_sub(block.age),
            data: block.data,
            arrived_at,
            is_copy: place > 0,
        })
}

/// Pictures held at a time, a second of them; beyond, the first is shown before its time.
const MAX_HELD: usize = 60;

/// Passes pictures on until the track ends; one that is far ahead of its sound waits for it, and so
/// do those that come at once where others come late.
pub async fn receive_video(
    track: Arc<dyn TrackRemote>,
    fanout: VideoFanout,
    (arrivals, counters, path): (Arc<Arrivals>, Arc<Counters>, Arc<SharedPathState>),
) {
    let mut depacketizer = Vp8Depacketizer::default();
    let mut output = VideoOutput::new(fanout.clone());
    let mut pli = PliSender::default();
    let mut playout_delay = PlayoutDelay::default();
    let mut held: VecDeque<(Instant, WholeFrame)> = VecDeque::new();
    loop {
        let now = Instant::now();
        let state = path.state();
        depacketizer.set_patience(state.repair_patience());
        while let Some(frame) = depacketizer.take(now) {
            let shown_at = now + playout_delay.hold(now, frame.waited);
            let hold = arrivals.lip_sync().hold(frame.stamp, shown_at);
            held.push_back((shown_at + hold, frame));
        }
        let mut too_many = held.len().saturating_sub(MAX_HELD);
        while let Some((_, frame)) = held.pop_front_if(|(due_at, _)| too_many > 0 || *due_at <= now)
        {
            too_many = too_many.saturating_sub(1);
            output.show(frame);
            counters.note(|counts| counts.show(now, output.size));
        }
        pli.wanted |= depacketizer.wants_key_frame() || fanout.key_frames().take(Stream::Remote);
        pli.spacing = request_spacing(state.rtt);
        pli.send_due(&*track, now).await;
        let shown_at = held.front().map(|(due_at, _)| *due_at);
        let deadline = [depacketizer.deadline(), pli.due_at(now), shown_at];
        let wake_at = deadline.into_iter().flatten().min().unwrap_or(now + IDLE);
        tokio::select! {
            event = track.poll() => match event {
                Some(TrackRemoteEvent::OnRtpPacket(packet)) => {
                    let header = packet.header;
                    if pli.ssrc.replace(header.ssrc) != Some(header.ssrc) {
                        let mut sync = arrivals.lip_sync();
                        sync.note_stream(Medium::Video, header.ssrc);
                    }
                    depacketizer.push(
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
            () = fanout.key_frames().remote_asked() => {}
            () = sleep_until(wake_at.into()) => {}
        }
    }
}

/// The longer and the shorter side of the largest picture that is shown, pixels: what a phone sends,
/// either way up.
const MAX_SHOWN: (u16, u16) = (1_920, 1_080);

fn is_size_shown((width, height): (u16, u16)) -> bool {
    width.max(height) <= MAX_SHOWN.0 && width.min(height) <= MAX_SHOWN.1
}

/// Turns frames into pictures: gives them the size of the last key frame and a steady time.
struct VideoOutput {
    fanout: VideoFanout,
    timeline: TimestampUnwrapper,
    size: (u16, u16),
}

impl VideoOutput {
    fn new(fanout: VideoFanout) -> Self {
        Self {
            fanout,
            timeline: TimestampUnwrapper::default(),
            size: (0, 0),
        }
    }

    /// Passes a frame on; those of a picture that says it is too large, whoever looks must not unpack.
    fn show(&mut self, frame: WholeFrame) {
        self.size = key_frame_size(&frame.data).unwrap_or(self.size);
        if !is_size_shown(self.size) {
            return;
        }
        // 90 ticks are a millisecond.
        let at = self.timeline.place(frame.stamp).max(0) / 90;
        self.fanout.show(&EncodedFrame {
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
/// costs the other side a large picture.
fn request_spacing(rtt: Duration) -> Duration {
    let wanted = Duration::from_millis(200) + rtt * 3 / 2;
    wanted.clamp(KEY_FRAME_REQUEST_SPACING, 3 * KEY_FRAME_REQUEST_SPACING)
}

#[derive(Default)]
struct PliSender {
    spacing: Duration,
    wanted: bool,
    ssrc: Option<u32>,
    last_at: Option<Instant>,
}

impl PliSender {
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

    /// A key frame of this size with nothing in it, and a frame that builds on it (RFC 6386, 9.1).
    fn frames(stamp: u32, width: u16, height: u16) -> [WholeFrame; 2] {
        let ([w0, w1], [h0, h1]) = (width.to_le_bytes(), height.to_le_bytes());
        let key = [0x10, 0, 0, 0x9d, 0x01, 0x2a, w0, w1, h0, h1];
        let frame = |stamp, data: &[u8], is_key| WholeFrame {
            stamp,
            is_key,
            waited: Duration::ZERO,
            data: Bytes::copy_from_slice(data),
        };
        [
            frame(stamp, &key, true),
            frame(stamp + 3_000, &[0x11, 0, 0], false),
        ]
    }

    #[tokio::test]
    async fn a_picture_that_says_it_is_too_large_is_not_passed_on() {
        let fanout = VideoFanout::new();
        let mut viewer = fanout.view();
        let mut output = VideoOutput::new(fanout.clone());
        let sizes = [
            (16_383, 16_383),
            (1_921, 8),
            (1_081, 1_081),
            (1_920, 1_080),
            (4_000, 4_000),
            (1_080, 1_920),
        ];
        for (turn, (width, height)) in (0_u32..).zip(sizes) {
            for frame in frames(turn * 6_000, width, height) {
                output.show(frame);
            }
        }
        for (size, is_key) in [
            ((1_920, 1_080), true),
            ((1_920, 1_080), false),
            ((1_080, 1_920), true),
            ((1_080, 1_920), false),
        ] {
            let shown = viewer.next().await.unwrap();
            assert_eq!(((shown.width, shown.height), shown.is_key), (size, is_key));
        }
    }

    /// A packet of 20 ms, as RFC 6716, 3.1 numbers them.
    const TWENTY: &[u8] = &[15 << 3, 1];

    #[test]
    fn copies_get_the_numbers_they_were_lost_with() {
        let block = |age| RedBlock {
            age,
            data: Bytes::from_static(TWENTY),
        };
        let places = |ages: [u32; 3]| -> Vec<_> {
            in_places(ages.map(block).to_vec(), (7, 1, 1_000), Instant::now())
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
