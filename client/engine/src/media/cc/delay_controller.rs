//! How long packets wait in queues on their way, and how unsteady that is.

use crate::media::units::{Fraction, smoothed};
use std::collections::VecDeque;
use std::time::Duration;

/// The least delay is looked for in two windows of this length, so that a new, longer path is
/// taken for what it is after a while.
const FLOOR_WINDOW: Duration = Duration::from_secs(10);
/// The wait is the least of so many packets, which leaves single late ones out.
const LATEST: usize = 3;
/// A change of the delay counts as this at most.
const MAX_CHANGE: Duration = Duration::from_millis(100);
/// How far the average change follows each new one.
const FOLLOWS: Fraction = Fraction::new(1.0 / 32.0);

/// Delays of one direction. Clocks of two devices differ, so a delay means nothing by itself, but
/// its distance from the least one is time spent in a queue.
#[derive(Debug, Default)]
pub struct DelayController {
    /// Nanoseconds, as all delays here: they may be negative.
    floor: Option<i64>,
    next_floor: Option<i64>,
    window_began: Duration,
    latest: VecDeque<i64>,
    last: Option<i64>,
    unsteadiness: Duration,
}

impl DelayController {
    /// Takes a packet in: when it left and when it arrived, each on its own clock.
    pub fn push(&mut self, sent: Duration, arrived: Duration) {
        let delay = nanos(arrived).saturating_sub(nanos(sent));
        if self.floor.is_none() || sent.saturating_sub(self.window_began) > FLOOR_WINDOW {
            self.floor = self.next_floor.or(Some(delay));
            self.next_floor = Some(delay);
            self.window_began = sent;
        }
        self.floor = self.floor.map(|floor| floor.min(delay));
        self.next_floor = self.next_floor.map(|floor| floor.min(delay));
        if let Some(last) = self.last {
            let change = Duration::from_nanos(delay.abs_diff(last));
            let change = change.min(MAX_CHANGE);
            self.unsteadiness = smoothed(self.unsteadiness, change, FOLLOWS);
        }
        self.last = Some(delay);
        self.latest.push_back(delay);
        if self.latest.len() > LATEST {
            self.latest.pop_front();
        }
    }

    /// How long the latest packets waited in queues.
    #[must_use]
    pub fn queueing(&self) -> Duration {
        let latest = self.latest.iter().min().zip(self.floor);
        let above = latest.map(|(latest, floor)| latest.saturating_sub(floor));
        Duration::from_nanos(
            above
                .and_then(|nanos| u64::try_from(nanos).ok())
                .unwrap_or(0),
        )
    }

    /// Waits up to here are the path's own unsteadiness; above, somebody sends too much.
    #[must_use]
    pub fn tolerated(&self) -> Duration {
        Duration::from_millis(30) + 3 * self.unsteadiness
    }
}

fn nanos(time: Duration) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn waiting_is_what_lies_above_the_least_delay() {
        let mut delays = DelayController::default();
        for (sent, arrived) in [(0.0, 5.05), (0.01, 5.06), (0.02, 5.17), (0.03, 5.19)] {
            delays.push(seconds(sent), seconds(arrived));
        }
        // Of 0.00, 0.10 and 0.11 the least.
        assert_eq!(delays.queueing(), Duration::ZERO);
        delays.push(seconds(0.04), seconds(5.21));
        assert_eq!(delays.queueing(), seconds(0.10), "{delays:?}");
    }

    #[test]
    fn a_longer_way_is_accepted_in_time() {
        let mut delays = DelayController::default();
        for tick in 0..400_u32 {
            let sent = f64::from(tick) / 10.0;
            let took = if tick < 100 { 0.05 } else { 0.25 };
            delays.push(seconds(sent), seconds(sent + took));
        }
        assert!(delays.queueing() <= Duration::from_nanos(1), "{delays:?}");
    }
}
