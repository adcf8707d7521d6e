//! Which instants pass over the wire.

use shared::Timestamp;
use shared::limits::{MAX_INSTANT_MS, MIN_INSTANT_MS};

#[test]
fn the_wire_holds_the_years_1900_to_2200() {
    // `date -u -d 1900-01-01 +%s` and `date -u -d 2201-01-01 +%s`.
    assert_eq!(MIN_INSTANT_MS, -2_208_988_800 * 1_000);
    assert_eq!(MAX_INSTANT_MS, 7_289_654_400 * 1_000 - 1);
    for within in [MIN_INSTANT_MS, -1, 0, 1_800_000_000_000, MAX_INSTANT_MS] {
        let text = within.to_string();
        let read: Timestamp = serde_json::from_str(&text).unwrap();
        assert_eq!(read, Timestamp(within));
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

#[test]
fn what_lies_beyond_is_not_read_and_is_written_as_the_nearest_end() {
    for beyond in [
        i64::MIN,
        MIN_INSTANT_MS - 1,
        MAX_INSTANT_MS + 1,
        9_007_199_254_740_992,
        i64::MAX,
    ] {
        let error = serde_json::from_str::<Timestamp>(&beyond.to_string()).unwrap_err();
        assert!(
            error.to_string().contains(Timestamp::OUT_OF_RANGE),
            "{error}"
        );
        let nearest = if beyond < 0 {
            MIN_INSTANT_MS
        } else {
            MAX_INSTANT_MS
        };
        let written = serde_json::to_string(&Timestamp(beyond)).unwrap();
        assert_eq!(written, nearest.to_string());
    }
    for text in ["1e300", "\"now\"", "null", "0.5", "99999999999999999999"] {
        assert!(serde_json::from_str::<Timestamp>(text).is_err(), "{text}");
    }
}
