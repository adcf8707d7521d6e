//! The jitter buffer: turns audio packets that arrive unevenly into even sound. Its parts bear the
//! names that WebRTC's NetEq gave them.
//!
//! Holds packets just long enough that late ones still come in time, and no longer; what is missing
//! is taken from the copy in the packet after it or guessed. Where too much or too little is held,
//! sound is played a little faster or slower without changing its pitch, which also makes up for a
//! sound card that runs faster or slower than the sender's.
//!
//! Pure: takes packets and instants, keeps no clock, owns no device.

mod decision;
mod delay_manager;
mod packet_buffer;
mod stats;
mod sync_buffer;
mod time_stretch;

pub use stats::JitterBufferStats;

use super::opus::{Decode, holds_copy};
use super::{AudioFrame, FRAME_SAMPLES};
use bytes::Bytes;
use delay_manager::DelayManager;
use packet_buffer::{PacketBuffer, Pushed};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use sync_buffer::SyncBuffer;

/// [`FRAME_SAMPLES`] on RTP's clock.
const FRAME_TICKS: i64 = 480;
/// Guessed at most while nothing is there, before it counts as a pause: 100 ms.
const MAX_GUESSED: i64 = 4_800;
/// Longest loss that is guessed and repaired in one go: 120 ms, the most libopus takes.
const MAX_REPAIRED: i64 = 5_760;
/// After so long without a packet there is true silence: 1 s. In a pause of the sender there is one
/// each 400 ms.
const DEAD: i64 = 48_000;
/// Longest time sound is held for the pictures' sake: 500 ms.
const MAX_EXTRA_MICROS: u128 = 500_000;

/// One sender's sound.
pub struct JitterBuffer<D> {
    decoder: D,
    packets: PacketBuffer,
    delays: DelayManager,
    sync: SyncBuffer,
    /// Where the next sound to decode begins, on the sender's clock.
    decoded_to: i64,
    /// Sound follows on what was decoded; otherwise there is a pause, and whatever comes next is
    /// begun when its time has come.
    running: bool,
    /// A packet has been played.
    begun: bool,
    /// What was made up since the last packet, and why is not known yet.
    waited: i64,
    /// The delay at each of the last frames.
    watched: VecDeque<i64>,
    since_stretch: u32,
    /// Held for the pictures' sake.
    extra: i64,
    stats: JitterBufferStats,
}

impl<D: Decode> JitterBuffer<D> {
    /// Nothing received yet.
    pub fn new(decoder: D) -> Self {
        Self {
            decoder,
            packets: PacketBuffer::default(),
            delays: DelayManager::default(),
            sync: SyncBuffer::default(),
            decoded_to: 0,
            running: false,
            begun: false,
            waited: 0,
            watched: VecDeque::new(),
            since_stretch: 0,
            extra: 0,
            stats: JitterBufferStats::default(),
        }
    }

    /// Another stream takes the sender's place, with numbers and a clock of its own. What was decoded is
    /// still played, what was held is not: it can't be placed.
    pub fn begin_stream(&mut self) {
        self.packets = PacketBuffer::default();
        self.delays = DelayManager::default();
        (self.decoded_to, self.running, self.begun, self.waited) = (0, false, false, 0);
        self.watched.clear();
    }

    /// Takes in one packet that covers `ticks`.
    pub fn push(&mut self, number: u16, stamp: u32, ticks: u32, data: Bytes, arrived_at: Instant) {
        match self.packets.push(number, stamp, ticks, data) {
            Pushed::Known => {}
            Pushed::TooLate { at } => {
                // It teaches how long to wait.
                self.delays.note(at, arrived_at);
                self.stats.late_packets += 1;
            }
            Pushed::Held { at, repairs } => {
                self.delays.note(at, arrived_at);
                if let Some(at) = repairs {
                    // What is lost can be had from this one, as if it had come just now.
                    self.delays.note_copy(at, arrived_at);
                }
            }
        }
    }

    /// Takes in the copy of a packet that a later one brought. It is of use only where the packet
    /// itself is missing; then it teaches how long such copies are worth waiting for.
    pub fn push_copy(
        &mut self,
        number: u16,
        stamp: u32,
        ticks: u32,
        data: Bytes,
        arrived_at: Instant,
    ) {
        match self.packets.push(number, stamp, ticks, data) {
            Pushed::Known => {}
            Pushed::TooLate { at } | Pushed::Held { at, .. } => {
                self.delays.note_copy(at, arrived_at);
            }
        }
    }

