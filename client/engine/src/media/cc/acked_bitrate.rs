//! The acknowledged bitrate: the rate at which packets arrive at the other side.

use super::PacketFeedback;
use crate::media::units::Bitrate;
use std::collections::VecDeque;
use std::time::Duration;

/// The usual window: over ten pictures, so that bursts level out.
const WINDOW: Duration = Duration::from_millis(400);
/// The window in which a sudden fall shows, and how many packets it holds at least.
const SHORT_WINDOW: Duration = Duration::from_millis(50);
const MIN_PACKETS: usize = 5;
/// Most packets remembered: more than come within the window at any rate that is sent here. The other
/// side says when they came, and may say anything.
const MAX_REMEMBERED: usize = 1_024;

/// Arrivals of the last while.
#[derive(Debug, Default)]
pub struct AckedBitrate {
    arrivals: VecDeque<(Duration, u32)>,
}

impl AckedBitrate {
    /// Takes an outcome in.
    pub fn push(&mut self, outcome: &PacketFeedback) {
        let Some(at) = outcome.arrived() else {
            return;
        };
        // A clock that ran back by more than a window is another clock.
        let runs_back = |(last, _): &(Duration, u32)| last.saturating_sub(at) > WINDOW;
        if self.arrivals.back().is_some_and(runs_back) {
            self.arrivals.clear();
        }
        self.arrivals.push_back((at, outcome.bytes));
        let is_old = |(first, _): &(Duration, u32)| at.saturating_sub(*first) > WINDOW;
        while self.arrivals.len() > MAX_REMEMBERED || self.arrivals.front().is_some_and(is_old) {
            self.arrivals.pop_front();
        }
    }

    /// The rate over the usual window, once there is enough to say.
    #[must_use]
    pub fn rate(&self) -> Option<Bitrate> {
        let (last, _) = self.arrivals.back()?;
        let first = self.arrivals.iter().map(|(at, _)| *at).min()?;
        (last.saturating_sub(first) >= WINDOW / 4).then(|| self.over(self.arrivals.len()))?
    }

    /// The rate of the last few packets, the longest pause between two of them left out. It is the
    /// path's capacity while a queue stands there, and means little otherwise. A path that only stood
    /// still for a moment delivers what it held back all at once, and so is not taken for a narrow
    /// one.
    #[must_use]
    pub fn recent_rate(&self) -> Option<Bitrate> {
        let (last, _) = self.arrivals.back()?;
        let recent = self.arrivals.iter().rev();
        let recent = recent.take_while(|(at, _)| last.saturating_sub(*at) <= SHORT_WINDOW);
        let count = recent.count().max(MIN_PACKETS);
        let from = self.arrivals.len().checked_sub(count)?;
        let mut inside: Vec<_> = self.arrivals.iter().skip(from).copied().collect();
        inside.sort_by_key(|(at, _)| *at);
        let mut gaps: Vec<_> = inside
            .windows(2)
            .filter_map(|pair| match pair {
                [(before, _), (at, bytes)] => Some((at.saturating_sub(*before), *bytes)),
                _ => None,
            })
            .collect();
        gaps.sort_by_key(|(gap, _)| *gap);
        gaps.pop();
        let bytes = gaps.iter().map(|(_, bytes)| u64::from(*bytes)).sum();
        Some(Bitrate::of(bytes, gaps.iter().map(|(gap, _)| gap).sum()))
    }

    /// The rate of the last `count` packets. What the first of them brought came before.
    fn over(&self, count: usize) -> Option<Bitrate> {
        let from = self.arrivals.len().checked_sub(count)?;
        let inside = || self.arrivals.iter().skip(from);
        let (first, first_bytes) = inside().min_by_key(|(at, _)| *at)?;
        let last = inside().map(|(at, _)| *at).max()?;
        let bytes: u64 = inside().map(|(_, bytes)| u64::from(*bytes)).sum();
        let bytes = bytes.saturating_sub(u64::from(*first_bytes));
        (count >= MIN_PACKETS).then(|| Bitrate::of(bytes, last.saturating_sub(*first)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::PacketResult;
    use super::*;
    use std::time::Instant;

    fn rates(arrivals: &[u64]) -> (Option<Bitrate>, Option<Bitrate>) {
        let mut rate = AckedBitrate::default();
        for millis in arrivals {
            rate.push(&PacketFeedback {
                sent_at: Instant::now(),
                bytes: 1_000,
                probe: None,
                result: PacketResult::Arrived(Duration::from_millis(*millis)),
            });
        }
        (rate.rate(), rate.recent_rate())
    }

    #[test]
    fn a_narrow_way_shows_in_the_last_packets() {
        assert_eq!(rates(&[0, 10, 20, 30]), (None, None));
        // 8,000 bits each 20 ms are 400 kbit/s.
        let (rate, recent) = rates(&[0, 20, 40, 60, 80, 100, 120]);
        assert_eq!(
            (rate.unwrap(), recent.unwrap()),
            (Bitrate::kbps(400), Bitrate::kbps(400))
        );
    }

    /// As remembered after a hundred thousand packets at these times.
    fn remembered(at: impl Fn(u64) -> u64) -> usize {
        let mut rate = AckedBitrate::default();
        for number in 0..100_000 {
            rate.push(&PacketFeedback {
                sent_at: Instant::now(),
                bytes: 1_000,
                probe: None,
                result: PacketResult::Arrived(Duration::from_micros(at(number))),
            });
        }
        rate.arrivals.len()
    }

    #[test]
    fn whatever_times_are_reported_few_are_remembered() {
        // 2,000 packets a second, of which a window holds 800.
        assert_eq!(remembered(|number| 500 * number), 801);
        let backwards = |number| 500 * (100_000 - number);
        assert!(remembered(backwards) <= MAX_REMEMBERED);
        assert!(remembered(|_| 7) <= MAX_REMEMBERED);
        let to_and_fro = |number: u64| 10_000_000 * (number % 2);
        assert!(remembered(to_and_fro) <= 2);
    }

    #[test]
    fn a_clock_that_begins_anew_is_followed() {
        let times: Vec<u64> = (0..10).map(|n| 90_000 + 20 * n).collect();
        let again: Vec<u64> = (0..10).map(|n| 20 * n).collect();
        let (rate, _) = rates(&[times, again].concat());
        assert_eq!(rate.unwrap(), Bitrate::kbps(400));
    }

    #[test]
    fn a_way_that_stood_still_is_not_narrow() {
        let (_, recent) = rates(&[0, 10, 20, 30, 230, 231, 232, 233]);
        assert!(recent.unwrap() > Bitrate::kbps(2_000));
    }
}
