//! One pass through [`crate::App::handle`]: the instant it happens at and what it asks for.

use crate::{Effect, MediaCommand};
use shared::Timestamp;

/// The device's time and the effects gathered so far.
pub(crate) struct Ctx {
    /// This device's own clock; add the link's offset to get the server's.
    pub(crate) now: Timestamp,
    pub(crate) effects: Vec<Effect>,
}

impl Ctx {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            now,
            effects: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn media(&mut self, command: MediaCommand) {
        self.push(Effect::Media(command));
    }
}

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
