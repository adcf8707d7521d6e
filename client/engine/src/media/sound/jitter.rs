//! Holds sound packets just long enough that late ones still come in time.
//!
//! Pure: takes instants, keeps no clock. Whoever plays asks for the next piece each 20 ms of its own
//! clock, so a sound card that runs faster or slower than the sender's is balanced out by holding a
//! little less or more.

use super::{PIECE_TICKS, PIECE_TIME};
use crate::media::transport::sequence::{Sequence, Timeline};
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// Most packets held: 2 s. More only come from a sender that floods.
const MAX_HELD_PACKETS: usize = 100;
/// Packets the jitter is measured over: 5 s.
const MEASURED_PACKETS: usize = 250;
/// Least time held.
const MIN_TARGET: Duration = Duration::from_millis(40);
/// Most time held on purpose; beyond it a conversation falls apart anyway.
const MAX_TARGET: Duration = Duration::from_millis(300);
/// How far above the target the held sound may grow before a quiet piece is left out.
const QUIET_SLACK: Duration = Duration::from_millis(40);
/// The same for any piece.
const LOUD_SLACK: Duration = Duration::from_millis(120);
/// Packets up to this length hold no speech.
const QUIET_BYTES: usize = 20;
/// Pieces concealed in a row before silence: 100 ms.
const MAX_CONCEALED: u32 = 5;

/// What to play next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Playout {
    /// This packet.
    Packet(Bytes),
    /// A lost piece, to be taken from the copy in this packet, which comes next.
    Repair(Bytes),
    /// A guess.
    Conceal,
    /// Silence: nothing was sent, or it has not arrived for long.
    Rest,
}

#[derive(Debug)]
struct Held {
    at: i64,
    ticks: i64,
    arrived_at: Instant,
    data: Bytes,
}

#[derive(Clone, Copy, Debug)]
struct Next {
    place: u64,
    at: i64,
}

/// The buffer.
#[derive(Debug, Default)]
pub struct JitterBuffer {
    held: BTreeMap<u64, Held>,
    sequence: Sequence,
    timeline: Timeline,
    /// What is due; unknown while it fills.
    next: Option<Next>,
    /// The last packet that was played or given up.
    passed: Option<u64>,
    concealed: u32,
    /// Pieces guessed while nothing was held, which may turn out to be lost ones.
    waited: u64,
    delays: Delays,
}

impl JitterBuffer {
    /// Takes in one packet that covers `ticks`.
    pub fn push(&mut self, number: u16, stamp: u32, ticks: u32, data: Bytes, now: Instant) {
        let place = self.sequence.place(number);
        let at = self.timeline.place(stamp);
        if self.passed.is_some_and(|passed| place <= passed) {
            return;
        }
        self.delays.note(at, now);
        let held = Held {
            at,
            ticks: ticks.into(),
            arrived_at: now,
            data,
        };
        self.held.entry(place).or_insert(held);
        if self.held.len() > MAX_HELD_PACKETS {
            self.held.pop_first();
            self.next = None;
        }
    }

    /// How long sound is held on purpose at present.
    #[must_use]
    pub fn target(&self) -> Duration {
        let needed = self.delays.spread() + PIECE_TIME;
        needed.clamp(MIN_TARGET, MAX_TARGET)
    }

    /// What to play for the next 20 ms.
    pub fn take(&mut self, now: Instant) -> Playout {
        let Some(next) = self.next.or_else(|| self.start(now)) else {
            return Playout::Rest;
        };
        self.shorten(next);
        let next = self.next.unwrap_or(next);
        let Some((&place, first)) = self.held.first_key_value() else {
            return self.wait_for(next);
        };
        if place <= next.place {
            if first.at > next.at {
                // Nothing was said between: the sender was silent on purpose.
                self.next = Some(Next {
                    place: next.place,
                    at: next.at + i64::from(PIECE_TICKS),
                });
                return self.guess();
            }
            return self.play_first();
        }
        // One or more packets are missing before the first one held; for some of them a guess has
        // been played already.
        let guessed = std::mem::take(&mut self.waited).min(place - next.place);
        let lost = next.place + guessed;
        self.passed = lost.checked_sub(1);
        let lost_at = next.at + i64::from(PIECE_TICKS) * i64::try_from(guessed).unwrap_or_default();
        if lost == place {
            return self.play_first();
        }
        let repair = (place == lost + 1).then(|| first.data.clone());
        self.passed = Some(lost);
        self.next = Some(Next {
            place: lost + 1,
            at: lost_at + i64::from(PIECE_TICKS),
        });
        repair.map_or(Playout::Conceal, Playout::Repair)
    }

