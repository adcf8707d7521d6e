//! Which offset from UTC a time zone has at which instant, for the page to show times by.
//!
//! One database of zones is in the product: the one that jiff brings along, for server and app alike. A web
//! view's own may be years older, and the two would then name different hours for one appointment.
//! Nothing here reads a zone of the system.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// 2020: nothing in the product is older.
const FROM: Timestamp = Timestamp::constant(1_577_836_800, 0);
/// 2060: laws about the clock are not made for longer.
const TO: Timestamp = Timestamp::constant(2_840_140_800, 0);

/// More than there are zones; names may be written in either case, and a server says which.
const MAX_KNOWN: usize = 1_000;

/// The zones of whatever is on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Zones {
    /// Of whoever is signed in; UTC while nobody is.
    pub own: Zone,
    /// Of others on the screen, by name.
    pub others: Vec<Zone>,
}

/// One time zone, between 2020 and 2060.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Zone {
    /// Its IANA name.
    pub name: String,
    /// Seconds east of UTC before the first shift.
    pub offset_s: i32,
    /// Each change of the offset: the instant in Unix seconds, and seconds east of UTC from then on.
    #[cfg_attr(feature = "ts", ts(type = "[number, number][]"))]
    pub shifts: Vec<(i64, i32)>,
}

impl Zone {
    /// The zone of that name; absent where the database doesn't have it. Each is worked out once: every view
    /// asks for the person's own.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        static KNOWN: Mutex<BTreeMap<String, Zone>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = known.get(name) {
            return Some(zone.clone());
        }
        let zone = Self::of(name, &database().get(name).ok()?);
        if known.len() < MAX_KNOWN {
            known.insert(name.to_owned(), zone.clone());
        }
        Some(zone)
    }

    pub(crate) fn utc() -> Self {
        Self::of("UTC", &TimeZone::UTC)
    }

    fn of(name: &str, zone: &TimeZone) -> Self {
        let offset_s = zone.to_offset(FROM).seconds();
        let mut before = offset_s;
        let shifts = zone
            .following(FROM)
            .take_while(|next| next.timestamp() < TO);
        let shifts = shifts.filter_map(|next| {
            let offset = next.offset().seconds();
            // Some change the zone's abbreviation alone.
            let is_shift = offset != std::mem::replace(&mut before, offset);
            is_shift.then(|| (next.timestamp().as_second(), offset))
        });
        Self {
            name: name.to_owned(),
            offset_s,
            shifts: shifts.collect(),
        }
    }
}

/// The names of all zones that a person can choose from.
#[must_use]
pub fn zone_names() -> Vec<String> {
    database()
        .available()
        .map(|name| name.to_string())
        .collect()
}

fn database() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}
