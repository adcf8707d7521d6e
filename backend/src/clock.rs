//! The server's clock and its dice: the only places where time, ids and secrets are made up.

use crate::followed_clock::FollowedClock;
use crate::kept_clock::{self, KeptClock};
use rand::Rng;
use shared::Timestamp;
use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};
use uuid::{ContextV7, Uuid};

/// One for the whole server: its parts compare instants.
static CLOCK: LazyLock<Mutex<FollowedClock>> =
    LazyLock::new(|| Mutex::new(FollowedClock::start(steady::elapsed(), steady::wall())));

/// Now, by a clock that nobody sets.
#[must_use]
pub fn now() -> Timestamp {
    lock().look(steady::elapsed(), steady::wall())
}

/// Goes on from what an earlier server kept in this file, unless this program had a server before.
pub fn resume(file: &Path) {
    static FIRST: Once = Once::new();
    FIRST.call_once(|| {
        let elapsed = steady::elapsed();
        let kept = kept_clock::boot().and_then(|boot| KeptClock::read(file, &boot, elapsed));
        if let Some(kept) = kept {
            *lock() = FollowedClock::start(kept.elapsed, kept.said);
        }
    });
}

/// What is kept of this clock; absent where the operating system has no name for its run.
#[must_use]
pub fn to_keep() -> Option<KeptClock> {
    let boot = kept_clock::boot()?;
    let mut clock = lock();
    let elapsed = steady::elapsed();
    let said = clock.look(elapsed, steady::wall());
    Some(KeptClock {
        boot,
        elapsed,
        said,
    })
}

fn lock() -> MutexGuard<'static, FollowedClock> {
    CLOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until then, by this clock as it goes now.
pub async fn sleep_until(at: Timestamp) {
    let wait_ms = u64::try_from(at.since_ms(now())).unwrap_or(0);
    tokio::time::sleep(std::time::Duration::from_millis(wait_ms)).await;
}

/// Counts the ids of one millisecond.
static IDS: LazyLock<Mutex<ContextV7>> = LazyLock::new(Mutex::default);

/// A new id, later than those before it (UUID version 7, RFC 9562), also where somebody sets the clock.
#[must_use]
pub fn new_id<T: From<Uuid>>() -> T {
    let now = now();
    let seconds = u64::try_from(now.0.div_euclid(1000)).unwrap_or_default();
    let nanoseconds = u32::try_from(now.0.rem_euclid(1000)).unwrap_or_default() * 1_000_000;
    let context = IDS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = uuid::Timestamp::from_unix(&*context, seconds, nanoseconds);
    T::from(Uuid::new_v7(at))
}

/// 256 random bits, as URL-safe text.
#[must_use]
pub fn random_token() -> String {
    use base64::Engine;
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Today in UTC, as (year, month, day).
#[must_use]
pub fn today(now: Timestamp) -> (i16, i8, i8) {
    date_in(now, jiff::tz::TimeZone::UTC)
}

/// The date by the clock of a zone, as (year, month, day); by UTC where there is no such zone.
#[must_use]
pub fn today_in(now: Timestamp, zone: &str) -> (i16, i8, i8) {
    let zone = domain::zone::find(zone);
    date_in(now, zone.unwrap_or(jiff::tz::TimeZone::UTC))
}

fn date_in(now: Timestamp, zone: jiff::tz::TimeZone) -> (i16, i8, i8) {
    let date = jiff::Timestamp::from_millisecond(now.0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned_datetime(zone)
        .date();
    (date.year(), date.month(), date.day())
}

/// A `YYYY-MM-DD` date, as (year, month, day).
#[must_use]
pub fn parse_date(text: &str) -> Option<(i16, i8, i8)> {
    let date: jiff::civil::Date = text.parse().ok()?;
    (text.len() == 10).then(|| (date.year(), date.month(), date.day()))
}

/// Whether the IANA database has that zone.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    domain::zone::find(name).is_some()
}
