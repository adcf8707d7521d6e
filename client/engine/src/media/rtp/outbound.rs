//! Packetizes, numbers, stamps and sends what the encoders give.
//!
//! Owns sequence numbers and time stamps of the own streams. Sends nothing before the connection is
//! encrypted, because what is written earlier is lost without a word.

use super::codecs::MIME_TYPE_RED;
use super::counters::Counters;
use super::path_state::SharedPathState;
use super::red::RedEncoder;
use super::vp8::Vp8Packetizer;
use bytes::Bytes;
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::RTCRtpCodecParameters;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::rtp_transceiver::RtpSender;

/// Encoded pictures that wait to be sent; more than that is late anyway.
pub const MAX_WAITING_FRAMES: usize = 4;
/// Sound packets that wait to be sent: 200 ms.
pub const MAX_WAITING_AUDIO: usize = 10;

/// How often the crate's loop is turned until media flows. What a relay brings is answered only when
/// it turns the next time, which took up to 0.4 s for each message of the set-up.
const TURN: Duration = Duration::from_millis(10);

/// One encoded picture.
#[derive(Clone, Debug)]
pub struct OutboundVideo {
    /// When it was taken, on a clock of 90 kHz.
    pub at: u32,
    /// A VP8 frame.
    pub data: Bytes,
}

/// One encoded piece of sound.
#[derive(Clone, Debug)]
pub struct OutboundAudio {
    /// Its first sample, on a clock of 48 kHz.
    pub at: u32,
    /// Speech begins here after a pause (RFC 3551, 4.1).
    pub starts_talk: bool,
    /// How many of the packets before are to come with it.
    pub copies: u8,
    /// An Opus packet.
    pub data: Bytes,
}

/// One direction of one medium, outward.
pub struct OutboundTrack {
    /// Where its packets go.
    pub track: Arc<TrackLocalStaticRTP>,
    /// Names the stream in every packet.
    pub ssrc: u32,
    pub(super) sender: Arc<dyn RtpSender>,
    pub(super) usual_payload_type: u8,
}

impl OutboundTrack {
    /// The numbers both sides agreed on: for this codec, and for packets with copies, if both know
    /// them.
    pub async fn payload_types(&self) -> (u8, Option<u8>) {
        let parameters = self.sender.get_parameters().await.ok();
        let codecs = parameters.map_or_else(Vec::new, |p| p.rtp_parameters.codecs);
        let is_red = |codec: &&RTCRtpCodecParameters| {
            let name = &codec.rtp_codec.mime_type;
            name.eq_ignore_ascii_case(MIME_TYPE_RED)
        };
        let usual = codecs.iter().find(|codec| !is_red(codec));
        let copies = codecs.iter().find(is_red);
        (
            usual.map_or(self.usual_payload_type, |codec| codec.payload_type),
            copies.map(|codec| codec.payload_type),
        )
    }
}

/// What the encoders give. They go on while one peer connection takes another one's place.
pub struct Outbox {
    /// Sound.
    pub audio: mpsc::Receiver<OutboundAudio>,
    /// Pictures.
    pub video: mpsc::Receiver<OutboundVideo>,
}

/// Whoever sends holds it.
pub type SharedOutbox = Arc<Mutex<Outbox>>;

/// Sends until both channels are closed or the connection is gone; begins once nobody else sends.
pub async fn send_media(
    (audio, video): (OutboundTrack, OutboundTrack),
    outbox: SharedOutbox,
    connected: watch::Receiver<bool>,
    (counters, path): (Arc<Counters>, Arc<SharedPathState>),
) {
    let mut outbox = outbox.lock().await;
    let Outbox {
        audio: audio_in,
        video: video_in,
    } = &mut *outbox;
    let mut audio = AudioSender::new(audio, path);
    let mut video = RtpStream::new(video);
    let mut packetizer = Vp8Packetizer::default();
    let mut turn = interval(TURN);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // Sound goes before pictures: a picture's packets must not hold it up.
            biased;
            Some(piece) = audio_in.recv() => {
                if *connected.borrow() {
                    audio.send(piece).await;
                }
            }
            Some(picture) = video_in.recv() => {
                if !*connected.borrow() {
                    continue;
                }
                counters.note(|counts| counts.frames_out += 1);
                let payloads = packetizer.packetize(&picture.data);
                let last = payloads.len().saturating_sub(1);
                for (place, payload) in payloads.into_iter().enumerate() {
                    video.send(picture.at, place == last, payload).await;
                    // Whatever sound came up meanwhile goes between.
                    while let Ok(piece) = audio_in.try_recv() {
                        audio.send(piece).await;
                    }
                }
            }
            _ = turn.tick(), if !*connected.borrow() => video.turn().await,
            else => return,
        }
    }
}

/// Sound, with copies where the other side knows them.
struct AudioSender {
    stream: RtpStream,
    red_encoder: RedEncoder,
    path: Arc<SharedPathState>,
}

impl AudioSender {
    fn new(track: OutboundTrack, path: Arc<SharedPathState>) -> Self {
        Self {
            stream: RtpStream::new(track),
            red_encoder: RedEncoder::default(),
            path,
        }
    }

    async fn send(&mut self, piece: OutboundAudio) {
        let OutboundAudio {
            at,
            starts_talk,
            copies,
            data,
        } = piece;
        let (plain, red_payload_type) = self.stream.payload_types().await;
        self.path
            .update(|state| state.red_payload_type = red_payload_type);
        let (payload_type, payload) = match red_payload_type {
            Some(kind) if copies > 0 => (kind, self.red_encoder.encode(at, plain, &data, copies)),
            _ => (plain, data.clone()),
        };
        self.red_encoder.keep(at, data);
        self.stream
            .send_as(payload_type, at, starts_talk, payload)
            .await;
    }
}

struct RtpStream {
    track: OutboundTrack,
    payload_types: Option<(u8, Option<u8>)>,
    next_number: u16,
    first_stamp: u32,
}

impl RtpStream {
    fn new(track: OutboundTrack) -> Self {
        // Both start at random (RFC 3550, 5.1).
        Self {
            track,
            payload_types: None,
            next_number: rand::random(),
            first_stamp: rand::random(),
        }
    }

    /// Wakes the crate without sending anything.
    async fn turn(&self) {
        let _ = self.track.track.write_rtcp(vec![]).await;
    }

    async fn payload_types(&mut self) -> (u8, Option<u8>) {
        let types = match self.payload_types {
            Some(known) => known,
            None => self.track.payload_types().await,
        };
        *self.payload_types.insert(types)
    }

    async fn send(&mut self, at: u32, marker: bool, payload: Bytes) {
        let (payload_type, _) = self.payload_types().await;
        self.send_as(payload_type, at, marker, payload).await;
    }

    async fn send_as(&mut self, payload_type: u8, at: u32, marker: bool, payload: Bytes) {
        let header = rtp::Header {
            version: 2,
            marker,
            payload_type,
            sequence_number: self.next_number,
            timestamp: self.first_stamp.wrapping_add(at),
            ssrc: self.track.ssrc,
            ..Default::default()
        };
        self.next_number = self.next_number.wrapping_add(1);
        // It fails only while the connection closes.
        let _ = self
            .track
            .track
            .write_rtp(rtp::Packet { header, payload })
            .await;
    }
}
