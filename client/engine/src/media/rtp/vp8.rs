//! Packetizer and depacketizer of VP8 (RFC 7741): frames cut into RTP payloads and put together again.
//!
//! Pure: takes instants, keeps no clock. The crate's own payloader is not used, because its
//! depacketizer refuses the short last payload of a frame.

use super::sequence::SequenceUnwrapper;
use bytes::{BufMut, Bytes, BytesMut};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Bytes of VP8 in one packet: with all headers it stays below 1,200 bytes, which passes every
/// usual tunnel.
const MAX_PART_BYTES: usize = 1_100;
/// Packets kept while an earlier one is missing; more than three large key frames.
const MAX_KEPT_PACKETS: usize = 1_024;
/// How long a missing packet is waited for where nobody said otherwise. Past it the picture jumps
/// to the next key frame.
const USUAL_PATIENCE: Duration = Duration::from_millis(500);

/// Cuts frames into RTP payloads.
#[derive(Debug, Default)]
pub struct Vp8Packetizer {
    picture_id: u16,
}

impl Vp8Packetizer {
    /// The payloads of one frame; the last one gets the marker bit.
    pub fn packetize(&mut self, frame: &[u8]) -> Vec<Bytes> {
        // X; then I; then M and 15 bits of picture id. S says that the frame begins here.
        const EXTENDED: u8 = 0x80;
        const STARTS: u8 = 0x10;
        const HAS_PICTURE_ID: u8 = 0x80;
        let [high, low] = (self.picture_id | 0x8000).to_be_bytes();
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        let parts = frame.chunks(MAX_PART_BYTES).enumerate();
        parts
            .map(|(place, part)| {
                let mut payload = BytesMut::with_capacity(part.len() + 4);
                let starts = if place == 0 { STARTS } else { 0 };
                payload.put_slice(&[EXTENDED | starts, HAS_PICTURE_ID, high, low]);
                payload.put_slice(part);
                payload.freeze()
            })
            .collect()
    }
}

/// A frame put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeFrame {
    /// RTP time stamp, 90 kHz.
    pub stamp: u32,
    /// The frame (RFC 6386).
    pub data: Bytes,
    /// It can be decoded without any earlier one.
    pub is_key: bool,
    /// For so long it could have been shown if nothing had been lost.
    pub waited: Duration,
}

#[derive(Debug)]
struct Part {
    stamp: u32,
    marker: bool,
    starts_frame: bool,
    arrived: Instant,
    data: Bytes,
}

impl Part {
    fn starts_key_frame(&self) -> bool {
        self.starts_frame && is_key_frame(&self.data)
    }
}

/// The packet that holds up everything after it.
#[derive(Clone, Copy, Debug)]
struct Gap {
    place: u64,
    since: Instant,
}

/// Puts frames together, in order and without gaps. After a gap that is not repaired in time it
/// goes on at the next key frame.
#[derive(Debug)]
pub struct Vp8Depacketizer {
    parts: BTreeMap<u64, Part>,
    sequence: SequenceUnwrapper,
    /// The packet the next frame begins with; unknown while a key frame is waited for.
    next: Option<u64>,
    gap: Option<Gap>,
    patience: Duration,
    started: bool,
}

impl Default for Vp8Depacketizer {
    fn default() -> Self {
        Self {
            parts: BTreeMap::new(),
            sequence: SequenceUnwrapper::default(),
            next: None,
            gap: None,
            patience: USUAL_PATIENCE,
            started: false,
        }
    }
}

impl Vp8Depacketizer {
    /// How long a missing packet is waited for. On a long path repairs take longer.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Takes in one packet; what is malformed is left out.
    pub fn push(
        &mut self,
        number: u16,
        stamp: u32,
        marker: bool,
        payload: &Bytes,
        arrived: Instant,
    ) {
        let Some((starts_frame, data)) = strip_descriptor(payload) else {
            return;
        };
        self.started = true;
        let place = self.sequence.place(number);
        if self.next.is_some_and(|next| place < next) {
            return;
        }
        let part = Part {
            stamp,
            marker,
            starts_frame,
            arrived,
            data,
        };
        self.parts.entry(place).or_insert(part);
        if self.parts.len() > MAX_KEPT_PACKETS {
            self.give_up();
            while self.parts.len() > MAX_KEPT_PACKETS {
                self.parts.pop_first();
            }
        }
    }

    /// The next whole frame, if there is one. To be called until there is none.
    pub fn take(&mut self, now: Instant) -> Option<WholeFrame> {
        let next = match self.next {
            Some(next) => next,
            None => self.find_key_frame()?,
        };
        if let Some(frame) = self.take_at(next, now) {
            self.gap = None;
            return Some(frame);
        }
        let place = self.first_missing(next)?;
        if let Some(frame) = self.jump(next, now) {
            return Some(frame);
        }
        // Repairs of a large frame come one by one: each gap is waited for on its own.
        let gap = self.gap.filter(|gap| gap.place == place);
        let gap = *self.gap.insert(gap.unwrap_or(Gap { place, since: now }));
        if now.saturating_duration_since(gap.since) >= self.patience {
            self.give_up();
            return self.take(now);
        }
        None
    }

