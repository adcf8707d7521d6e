//! A clock that follows the one on the wall without ever being set.
//!
//! Who corrects the server's clock (network time after a boot, a machine that is restored or moved)
//! must not end a ring or lengthen it. So between two looks it goes by the steady clock, and what it is
//! off by it makes good by going a little faster or slower.

use shared::Timestamp;
use std::time::Duration;

/// It goes faster or slower by one part in this many: half a minute is made good in five.
const CORRECTION: i64 = 10;
/// What it is off by more than this is taken over at once: for hours it would tell people wrong times, and
/// such a clock was wrong for good.
const MAX_OFF_NS: i64 = 300_000_000_000;
const NS_PER_MS: i64 = 1_000_000;

/// See the module. Holds what the last look gave.
#[derive(Clone, Copy, Debug)]
pub struct FollowedClock {
    ns: i64,
    elapsed: Duration,
}

impl FollowedClock {
    /// A clock that says what the wall's says.
    pub fn start(elapsed: Duration, wall: Timestamp) -> Self {
        Self {
            ns: in_ns(wall),
            elapsed,
        }
    }

    /// What it says, when the steady clock and the wall's say this.
    pub fn look(&mut self, elapsed: Duration, wall: Timestamp) -> Timestamp {
        let passed = elapsed.saturating_sub(self.elapsed).as_nanos();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        let steady = self.ns.saturating_add(passed);
        let off = in_ns(wall).saturating_sub(steady);
        let correction = if off.saturating_abs() > MAX_OFF_NS {
            off
        } else {
            let most = passed / CORRECTION;
            off.clamp(-most, most)
        };
        self.ns = steady.saturating_add(correction);
        self.elapsed = elapsed.max(self.elapsed);
        Timestamp(self.ns / NS_PER_MS)
    }
}

const fn in_ns(at: Timestamp) -> i64 {
    at.0.saturating_mul(NS_PER_MS)
}

#[cfg(test)]
mod tests {
    use super::FollowedClock;
    use shared::Timestamp;
    use std::time::Duration;

    const START: i64 = 1_800_000_000_000;

    /// Looks every 10 ms of some seconds, with the wall's clock so far ahead; what the clock gained or lost
    /// against the steady one.
    fn gained(clock: &mut FollowedClock, from_s: u64, seconds: u64, ahead_ms: i64) -> i64 {
        let mut last = None;
        let mut first = None;
        for step in 0..=seconds * 100 {
            let passed_ms = from_s * 1_000 + step * 10;
            let wall = Timestamp(START + i64::try_from(passed_ms).unwrap() + ahead_ms);
            let now = clock.look(Duration::from_millis(passed_ms), wall);
            assert!(last.is_none_or(|last| now >= last), "it never goes back");
            first.get_or_insert(now);
            last = Some(now);
        }
        let passed_ms = i64::try_from(seconds * 1_000).unwrap();
        last.unwrap().since_ms(first.unwrap()) - passed_ms
    }

    #[test]
    fn a_ring_keeps_its_length_within_a_tenth_whatever_becomes_of_the_wall() {
        for ahead_ms in [60_000, -60_000, 299_000, -299_000] {
            let mut clock = FollowedClock::start(Duration::ZERO, Timestamp(START));
            assert_eq!(gained(&mut clock, 0, 5, 0), 0);
            // Thirty seconds, a tenth faster or slower.
            assert_eq!(
                gained(&mut clock, 5, 30, ahead_ms),
                ahead_ms.signum() * 3_000
            );
        }
    }

    #[test]
    fn a_minute_is_made_good_in_ten() {
        for ahead_ms in [60_000, -60_000] {
            let mut clock = FollowedClock::start(Duration::ZERO, Timestamp(START));
            assert_eq!(gained(&mut clock, 0, 600, ahead_ms), ahead_ms);
            assert_eq!(gained(&mut clock, 600, 60, ahead_ms), 0, "and no further");
        }
    }

    #[test]
    fn a_clock_that_was_wrong_by_hours_is_taken_over() {
        let mut clock = FollowedClock::start(Duration::ZERO, Timestamp(START));
        let right = Timestamp(START - 7_200_000);
        assert_eq!(clock.look(Duration::from_millis(1), right), right);
    }

    #[test]
    fn it_sleeps_along_with_the_machine() {
        let mut clock = FollowedClock::start(Duration::ZERO, Timestamp(START));
        let passed = Duration::from_secs(3_600);
        let later = Timestamp(START + 3_600_000);
        assert_eq!(clock.look(passed, later), later);
    }
}
