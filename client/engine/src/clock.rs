//! The device's clock and its source of chance: the only place of the engine that asks for either.

use shared::Timestamp;
use std::time::{Duration, SystemTime};

/// What this device's clock says.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge where the clock lives"
)]
pub fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let milliseconds = since_1970.unwrap_or_default().as_millis();
    Timestamp(i64::try_from(milliseconds).unwrap_or(i64::MAX))
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