    /// What to play for the next 10 ms.
    pub fn take(&mut self, now: Instant) -> AudioFrame {
        self.cut_off(now);
        while self.sync.ready() < FRAME_SAMPLES {
            self.extend(now);
        }
        self.steer(now);
        self.stats.played_samples += u64::try_from(FRAME_SAMPLES).unwrap_or_default();
        self.sync.take()
    }

    /// What happened so far.
    #[must_use]
    pub fn stats(&self) -> JitterBufferStats {
        let milliseconds = |ticks: i64| u32::try_from(ticks / 48).unwrap_or_default();
        JitterBufferStats {
            delay_ms: milliseconds(self.lowest().unwrap_or_default()),
            target_ms: milliseconds(self.target()),
            ..self.stats
        }
    }

    /// The time stamp of what comes next; nothing during a pause.
    #[must_use]
    pub fn next_stamp(&self) -> Option<u32> {
        let at = self.running.then(|| self.played_to())?;
        self.packets.stamp(at)
    }

    /// Holds sound for so much longer than it needs by itself.
    pub fn hold_longer_by(&mut self, time: Duration) {
        let ticks = time.as_micros().min(MAX_EXTRA_MICROS) * 48 / 1_000;
        self.extra = i64::try_from(ticks).unwrap_or_default();
    }

    fn target(&self) -> i64 {
        self.delays.target() + self.extra
    }

    fn played_to(&self) -> i64 {
        self.decoded_to - ticks(self.sync.ready())
    }

    /// Decodes or makes up the next bit of sound.
    fn extend(&mut self, now: Instant) {
        let Some(first) = self.packets.first() else {
            self.running &= self.waited < MAX_GUESSED;
            return self.wait();
        };
        if !self.running {
            let begins = self.delays.live_edge(now) - self.target();
            if first.at > begins {
                return self.wait();
            }
            self.explain_wait(first.lost, first.at - self.decoded_to);
            self.running = true;
            return self.play_first();
        }
        let guessed = self.explain_wait(first.lost, first.at - self.decoded_to);
        self.decoded_to += guessed;
        let missing = first.at - self.decoded_to;
        if missing <= 0 {
            return self.play_first();
        }
        if first.lost == 0 || missing > MAX_REPAIRED {
            // Nobody spoke, or so much is lost that there is nothing to be saved.
            self.running = false;
            self.watched.clear();
            return self.wait();
        }
        self.repair(missing);
    }

    /// Plays what was lost before the first packet held, as well as that packet tells it.
    fn repair(&mut self, missing: i64) {
        let Some((data, ticks)) = self.packets.first_data() else {
            return;
        };
        let from_copy = if holds_copy(data) {
            ticks.min(missing)
        } else {
            0
        };
        let sound = self.decoder.repair(data, samples(missing));
        self.sync.push(&sound);
        self.decoded_to += missing;
        self.stats.repaired_samples += count(from_copy);
        self.stats.concealed_samples += count(missing - from_copy);
    }

    fn play_first(&mut self) {
        let Some(packet) = self.packets.pop() else {
            return;
        };
        let sound = self.decoder.decode(&packet.data);
        self.sync.push(&sound);
        self.decoded_to = packet.at + packet.ticks;
        self.begun = true;
    }

    /// Nothing is there: a guess, which is silence in the end.
    fn wait(&mut self) {
        self.waited += FRAME_TICKS;
        if self.waited < DEAD {
            self.sync.push(&self.decoder.conceal(FRAME_SAMPLES));
        } else {
            self.sync.push(&[0.0; FRAME_SAMPLES]);
        }
    }

    /// Now that a packet is there, what was made up meanwhile turns out to be lost, late, or a pause
    /// of the sender. Gives how much of the way to that packet it covered.
    fn explain_wait(&mut self, lost: u64, missing: i64) -> i64 {
        let waited = std::mem::take(&mut self.waited);
        let covered = waited.min(missing.max(0));
        let concealed = match i64::try_from(lost).unwrap_or(i64::MAX) {
            _ if !self.begun => 0,
            0 if self.running || missing <= 0 => waited - covered,
            0 => 0,
            lost => waited.min(lost.saturating_mul(2 * FRAME_TICKS)),
        };
        self.stats.concealed_samples += count(concealed);
        covered
    }
}

fn ticks(samples: usize) -> i64 {
    i64::try_from(samples).unwrap_or(i64::MAX)
}

fn samples(ticks: i64) -> usize {
    usize::try_from(ticks).unwrap_or_default()
}

fn count(ticks: i64) -> u64 {
    u64::try_from(ticks).unwrap_or_default()
}

#[cfg(test)]
mod tests;
