//! The pacer: packets leave one after the other at a rate, audio at once, retransmissions before video.

use crate::media::units::Bitrate;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Packets may leave so much before their time, because timers are not exact.
const EARLY: Duration = Duration::from_millis(5);
/// Repairs that wait; an older one would come too late.
const MAX_RETRANSMISSIONS: usize = 128;
/// Pictures leave so much faster than the estimate, because a picture is a burst.
const HASTE: f64 = 1.5;
/// Pictures that would wait longer than this are of no use any more.
pub const MAX_WAIT: Duration = Duration::from_millis(600);

/// What a packet carries, in order of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketPriority {
    /// Audio, and everything small that can't wait.
    Audio,
    /// A packet sent once more.
    Retransmission,
    /// A part of a video frame.
    Video,
}

#[derive(Debug)]
struct Waiting<T> {
    item: T,
    bytes: u32,
}

/// The queues.
#[derive(Debug)]
pub struct Pacer<T> {
    audio: VecDeque<Waiting<T>>,
    retransmissions: VecDeque<Waiting<T>>,
    video: VecDeque<Waiting<T>>,
    video_bytes: u32,
    free_at: Option<Instant>,
}

impl<T> Default for Pacer<T> {
    fn default() -> Self {
        Self {
            audio: VecDeque::new(),
            retransmissions: VecDeque::new(),
            video: VecDeque::new(),
            video_bytes: 0,
            free_at: None,
        }
    }
}

impl<T> Pacer<T> {
    /// Takes a packet in.
    pub fn push(&mut self, priority: PacketPriority, item: T, bytes: u32) {
        let waiting = Waiting { item, bytes };
        match priority {
            PacketPriority::Audio => self.audio.push_back(waiting),
            PacketPriority::Retransmission => {
                if self.retransmissions.len() >= MAX_RETRANSMISSIONS {
                    self.retransmissions.pop_front();
                }
                self.retransmissions.push_back(waiting);
            }
            PacketPriority::Video => {
                self.video_bytes += bytes;
                self.video.push_back(waiting);
            }
        }
    }

    /// The next packet that may leave now. `open` says whether the path has room for more than
    /// sound; `rate` is the estimate.
    pub fn pop(&mut self, now: Instant, rate: Bitrate, open: bool) -> Option<(T, u32)> {
        if let Some(Waiting { item, bytes }) = self.audio.pop_front() {
            self.spend(now, rate, bytes);
            return Some((item, bytes));
        }
        if !open || !self.may_leave(now) {
            return None;
        }
        let next = match self.retransmissions.pop_front() {
            Some(repair) => repair,
            None => {
                let picture = self.video.pop_front()?;
                self.video_bytes = self.video_bytes.saturating_sub(picture.bytes);
                picture
            }
        };
        self.spend(now, rate * HASTE, next.bytes);
        Some((next.item, next.bytes))
    }

    /// Whether the rate has room for a packet now.
    #[must_use]
    pub fn may_leave(&self, now: Instant) -> bool {
        self.free_at.is_none_or(|at| at <= now + EARLY)
    }

    /// Counts bytes that leave.
    pub fn spend(&mut self, now: Instant, rate: Bitrate, bytes: u32) {
        let takes = rate.time_for(u64::from(bytes)).min(Duration::from_secs(1));
        let from = self.free_at.map_or(now, |at| at.max(now));
        self.free_at = Some(from + takes);
    }

    /// When the next packet may leave, where one waits.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        (!self.is_empty()).then_some(self.free_at)?
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.audio.is_empty() && self.retransmissions.is_empty() && self.video.is_empty()
    }

    /// How long the video that waits needs to leave.
    #[must_use]
    pub fn wait(&self, rate: Bitrate) -> Duration {
        (rate * HASTE).time_for(u64::from(self.video_bytes))
    }

    /// Takes away the pictures that wait.
    pub fn drop_video(&mut self) -> impl Iterator<Item = T> {
        self.video_bytes = 0;
        let dropped = std::mem::take(&mut self.video);
        dropped.into_iter().map(|waiting| waiting.item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_leaves_at_once_then_repairs_then_pictures_in_their_time() {
        let now = Instant::now();
        let mut pacer = Pacer::default();
        pacer.push(PacketPriority::Video, "first picture", 1_000);
        pacer.push(PacketPriority::Video, "second picture", 1_000);
        pacer.push(PacketPriority::Retransmission, "repair", 1_000);
        pacer.push(PacketPriority::Audio, "sound", 100);
        let mut left = Vec::new();
        for millis in 0..100 {
            let at = now + Duration::from_millis(millis);
            while let Some((item, _)) = pacer.pop(at, Bitrate::kbps(400), true) {
                left.push((millis, item));
            }
        }
        // 100 bytes at 400 kbit/s take 2 ms, 1,000 bytes at 600 take 13.3 ms; 5 ms may be early.
        let expected = [
            (0, "sound"),
            (0, "repair"),
            (11, "first picture"),
            (24, "second picture"),
        ];
        assert_eq!(left, expected);
    }

    #[test]
    fn a_full_way_holds_all_but_sound_back() {
        let now = Instant::now();
        let mut pacer = Pacer::default();
        pacer.push(PacketPriority::Video, "picture", 1_000);
        pacer.push(PacketPriority::Audio, "sound", 100);
        assert_eq!(
            pacer.pop(now, Bitrate::kbps(400), false),
            Some(("sound", 100))
        );
        let later = now + Duration::from_secs(1);
        assert_eq!(pacer.pop(later, Bitrate::kbps(400), false), None);
        assert!(pacer.drop_video().eq(["picture"]) && pacer.is_empty());
        assert_eq!(pacer.pop(later, Bitrate::kbps(400), true), None);
    }
}
