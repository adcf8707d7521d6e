//! Counters of what goes over the wire and what is seen of it.

use crate::media::units::Bitrate;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A picture that comes so much later than usual is a freeze, as browsers count them.
const FREEZE: Duration = Duration::from_millis(150);
/// After a longer gap the camera was off.
const PAUSE: Duration = Duration::from_secs(5);

/// Sums since the call began, and the newest of what is no sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Sent, with headers.
    pub bytes_out: u64,
    /// Received, with headers.
    pub bytes_in: u64,
    /// Pictures sent.
    pub frames_out: u32,
    /// Pictures shown.
    pub frames_in: u32,
    /// How often the picture stood still.
    pub freezes: u32,
    /// Of the other side's sound, of 256.
    pub lost_in: u8,
    /// Of the other side's sound, in ticks of 48 kHz.
    pub jitter_ticks: u32,
    /// Across and down.
    pub size_in: (u16, u16),
    last_frame: Option<Instant>,
    usual_gap: Duration,
}

impl Counts {
    /// A picture of the other side is shown.
    pub fn show(&mut self, now: Instant, size: (u16, u16)) {
        self.frames_in += 1;
        self.size_in = size;
        let Some(last) = self.last_frame.replace(now) else {
            return;
        };
        let gap = now.saturating_duration_since(last);
        let usual = self.usual_gap;
        if usual.is_zero() {
            self.usual_gap = gap;
        } else if gap <= (usual * 3).max(usual + FREEZE) {
            self.usual_gap = (usual * 29 + gap) / 30;
        } else if gap < PAUSE {
            self.freezes += 1;
        }
    }

    /// The rates since `earlier`, out and in.
    #[must_use]
    pub fn rates_since(&self, earlier: &Self, passed: Duration) -> (Bitrate, Bitrate) {
        let rate = |now: u64, then: u64| Bitrate::of(now.saturating_sub(then), passed);
        (
            rate(self.bytes_out, earlier.bytes_out),
            rate(self.bytes_in, earlier.bytes_in),
        )
    }
}

/// Shares the counts between threads.
#[derive(Debug, Default)]
pub struct Counters {
    counts: Mutex<Counts>,
}

impl Counters {
    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *self.locked()
    }

    /// Counts something.
    pub fn note(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.locked());
    }

    /// A panic elsewhere leaves plain numbers in order.
    fn locked(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_far_over_the_usual_one_is_a_freeze() {
        let start = Instant::now();
        let mut counts = Counts::default();
        let mut at = start;
        let mut show = |counts: &mut Counts, millis: u64| {
            at += Duration::from_millis(millis);
            counts.show(at, (640, 480));
            counts.freezes
        };
        for _ in 0..60 {
            show(&mut counts, 33);
        }
        // 33 + 150 ms is the limit, and the usual gap learns a little from each.
        assert_eq!(show(&mut counts, 180), 0);
        assert_eq!(show(&mut counts, 200), 1);
        assert_eq!(show(&mut counts, 5_000), 1);
        assert_eq!(counts.frames_in, 63);
    }

    #[test]
    fn rates_are_of_the_time_between() {
        let earlier = Counts {
            bytes_out: 1_000,
            ..Counts::default()
        };
        let now = Counts {
            bytes_out: 126_000,
            bytes_in: 25_000,
            ..Counts::default()
        };
        let (out, inbound) = now.rates_since(&earlier, Duration::from_secs(2));
        assert_eq!((out, inbound), (Bitrate::kbps(500), Bitrate::kbps(100)));
    }
}
