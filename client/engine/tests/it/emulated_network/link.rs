//! What a network does to packets: it delays, loses and squeezes them.
//!
//! Pure: is told when a packet leaves, and says when it arrives.

use std::time::{Duration, Instant};

/// How one direction behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// From the narrow place to the other end.
    pub delay: Duration,
    /// The delay is up to so much longer or shorter. Packets never overtake each other.
    pub jitter: Duration,
    /// What gets lost, before the narrow place.
    pub loss: Loss,
    /// The narrow place's rate; 0 for none.
    pub kilobits: u32,
    /// What waits before the narrow place; what comes on top is lost.
    pub queue_bytes: u32,
}

/// Which packets get lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// Each with the same chance, of 1.
    Random(f64),
    /// In rows (Gilbert's model): as many of all, but so many in one row on average.
    Bursts { share: f64, row: f64 },
}

impl Default for Link {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            loss: Loss::Random(0.0),
            kilobits: 0,
            queue_bytes: 60_000,
        }
    }
}

/// One direction and the packets in it.
#[derive(Debug)]
pub struct Passage {
    dice: Dice,
    free_at: Instant,
    last_at: Instant,
    in_row: bool,
}

impl Passage {
    /// Nothing is in it. The same seed loses the same packets.
    pub fn new(seed: u64, now: Instant) -> Self {
        Self {
            dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            free_at: now,
            last_at: now,
            in_row: false,
        }
    }

    /// When a packet of so many bytes arrives that leaves now; nothing where it gets lost.
    pub fn pass(&mut self, link: &Link, bytes: u32, now: Instant) -> Option<Instant> {
        if self.loses(link.loss) {
            return None;
        }
        self.free_at = self.free_at.max(now);
        if link.kilobits > 0 {
            let time = |bytes: u32| {
                Duration::from_secs_f64(f64::from(bytes) * 0.008 / f64::from(link.kilobits))
            };
            if self.free_at - now > time(link.queue_bytes) {
                return None;
            }
            self.free_at += time(bytes);
        }
        let jitter = link.jitter.mul_f64(2.0 * self.dice.roll());
        let at = (self.free_at + link.delay + jitter).checked_sub(link.jitter)?;
        self.last_at = self.last_at.max(at);
        Some(self.last_at)
    }

    fn loses(&mut self, loss: Loss) -> bool {
        let rolled = self.dice.roll();
        match loss {
            Loss::Random(share) => rolled < share,
            Loss::Bursts { share, row } => {
                let change = if self.in_row {
                    1.0 / row
                } else {
                    share / (row * (1.0 - share))
                };
                self.in_row ^= rolled < change;
                self.in_row
            }
        }
    }
}

/// Looks like chance and is the same each time (Marsaglia's xorshift).
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// From 0 up to 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}
