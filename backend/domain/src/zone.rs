//! The clock on a wall, and what it has to do with time.
//!
//! Zone data comes with the program (the IANA database as `jiff` bundles it), so that the same rule
//! gives the same slots on every machine.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Span, Timestamp};
use std::sync::OnceLock;

/// Longest name that is looked up, in bytes; the longest there is has 32.
const NAME_BYTES: usize = 64;

/// The zone of that IANA name.
#[must_use]
pub fn find(name: &str) -> Option<TimeZone> {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    let zones = ZONES.get_or_init(TimeZoneDatabase::bundled);
    (name.len() <= NAME_BYTES)
        .then(|| zones.get(name).ok())
        .flatten()
}

/// A `YYYY-MM-DD` date.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// The first instant at which the clock shows that minute of the day, or a later one.
///
/// An hour that the clock shows twice is meant the first time (as RFC 5545, 3.3.5 has it); one that
/// it skips is the instant of the skip. So what ends at a time and what begins at it always meet,
/// with nothing between and nothing twice. Minutes beyond 1440 are on the day after.
#[must_use]
pub fn instant(zone: &TimeZone, date: Date, minute: u16) -> Option<Timestamp> {
    let shown = date
        .at(0, 0, 0, 0)
        .checked_add(Span::new().minutes(i64::from(minute)))
        .ok()?;
    match zone.to_ambiguous_timestamp(shown).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(shown).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            // Read with the offset that comes, a time that is skipped lies before the skip.
            let before_skip = after.to_timestamp(shown).ok()?;
            zone.following(before_skip)
                .next()
                .map(|skip| skip.timestamp())
        }
    }
}
