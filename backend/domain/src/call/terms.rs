use shared::{CallKind, Cause, Outcome, Timestamp};

/// What the way into a call lays down. Data only: the machine reads it and never asks for the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Which way it was.
    pub kind: CallKind,
    /// Who may place it.
    pub starter: Starter,
    /// For how long the called person is alerted.
    pub ring_until: RingUntil,
    /// What an unanswered alert comes to.
    pub silence: Silence,
    /// Milliseconds the two devices get to reach each other once it is accepted.
    pub connect_ms: i64,
    /// Milliseconds they get to reach each other again.
    pub reconnect_ms: i64,
}

/// Who may place a call of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Starter {
    /// The doctor of the practice session.
    Doctor,
    /// A patient.
    Patient,
    /// Either party.
    Either,
}

/// How long an alert lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RingUntil {
    /// So many milliseconds from the start.
    Lasting(i64),
    /// Until the appointment's window closes.
    WindowCloses(Timestamp),
}

/// What an unanswered alert comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Silence {
    /// Missed; the cause tells how far the ring got.
    Missed,
    /// The called person did not come to the appointment.
    NoShow,
}

impl Silence {
    /// The outcome and, where the ring's progress doesn't tell, the cause.
    pub(super) const fn outcome(self) -> (Outcome, Option<Cause>) {
        match self {
            Self::Missed => (Outcome::Missed, None),
            Self::NoShow => (Outcome::NoShow, Some(Cause::PartyAbsent)),
        }
    }
}

/// A loud ring, in milliseconds (product rule: 30 s).
pub const RING_MS: i64 = 30_000;
/// Long enough for ICE over a relay with every candidate pair tried (RFC 8445, 14 counts some
/// seconds), short enough that a person waits for it.
const CONNECT_MS: i64 = 20_000;
/// As long as people stay in front of a frozen picture that says it is being mended.
const RECONNECT_MS: i64 = 60_000;

/// Until when an alert that starts now and falls silent then is loud.
pub(super) fn loud_until(until: Timestamp, now: Timestamp) -> Timestamp {
    until.min(now.plus_ms(RING_MS))
}

impl Terms {
    /// A doctor invites a ready patient.
    #[must_use]
    pub const fn queue_invitation() -> Self {
        Self {
            kind: CallKind::Queue,
            starter: Starter::Doctor,
            ring_until: RingUntil::Lasting(RING_MS),
            silence: Silence::Missed,
            connect_ms: CONNECT_MS,
            reconnect_ms: RECONNECT_MS,
        }
    }

    /// Either party opens the call of an appointment whose window closes at `closes_at`.
    #[must_use]
    pub const fn appointment(closes_at: Timestamp) -> Self {
        Self {
            kind: CallKind::Appointment,
            starter: Starter::Either,
            ring_until: RingUntil::WindowCloses(closes_at),
            silence: Silence::NoShow,
            connect_ms: CONNECT_MS,
            reconnect_ms: RECONNECT_MS,
        }
    }

    /// A patient rings a doctor.
    #[must_use]
    pub const fn direct_call() -> Self {
        Self {
            kind: CallKind::Direct,
            starter: Starter::Patient,
            ring_until: RingUntil::Lasting(RING_MS),
            silence: Silence::Missed,
            connect_ms: CONNECT_MS,
            reconnect_ms: RECONNECT_MS,
        }
    }

    /// A doctor rings a patient back whose direct call came to nothing.
    #[must_use]
    pub const fn call_back() -> Self {
        Self {
            starter: Starter::Doctor,
            ..Self::direct_call()
        }
    }

    /// When an alert that starts now falls silent.
    #[must_use]
    pub const fn ring_until(&self, now: Timestamp) -> Timestamp {
        match self.ring_until {
            RingUntil::Lasting(milliseconds) => now.plus_ms(milliseconds),
            RingUntil::WindowCloses(at) => at,
        }
    }
}
