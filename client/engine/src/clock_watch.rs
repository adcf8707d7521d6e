//! Notices that the device slept, and that somebody set its clock.

use crate::clock;
use client_core::Input;
use shared::Timestamp;
use std::time::{Duration, Instant};

/// Less than this is a program that had to wait for the processor between two looks.
const SLEPT: Duration = Duration::from_secs(2);
/// Less than this is the wall's clock being slewed, second by second.
const SET_MS: u64 = 500;

/// The clocks at one look.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// Goes on through sleep.
    steady: Timestamp,
    /// Stands still in sleep (on Linux, Android and Apple's systems).
    awake: Instant,
    /// The device's own clock minus the steady one.
    wall_ahead_ms: i64,
}

impl Look {
    fn now() -> Self {
        Self {
            steady: clock::now(),
            awake: Instant::now(),
            wall_ahead_ms: clock::wall_ahead_ms(),
        }
    }
}

/// Compares the clocks, look by look.
pub(crate) struct ClockWatch {
    last: Look,
    told_wall_ahead_ms: i64,
}

impl ClockWatch {
    pub(crate) fn start() -> Self {
        Self {
            last: Look::now(),
            told_wall_ahead_ms: 0,
        }
    }

    /// What happened since the last look. To be asked until nothing more did.
    pub(crate) fn look(&mut self) -> Option<Input> {
        self.compare(Look::now())
    }

    fn compare(&mut self, look: Look) -> Option<Input> {
        let passed_ms = u64::try_from(look.steady.since_ms(self.last.steady)).unwrap_or(0);
        let awake = look.awake.saturating_duration_since(self.last.awake);
        self.last = look;
        if Duration::from_millis(passed_ms) > awake + SLEPT {
            return Some(Input::Disturbed);
        }
        let ahead_ms = look.wall_ahead_ms;
        if ahead_ms.abs_diff(self.told_wall_ahead_ms) > SET_MS {
            self.told_wall_ahead_ms = ahead_ms;
            return Some(Input::WallClock { ahead_ms });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{ClockWatch, Look};
    use client_core::Input;
    use shared::Timestamp;
    use std::time::{Duration, Instant};

    #[test]
    fn sleep_and_a_clock_that_was_set_are_told_apart_and_told_once() {
        let began = Instant::now();
        let look = |steady_ms, awake_ms, wall_ahead_ms| Look {
            steady: Timestamp(steady_ms),
            awake: began + Duration::from_millis(awake_ms),
            wall_ahead_ms,
        };
        let mut watch = ClockWatch {
            last: look(0, 0, 0),
            told_wall_ahead_ms: 0,
        };
        assert_eq!(watch.compare(look(1_000, 1_000, 20)), None);
        // Busy for a while, and nothing else.
        assert_eq!(watch.compare(look(9_000, 9_000, 20)), None);
        // Ten minutes of sleep. The wall's clock slept along.
        let woke = look(610_000, 9_500, 20);
        assert_eq!(watch.compare(woke), Some(Input::Disturbed));
        assert_eq!(watch.compare(woke), None);
        // Set by a minute, and by two hours the other way.
        for ahead_ms in [60_000, -7_200_000] {
            let set = look(611_000, 10_500, ahead_ms);
            assert_eq!(watch.compare(set), Some(Input::WallClock { ahead_ms }));
            assert_eq!(watch.compare(set), None);
        }
        // Both at once: one after the other.
        let both = look(711_000, 11_000, 0);
        assert_eq!(watch.compare(both), Some(Input::Disturbed));
        let told = watch.compare(both);
        assert_eq!(told, Some(Input::WallClock { ahead_ms: 0 }));
        assert_eq!(watch.compare(both), None);
    }
}
