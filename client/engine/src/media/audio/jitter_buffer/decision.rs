//! Keeps the delay of a jitter buffer near its target, by playing a little faster or slower.

use super::{JitterBuffer, count, ticks, time_stretch};
use crate::media::audio::opus::Decode;
use std::time::Instant;

/// Frames over which the delay is watched: half a second.
const WATCHED_FRAMES: usize = 50;
/// Frames watched at least before anything is done about the delay.
const MIN_WATCHED_FRAMES: usize = 10;
/// Delay above the target from which speech is shortened: 20 ms.
const HIGH: i64 = 960;
/// Distance from the target from which quiet sound is shortened, and any sound is lengthened: 5 ms.
const NEAR: i64 = 240;
/// Delay above the target from which shortening is heard but hurries: 100 ms.
const HURRY: i64 = 4_800;
/// Delay above the target that is cut off: 500 ms.
const CUT: i64 = 24_000;
/// Frames between two changes of length, unless it hurries.
const STRETCH_SPACING: u32 = 4;

impl<D: Decode> JitterBuffer<D> {
    /// The least delay at the last frames: some of it goes up and down with the beat of the device.
    pub(super) fn lowest(&self) -> Option<i64> {
        self.watched.iter().min().copied()
    }

    /// Keeps the delay near the target.
    pub(super) fn steer(&mut self, now: Instant) {
        if !self.running {
            self.watched.clear();
            return;
        }
        if self.watched.len() == WATCHED_FRAMES {
            self.watched.pop_front();
        }
        let delay = self.delays.live_edge(now) - self.played_to();
        self.watched.push_back(delay);
        self.since_stretch += 1;
        let Some(lowest) = self.lowest() else { return };
        let excess = lowest - self.target();
        let hurries = excess > HURRY;
        if self.watched.len() < MIN_WATCHED_FRAMES
            || (self.since_stretch < STRETCH_SPACING && !hurries)
        {
            return;
        }
        if excess > NEAR {
            while self.sync.ready() < time_stretch::SHORTENED_FROM
                && self.packets.follows(self.decoded_to)
            {
                self.play_first();
            }
            let change = self.sync.shorten(excess > HIGH, hurries);
            self.stats.removed_samples += count(ticks(change));
            self.shift_watched(-ticks(change));
        } else if excess < -NEAR && self.waited == 0 {
            let change = self.sync.lengthen();
            self.stats.added_samples += count(ticks(change));
            self.shift_watched(ticks(change));
        }
    }

    fn shift_watched(&mut self, change: i64) {
        if change != 0 {
            self.since_stretch = 0;
            self.watched.iter_mut().for_each(|delay| *delay += change);
        }
    }

    /// Leaves sound out that is held far too long: a line that stood still delivers all at once.
    pub(super) fn cut_off(&mut self, now: Instant) {
        let target = self.target();
        let live = self.delays.live_edge(now);
        if !self.running || live - self.played_to() <= target + CUT {
            return;
        }
        while self
            .packets
            .first()
            .is_some_and(|first| first.at < live - target)
        {
            if let Some(packet) = self.packets.pop() {
                self.stats.skipped_samples += count(packet.ticks);
                self.decoded_to = packet.at + packet.ticks;
            }
        }
        self.running = false;
        self.waited = 0;
    }
}
