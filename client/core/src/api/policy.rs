//! How long a request may go on.

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// It decides something: every try carries the same idempotency key.
    pub(crate) decides: bool,
    /// How long it is tried again where no answer comes or the server is busy.
    pub(crate) retry_for_ms: i64,
    /// The longest pause between two tries.
    pub(crate) pause_cap_ms: i64,
}

/// A person who waits for a button's effect gives up about then.
const PATIENCE_MS: i64 = 15_000;
/// Facts are fetched again at the next link-up anyway.
const FACTS_MS: i64 = 60_000;
/// Accept and decline stop being meaningful at the ring's deadline, an end when the call is over;
/// this bounds what a wrong clock could do.
const CALL_DECISION_MS: i64 = 600_000;
/// A stored session is worth waiting for through any outage.
const SESSION_MS: i64 = i64::MAX / 4;

impl Policy {
    /// A form says at once what went wrong, and the person decides.
    pub(crate) const FORM: Self = Self::decides(0, 0);
    /// A button.
    pub(crate) const DECISION: Self = Self::decides(PATIENCE_MS, 4_000);
    /// What a person does about a call.
    pub(crate) const CALL_DECISION: Self = Self::decides(CALL_DECISION_MS, 3_000);
    /// The bytes of a file.
    pub(crate) const UPLOAD: Self = Self::decides(FACTS_MS, 8_000);
    /// The renewal of a session. An app that starts without a network may be in a session that is under way, so it
    /// comes back as soon as whoever knows that.
    pub(crate) const SESSION: Self = Self::decides(SESSION_MS, 3_000);
    /// A list or a thing to be shown.
    pub(crate) const LIST: Self = Self::asks(5_000, 2_000);
    /// A part of what is shown that has no other way here.
    pub(crate) const PART: Self = Self::asks(PATIENCE_MS, 4_000);
    /// How things stand, which nobody else tells.
    pub(crate) const FACT: Self = Self::asks(FACTS_MS, 4_000);
    /// The list of relays, without which a call goes on as well as it can.
    pub(crate) const RELAYS: Self = Self::asks(8_000, 1_000);
    /// Repeated by its owner, with the newest report in place of the failed one.
    pub(crate) const REPORT: Self = Self::asks(0, 0);

    const fn decides(retry_for_ms: i64, pause_cap_ms: i64) -> Self {
        Self {
            decides: true,
            retry_for_ms,
            pause_cap_ms,
        }
    }

    const fn asks(retry_for_ms: i64, pause_cap_ms: i64) -> Self {
        Self {
            decides: false,
            retry_for_ms,
            pause_cap_ms,
        }
    }
}
