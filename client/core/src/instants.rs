//! Instants that may be absent.

use shared::Timestamp;

/// The earlier of two instants that may each be absent.
pub(crate) fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The next instant at which any of these has something to do.
pub(crate) fn soonest(of: impl IntoIterator<Item = Option<Timestamp>>) -> Option<Timestamp> {
    of.into_iter().fold(None, earlier)
}
