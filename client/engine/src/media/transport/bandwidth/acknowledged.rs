//! The rate at which packets arrive at the other side.

use super::{Outcome, kilobits};
use std::collections::VecDeque;
use std::time::Duration;

/// The usual window: over ten pictures, so that bursts level out.
const WINDOW: f64 = 0.4;
/// The window in which a sudden fall shows, and how many packets it holds at least.
const SHORT_WINDOW: f64 = 0.05;
const MIN_PACKETS: usize = 5;

/// Arrivals of the last while.
#[derive(Debug, Default)]
pub struct AcknowledgedRate {
    arrivals: VecDeque<(f64, u32)>,
}

impl AcknowledgedRate {
    /// Takes an outcome in.
    pub fn push(&mut self, outcome: &Outcome) {
        let Some(at) = outcome.arrived().map(|at: Duration| at.as_secs_f64()) else {
            return;
        };
        self.arrivals.push_back((at, outcome.bytes));
        while self
            .arrivals
            .front()
            .is_some_and(|(first, _)| at - first > WINDOW)
        {
            self.arrivals.pop_front();
        }
    }

    /// The rate over the usual window, once there is enough to say.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let (last, _) = self.arrivals.back()?;
        let first = self.arrivals.iter().map(|(at, _)| *at).reduce(f64::min)?;
        (last - first >= WINDOW / 4.0).then(|| self.over(self.arrivals.len()))?
    }

    /// The rate of the last few packets. It is the way's capacity while a queue stands there, and
    /// means little otherwise.
    #[must_use]
    pub fn recent_rate(&self) -> Option<f64> {
        let (last, _) = self.arrivals.back()?;
        let recent = self.arrivals.iter().rev();
        let recent = recent.take_while(|(at, _)| last - at <= SHORT_WINDOW);
        self.over(recent.count().max(MIN_PACKETS))
    }

    /// The rate of the last `count` packets. What the first of them brought came before.
    fn over(&self, count: usize) -> Option<f64> {
        let from = self.arrivals.len().checked_sub(count)?;
        let inside = || self.arrivals.iter().skip(from);
        let (first, first_bytes) = inside().min_by(|a, b| a.0.total_cmp(&b.0))?;
        let last = inside().map(|(at, _)| *at).reduce(f64::max)?;
        let bytes: u32 = inside().map(|(_, bytes)| bytes).sum();
        (count >= MIN_PACKETS).then(|| kilobits(bytes - first_bytes, last - first))
    }
}
