//! The server's clock and its dice: the only places where time, ids and secrets are made up.

use rand::Rng;
use shared::Timestamp;
use uuid::Uuid;

/// Now.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge where the clock is read"
)]
pub fn now() -> Timestamp {
    let since_1970 = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}

/// Waits until then, by this clock as it goes now.
pub async fn sleep_until(at: Timestamp) {
    let wait_ms = u64::try_from(at.since_ms(now())).unwrap_or(0);
    tokio::time::sleep(std::time::Duration::from_millis(wait_ms)).await;
}

/// A new id, later than those before it (UUID version 7, RFC 9562).
#[must_use]
pub fn new_id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
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
    let date = jiff::Timestamp::from_millisecond(now.0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::UTC)
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
