//! The device's clock and its source of chance: the only place of the engine that asks for either.

use shared::Timestamp;
use std::sync::LazyLock;
use std::time::Duration;
use steady::SteadyClock;

/// One for the whole app: its parts hand each other instants.
static CLOCK: LazyLock<SteadyClock> = LazyLock::new(SteadyClock::start);

/// What this app's clock says: what the device's said when the app started, and steady since. It goes on
/// while the device sleeps, and stays as it is when somebody sets the device's clock.
#[must_use]
pub fn now() -> Timestamp {
    CLOCK.now()
}

/// The device's own clock minus this one, in milliseconds.
#[must_use]
pub(crate) fn wall_ahead_ms() -> i64 {
    CLOCK.wall_ahead_ms()
}

/// How long it is until `at`; nothing where that has passed.
#[must_use]
pub fn until(at: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(at.since_ms(now())).unwrap_or(0))
}

/// A seed for the core.
pub(crate) fn seed() -> u128 {
    rand::random()
}