    /// When to call [`Self::take`] again although nothing arrived.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.gap.map(|gap| gap.since + self.patience)
    }

    /// Nothing can be shown until a key frame comes.
    #[must_use]
    pub fn wants_key_frame(&self) -> bool {
        self.started && self.next.is_none()
    }

    fn find_key_frame(&mut self) -> Option<u64> {
        let found = self.parts.iter().find(|(_, part)| part.starts_key_frame());
        let place = *found?.0;
        self.parts = self.parts.split_off(&place);
        self.next = Some(place);
        Some(place)
    }

    /// A whole key frame behind the gap: whatever is missing before it is not needed any more.
    fn jump(&mut self, next: u64, now: Instant) -> Option<WholeFrame> {
        let mut behind = self.parts.range(next + 1..);
        let place = *behind.rfind(|(_, part)| part.starts_key_frame())?.0;
        let first = self.parts.get(&place)?;
        let frame = self.parts.range(place..).zip(place..);
        let mut frame = frame
            .take_while(|((at, part), expected)| **at == *expected && part.stamp == first.stamp);
        if !frame.any(|((_, part), _)| part.marker) {
            return None;
        }
        self.parts = self.parts.split_off(&place);
        self.gap = None;
        self.take_at(place, now)
    }

    fn take_at(&mut self, next: u64, now: Instant) -> Option<WholeFrame> {
        let first = self.parts.get(&next)?;
        let stamp = first.stamp;
        let mut end = next;
        loop {
            let part = self.parts.get(&end)?;
            if part.stamp != stamp {
                break;
            }
            end += 1;
            if part.marker {
                break;
            }
        }
        // Whatever came at its end or later shows that the frame had been sent by then.
        let sent_by = self.parts.range(end - 1..).map(|(_, part)| part.arrived);
        let waited = now.saturating_duration_since(sent_by.min().unwrap_or(now));
        let rest = self.parts.split_off(&end);
        let parts = std::mem::replace(&mut self.parts, rest);
        self.next = Some(end);
        let mut data = BytesMut::new();
        for part in parts.values() {
            data.put_slice(&part.data);
        }
        let data = data.freeze();
        Some(WholeFrame {
            stamp,
            is_key: is_key_frame(&data),
            waited,
            data,
        })
    }

    /// What is missing first between `next` and the newest packet; a frame whose end has not been
    /// sent yet is no gap.
    fn first_missing(&self, next: u64) -> Option<u64> {
        let kept = self.parts.range(next..).zip(next..);
        let mut behind = kept.filter(|((place, _), expected)| **place != *expected);
        behind.next().map(|(_, expected)| expected)
    }

    fn give_up(&mut self) {
        let Some(next) = self.next.take() else { return };
        self.gap = None;
        // The frame the gap is in can't be shown, even if it is a key frame.
        let gap = self.parts.range(next..).zip(next..);
        let after = gap.map(|((place, _), expected)| (*place, expected));
        let resume = after
            .into_iter()
            .find(|(place, expected)| place != expected);
        let from = resume.map_or(next + 1, |(place, _)| place);
        self.parts = self.parts.split_off(&from);
    }
}

/// Whether a VP8 frame is a key frame (RFC 6386, 9.1: the lowest bit of the first byte is 0).
#[must_use]
pub fn is_key_frame(frame: &[u8]) -> bool {
    frame.first().is_some_and(|byte| byte & 1 == 0)
}

/// Width and height that a key frame declares (RFC 6386, 9.1); nothing for other frames.
#[must_use]
pub fn key_frame_size(frame: &[u8]) -> Option<(u16, u16)> {
    match *frame.first_chunk::<10>()? {
        [first, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] if first & 1 == 0 => Some((
            u16::from_le_bytes([w0, w1]) & 0x3fff,
            u16::from_le_bytes([h0, h1]) & 0x3fff,
        )),
        _ => None,
    }
}

/// Takes the payload descriptor off: whether a frame begins here, and the VP8 bytes.
fn strip_descriptor(payload: &Bytes) -> Option<(bool, Bytes)> {
    let first = *payload.first()?;
    let starts_frame = first & 0x10 != 0 && first & 0x07 == 0;
    let mut length = 1;
    if first & 0x80 != 0 {
        let extension = *payload.get(1)?;
        length += 1;
        if extension & 0x80 != 0 {
            length += if *payload.get(length)? & 0x80 != 0 {
                2
            } else {
                1
            };
        }
        if extension & 0x40 != 0 {
            length += 1;
        }
        if extension & 0x30 != 0 {
            length += 1;
        }
    }
    (length < payload.len()).then(|| (starts_frame, payload.slice(length..)))
}

#[cfg(test)]
#[path = "vp8_tests.rs"]
mod tests;
