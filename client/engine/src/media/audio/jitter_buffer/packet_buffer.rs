//! Packets that wait for their time, in order.

use crate::media::rtp::sequence::{SequenceUnwrapper, TimestampUnwrapper};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Most packets held: 2 s. More only come from a sender that floods.
pub const MAX_HELD: usize = 100;

/// A packet that waits.
#[derive(Debug)]
pub struct Held {
    /// Its first sample, in ticks since the first packet.
    pub at: i64,
    /// What it covers.
    pub ticks: i64,
    /// An Opus packet.
    pub data: Bytes,
}

/// The packet that is next, whether or not others are missing before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    /// Its first sample.
    pub at: i64,
    /// Packets missing before it.
    pub lost: u64,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It was there already, or has been played.
    Known,
    /// Its time is over.
    TooLate {
        /// Its first sample.
        at: i64,
    },
    /// It waits.
    Held {
        /// Its first sample.
        at: i64,
        /// Where the one right before it begins, if that one is missing.
        repairs: Option<i64>,
    },
}

/// The packets.
#[derive(Debug, Default)]
pub struct PacketBuffer {
    held: BTreeMap<u64, Held>,
    sequence: SequenceUnwrapper,
    timeline: TimestampUnwrapper,
    first_stamp: Option<u32>,
    /// The place after the last one that was played or given up; unknown before the first.
    next: Option<u64>,
    /// Places that were given up and may still come: one bit each, the lowest for the last.
    given_up: u64,
}

impl PacketBuffer {
    /// Takes one in.
    pub fn push(&mut self, number: u16, stamp: u32, ticks: u32, data: Bytes) -> Pushed {
        let place = self.sequence.place(number);
        let at = self.timeline.place(stamp);
        self.first_stamp.get_or_insert(stamp);
        if let Some(behind) = self.next.and_then(|next| next.checked_sub(place + 1)) {
            let bit = 1_u64.checked_shl(u32::try_from(behind).unwrap_or(u32::MAX));
            let was_given_up = bit.is_some_and(|bit| self.given_up & bit != 0);
            self.given_up &= !bit.unwrap_or_default();
            return if was_given_up {
                Pushed::TooLate { at }
            } else {
                Pushed::Known
            };
        }
        if self.held.contains_key(&place) {
            return Pushed::Known;
        }
        let ticks = i64::from(ticks);
        let before = self.held.last_key_value().map(|(place, _)| place + 1);
        let expected = before.max(self.next);
        let is_gap = expected.is_some_and(|expected| place > expected);
        self.held.insert(place, Held { at, ticks, data });
        if self.held.len() > MAX_HELD {
            self.pop();
        }
        Pushed::Held {
            at,
            repairs: is_gap.then_some(at - ticks),
        }
    }

    /// The time stamp of what is `at` ticks after the first packet.
    pub fn stamp(&self, at: i64) -> Option<u32> {
        let at = u32::try_from(at.rem_euclid(1 << 32)).ok()?;
        Some(self.first_stamp?.wrapping_add(at))
    }

    /// The one that is next.
    pub fn first(&self) -> Option<First> {
        let (&place, held) = self.held.first_key_value()?;
        let lost = place - self.next.unwrap_or(place);
        Some(First { at: held.at, lost })
    }

    /// Its bytes and what it covers.
    pub fn first_data(&self) -> Option<(&Bytes, i64)> {
        let (_, held) = self.held.first_key_value()?;
        Some((&held.data, held.ticks))
    }

    /// Whether the next one is the very continuation of what ended at `end`.
    pub fn follows(&self, end: i64) -> bool {
        self.first() == Some(First { at: end, lost: 0 })
    }

    /// Takes the next one out; what is missing before it is given up.
    pub fn pop(&mut self) -> Option<Held> {
        self.give_up_lost();
        let (place, held) = self.held.pop_first()?;
        self.given_up <<= 1;
        self.next = Some(place + 1);
        Some(held)
    }

    /// Gives up what is missing before the next one.
    fn give_up_lost(&mut self) {
        let Some((&place, _)) = self.held.first_key_value() else {
            return;
        };
        let lost = place - self.next.unwrap_or(place);
        for _ in 0..lost.min(64) {
            self.given_up = self.given_up << 1 | 1;
        }
        self.next = Some(place);
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.held.len()
    }
}
