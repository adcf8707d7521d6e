//! What this person granted on this device: the presses that are to make a call, and the call that an
//! earlier run of the app was in. `consent.rs` has the rules.

use crate::io::KeptConsent;
use shared::{AppointmentId, CallId, Timestamp, UserId};

/// How long after its last word a run's consent holds for the next one: an interrupted call ends after
/// a minute, and the word may be half a minute old.
const RESUME_MS: i64 = 120_000;

/// Whom a press was to reach, while the call that it makes has no id here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallWish {
    /// This person.
    With(UserId),
    /// Whoever was missed.
    Back,
    /// The other side of this appointment, whoever of the two comes first.
    Appointment(AppointmentId),
}

/// What this person granted on this device.
#[derive(Default)]
pub(super) struct Consent {
    pub(super) wish: Option<(CallWish, Timestamp)>,
    /// What an earlier run of the app left, and then what this one keeps for the next.
    pub(super) kept: Option<KeptConsent>,
}

impl Consent {
    pub(super) fn is_kept_at_all(&self) -> bool {
        self.kept.is_some()
    }

    pub(super) fn is_kept(&self, id: CallId, now: Timestamp) -> bool {
        self.kept.is_some_and(|kept| {
            kept.call_id == id && (0..=RESUME_MS).contains(&now.since_ms(kept.at))
        })
    }
}
