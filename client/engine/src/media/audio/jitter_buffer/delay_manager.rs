//! How unevenly packets arrive, and how long it is therefore wise to hold them.

use std::collections::VecDeque;
use std::time::Instant;

/// The fastest packet is looked for among those of so long: 2 s. A path that became longer is found
/// out after that, and a clock that runs faster or slower never matters.
const FASTEST_WINDOW: i64 = 2 * 48_000;
/// Late packets are remembered for so long: 10 s.
const WINDOW: i64 = 10 * 48_000;
/// Packets remembered at most.
const MAX_REMEMBERED: usize = 600;
/// Of a thousand packets so many should come in time.
const IN_TIME_PER_MILLE: usize = 990;
/// Least delay: 20 ms, of which half is for the frame that is played meanwhile.
const MIN_TARGET: i64 = 960;
/// Most delay on purpose: 400 ms; beyond it a conversation falls apart anyway.
const MAX_TARGET: i64 = 19_200;
/// Delay before anything is known: 60 ms.
const FIRST_TARGET: i64 = 2_880;
/// Added to what the packets need, for the frame that is played meanwhile: 10 ms.
const FRAME: i64 = 480;
/// The target falls by at most 20 ms per second: what was bad a moment ago may be so again.
const FALL_PER_SECOND: i64 = 960;
#[derive(Clone, Copy, Debug)]
struct Arrival {
    arrived: i64,
    /// Arrival minus time stamp; only differences mean anything.
    took: i64,
    /// It stands for a lost one, and tells nothing about how fast the path can be.
    is_copy: bool,
}

/// What is known of the path. All times in ticks of 48 kHz.
#[derive(Debug, Default)]
pub struct DelayManager {
    origin: Option<Instant>,
    recent: VecDeque<Arrival>,
    fastest: i64,
    /// How slow a packet may be and still be waited for.
    waits_for: i64,
}

impl DelayManager {
    /// A packet that begins at `at` arrived.
    pub fn note(&mut self, at: i64, now: Instant) {
        self.add(at, now, false);
    }

    /// What begins at `at` was lost, and a copy of it arrived.
    pub fn note_copy(&mut self, at: i64, now: Instant) {
        self.add(at, now, true);
    }

    /// Where the fastest packet that could arrive now would begin.
    pub fn live_edge(&self, now: Instant) -> i64 {
        self.ticks_at(now) - self.fastest
    }

    /// How long the fastest packet should be held.
    pub fn target(&self) -> i64 {
        (self.waits_for - self.fastest).clamp(MIN_TARGET, MAX_TARGET)
    }

    fn add(&mut self, at: i64, now: Instant, is_copy: bool) {
        let arrived = self.ticks_at_first(now);
        let took = arrived - at;
        let before = self.recent.back().map(|arrival| arrival.arrived);
        self.recent.push_back(Arrival {
            arrived,
            took,
            is_copy,
        });
        self.forget(arrived);
        let in_window =
            |arrival: &&Arrival| !arrival.is_copy && arrival.arrived > arrived - FASTEST_WINDOW;
        let fastest = self
            .recent
            .iter()
            .filter(in_window)
            .map(|arrival| arrival.took);
        self.fastest = fastest.min().unwrap_or(self.fastest);
        let needed = self.slow() + FRAME;
        self.waits_for = match before {
            None => took + FIRST_TARGET,
            Some(before) => {
                let fall = (arrived - before).max(0) * FALL_PER_SECOND / 48_000;
                needed.max(self.waits_for - fall)
            }
        };
        // Beyond its limits it would have to come back before it has an effect.
        self.waits_for = self
            .waits_for
            .clamp(self.fastest + MIN_TARGET, self.fastest + MAX_TARGET);
    }

    fn forget(&mut self, arrived: i64) {
        while self.recent.len() > MAX_REMEMBERED
            || (self.recent.front()).is_some_and(|arrival| arrival.arrived < arrived - WINDOW)
        {
            self.recent.pop_front();
        }
    }

    /// What the slowest packet took that should still come in time. Those that no delay would have
    /// saved teach nothing: a line that stood still once must not cost half a second from then on.
    fn slow(&self) -> i64 {
        let took = self.recent.iter().map(|arrival| arrival.took);
        let hopeless = self.fastest + MAX_TARGET;
        let mut took: Vec<i64> = took.filter(|took| *took < hopeless).collect();
        let place = took.len() * IN_TIME_PER_MILLE / 1_000;
        if place >= took.len() {
            return self.fastest;
        }
        *took.select_nth_unstable(place).1
    }

    fn ticks_at_first(&mut self, now: Instant) -> i64 {
        self.origin.get_or_insert(now);
        self.ticks_at(now)
    }

    fn ticks_at(&self, now: Instant) -> i64 {
        let since = self
            .origin
            .map(|origin| now.saturating_duration_since(origin));
        let micros = since.unwrap_or_default().as_micros();
        i64::try_from(micros * 48 / 1_000).unwrap_or(i64::MAX)
    }
}
