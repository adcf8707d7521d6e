//! The realtime socket as this device knows it.
//!
//! Owns connection numbers, what was taken in, and the difference between the two clocks.

use crate::io::NetworkFault;
use shared::Timestamp;

/// A socket that opens and is not authenticated by then is given up.
const AUTHENTICATE_WITHIN_MS: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Off,
    Opening {
        since: Timestamp,
    },
    /// Open; the token is being renewed first.
    Open {
        since: Timestamp,
    },
    Authenticating {
        since: Timestamp,
    },
    Online {
        since: Timestamp,
    },
    Waiting {
        retry_at: Timestamp,
    },
}

/// The socket as this device knows it.
pub(crate) struct Link {
    pub(crate) stage: Stage,
    /// The newest connection's number; events of older ones are ignored.
    pub(crate) connection: u64,
    /// The last stored frame taken in.
    pub(crate) last_seq: Option<i64>,
    /// Why the server was out of reach when it was tried last.
    pub(crate) fault: Option<NetworkFault>,
    /// Set while the link is down after it was up once.
    pub(crate) down_since: Option<Timestamp>,
    /// Tries since the last proven connection.
    pub(super) tries: u32,
    pub(super) was_online: bool,
    /// Its return was brought forward; once per outage, in case sockets alone are refused.
    pub(super) hastened: bool,
    /// Server's clock minus this device's, once known.
    pub(super) offset_ms: Option<i64>,
}

/// A clock that seems to be off by more than this was set; less is the time that a frame is under way.
const SET_MS: u64 = 2_000;

impl Default for Link {
    fn default() -> Self {
        Self {
            stage: Stage::Off,
            connection: 0,
            last_seq: None,
            fault: None,
            down_since: None,
            tries: 0,
            was_online: false,
            hastened: false,
            offset_ms: None,
        }
    }
}

impl Link {
    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset_ms.unwrap_or(0)
    }

    pub(crate) fn knows_the_server_clock(&self) -> bool {
        self.offset_ms.is_some()
    }

    /// This device's instant on the server's clock.
    pub(crate) fn to_server(&self, at: Timestamp) -> Timestamp {
        at.plus_ms(self.offset_ms())
    }

    /// The server's instant on this device's clock.
    pub(crate) fn to_device(&self, at: Timestamp) -> Timestamp {
        at.plus_ms(self.offset_ms().saturating_neg())
    }

    /// Takes note of the server's clock as a frame tells it that has just come.
    ///
    /// It was under way for some time, so the server's clock says no less than this by now. Where it is
    /// believed to say much more, it was set back, or the frame was held up, and the next one tells so.
    /// Gives whether the server's clock seems to have been set.
    pub(super) fn hear_clock(&mut self, server_now: Timestamp, now: Timestamp) -> bool {
        let at_least = server_now.since_ms(now);
        let known = self.offset_ms.unwrap_or(at_least);
        let leapt = known.abs_diff(at_least) > SET_MS;
        if at_least > known || leapt {
            self.offset_ms = Some(at_least);
        }
        leapt
    }

    pub(crate) fn is_online(&self) -> bool {
        matches!(self.stage, Stage::Online { .. })
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Waiting { retry_at } => Some(retry_at),
            Stage::Open { since } | Stage::Authenticating { since } => {
                Some(since.plus_ms(AUTHENTICATE_WITHIN_MS))
            }
            Stage::Off | Stage::Opening { .. } | Stage::Online { .. } => None,
        }
    }

    /// Takes note of a frame's number, which says whether it was here before and whether something
    /// before it is missing.
    pub(crate) fn count(&mut self, seq: i64, stored: bool) -> News {
        let Some(last) = self.last_seq else {
            self.last_seq = Some(seq);
            return News {
                fresh: true,
                gap: false,
            };
        };
        let expected = if stored { last.saturating_add(1) } else { last };
        if seq > last {
            self.last_seq = Some(seq);
        }
        News {
            fresh: !stored || seq > last,
            gap: seq > expected,
        }
    }
}

/// What a frame's number says.
pub(crate) struct News {
    /// It was not taken in before.
    pub(crate) fresh: bool,
    /// Something before it is missing.
    pub(crate) gap: bool,
}
