//! The two clocks of a machine: the one on the wall, which people and network time set, and one that only
//! goes on, also while the machine sleeps. The wall's is for showing and writing down; everything that is
//! awaited goes by the other one.

use shared::Timestamp;
use std::time::{Duration, SystemTime};

/// What the clock on the wall says. It may go back, or leap.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge where the clock is read"
)]
pub fn wall() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let milliseconds = since_1970.unwrap_or_default().as_millis();
    Timestamp(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

/// The time since some moment before this program started. It never goes back, and counts through sleep.
#[must_use]
#[cfg(unix)]
pub fn elapsed() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    // clock_gettime(2): Linux's CLOCK_MONOTONIC stops while the machine sleeps. On Apple's systems it goes
    // on, and it is CLOCK_UPTIME_RAW that stops.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const THROUGH_SLEEP: ClockId = ClockId::CLOCK_BOOTTIME;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const THROUGH_SLEEP: ClockId = ClockId::CLOCK_MONOTONIC;
    // Each of these systems has the clock; the call has no other way to fail.
    clock_gettime(THROUGH_SLEEP)
        .map(Duration::from)
        .unwrap_or_default()
}

/// The time since some moment in this program's life. It never goes back; the performance counter under it
/// counts through sleep.
#[must_use]
#[cfg(not(unix))]
pub fn elapsed() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static FIRST_LOOK: LazyLock<Instant> = LazyLock::new(Instant::now);
    FIRST_LOOK.elapsed()
}

/// A clock that said what the wall's said when it was made, and is steady from there on.
#[derive(Clone, Copy, Debug)]
pub struct SteadyClock {
    wall_at_start: Timestamp,
    started: Duration,
}

impl SteadyClock {
    /// A clock that starts now.
    #[must_use]
    pub fn start() -> Self {
        Self {
            wall_at_start: wall(),
            started: elapsed(),
        }
    }

    /// What it says.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let passed = elapsed().saturating_sub(self.started).as_millis();
        let passed_ms = i64::try_from(passed).unwrap_or(i64::MAX);
        Timestamp(self.wall_at_start.0.saturating_add(passed_ms))
    }

    /// The wall's clock minus this one, in milliseconds: how far the wall's was moved since the start.
    #[must_use]
    pub fn wall_ahead_ms(&self) -> i64 {
        wall().since_ms(self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::SteadyClock;

    #[test]
    fn it_begins_with_the_wall_and_only_goes_on() {
        let clock = SteadyClock::start();
        let mut before = clock.now();
        for _ in 0..1_000 {
            let now = clock.now();
            assert!(now >= before);
            before = now;
        }
        assert!(clock.wall_ahead_ms().abs() < 1_000);
    }
}