    fn start(&mut self, now: Instant) -> Option<Next> {
        let target = self.target();
        let (&place, first) = self.held.first_key_value()?;
        let waited = now.saturating_duration_since(first.arrived_at);
        if waited < target && self.span(first.at) < target {
            return None;
        }
        let next = Next {
            place,
            at: first.at,
        };
        self.next = Some(next);
        self.waited = 0;
        Some(next)
    }

    /// Leaves a piece out where more is held than needed.
    fn shorten(&mut self, next: Next) {
        let Some((&place, first)) = self.held.first_key_value() else {
            return;
        };
        let quiet = first.data.len() <= QUIET_BYTES;
        let slack = if quiet { QUIET_SLACK } else { LOUD_SLACK };
        if self.held.len() > 1 && self.span(next.at) > self.target() + slack {
            let after = first.at + first.ticks;
            self.held.pop_first();
            self.passed = Some(place);
            self.next = Some(Next {
                place: place + 1,
                at: after,
            });
        }
    }

    fn play_first(&mut self) -> Playout {
        let Some((place, held)) = self.held.pop_first() else {
            return Playout::Rest;
        };
        self.passed = Some(place);
        self.concealed = 0;
        self.waited = 0;
        self.next = Some(Next {
            place: place + 1,
            at: held.at + held.ticks,
        });
        Playout::Packet(held.data)
    }

    /// Nothing is held: the place stays, so what comes late is still played.
    fn wait_for(&mut self, next: Next) -> Playout {
        let playout = self.guess();
        self.waited += 1;
        self.next = (playout == Playout::Conceal).then_some(next);
        playout
    }

    /// A few guesses in a row, then silence.
    fn guess(&mut self) -> Playout {
        self.concealed += 1;
        if self.concealed > MAX_CONCEALED {
            Playout::Rest
        } else {
            Playout::Conceal
        }
    }

    /// Sound held from `at` to the end of the newest packet.
    fn span(&self, at: i64) -> Duration {
        let end = self.held.last_key_value();
        let ticks = end.map_or(0, |(_, held)| held.at + held.ticks - at);
        Duration::from_millis(u64::try_from(ticks / 48).unwrap_or_default())
    }
}

/// How unevenly packets arrive.
#[derive(Debug, Default)]
struct Delays {
    first_at: Option<Instant>,
    /// Arrival time minus time stamp, milliseconds; only differences mean anything.
    recent: VecDeque<i64>,
}

impl Delays {
    fn note(&mut self, at: i64, now: Instant) {
        let first_at = *self.first_at.get_or_insert(now);
        let arrived = now.saturating_duration_since(first_at).as_millis();
        let arrived = i64::try_from(arrived).unwrap_or_default();
        self.recent.push_back(arrived - at / 48);
        if self.recent.len() > MEASURED_PACKETS {
            self.recent.pop_front();
        }
    }

    /// From the fastest packet to the one slower than 95 % of all.
    fn spread(&self) -> Duration {
        let mut delays: Vec<i64> = self.recent.iter().copied().collect();
        delays.sort_unstable();
        let slow = delays.get(delays.len() * 95 / 100);
        let spread = slow
            .zip(delays.first())
            .map_or(0, |(slow, fast)| slow - fast);
        Duration::from_millis(u64::try_from(spread).unwrap_or_default())
    }
}

#[cfg(test)]
#[path = "jitter_tests.rs"]
mod tests;
