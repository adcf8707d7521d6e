//! How long packets wait in queues on their way, and how unsteady that is.

use std::collections::VecDeque;

/// The least delay is looked for in two windows of so many seconds, so that a new, longer path is
/// taken for what it is after a while.
const FLOOR_WINDOW: f64 = 10.0;
/// The wait is the least of so many packets, which leaves single late ones out.
const LATEST: usize = 3;

/// Delays of one direction. Clocks of two devices differ, so a delay means nothing by itself, but
/// its distance from the least one is time spent in a queue.
#[derive(Debug, Default)]
pub struct DelayController {
    floor: Option<f64>,
    next_floor: Option<f64>,
    window_began: f64,
    latest: VecDeque<f64>,
    last: Option<f64>,
    unsteadiness: f64,
}

impl DelayController {
    /// Takes a packet in: when it left and when it arrived, in seconds, each on its own clock.
    pub fn push(&mut self, sent: f64, arrived: f64) {
        let delay = arrived - sent;
        if self.floor.is_none() || sent - self.window_began > FLOOR_WINDOW {
            self.floor = self.next_floor.or(Some(delay));
            self.next_floor = Some(delay);
            self.window_began = sent;
        }
        self.floor = self.floor.map(|floor| floor.min(delay));
        self.next_floor = self.next_floor.map(|floor| floor.min(delay));
        if let Some(last) = self.last {
            let change = (delay - last).abs().min(0.1);
            self.unsteadiness += (change - self.unsteadiness) / 32.0;
        }
        self.last = Some(delay);
        self.latest.push_back(delay);
        if self.latest.len() > LATEST {
            self.latest.pop_front();
        }
    }

    /// Seconds that the latest packets spent in queues.
    #[must_use]
    pub fn queueing(&self) -> f64 {
        let latest = self.latest.iter().copied().fold(f64::INFINITY, f64::min);
        match self.floor {
            Some(floor) if latest.is_finite() => (latest - floor).max(0.0),
            _ => 0.0,
        }
    }

    /// Seconds by which the delay changes from one packet to the next, on average.
    #[must_use]
    pub fn unsteadiness(&self) -> f64 {
        self.unsteadiness
    }

    /// Waits up to here are the path's own unsteadiness; above, somebody sends too much.
    #[must_use]
    pub fn tolerated(&self) -> f64 {
        0.03 + 3.0 * self.unsteadiness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_what_lies_above_the_least_delay() {
        let mut delays = DelayController::default();
        for (sent, arrived) in [(0.0, 5.05), (0.01, 5.06), (0.02, 5.17), (0.03, 5.19)] {
            delays.push(sent, arrived);
        }
        // Of 0.00, 0.10 and 0.11 the least.
        assert!(delays.queueing() < 1e-9);
        delays.push(0.04, 5.21);
        assert!((delays.queueing() - 0.10).abs() < 1e-9, "{delays:?}");
    }

    #[test]
    fn a_longer_way_is_accepted_in_time() {
        let mut delays = DelayController::default();
        for tick in 0..400_u32 {
            let sent = f64::from(tick) / 10.0;
            delays.push(sent, sent + if tick < 100 { 0.05 } else { 0.25 });
        }
        assert!(delays.queueing() < 1e-9, "{delays:?}");
    }
}
