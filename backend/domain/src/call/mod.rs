//! One call, whichever way led into it.
//!
//! ```text
//!             place(terms)
//!                  v
//!    +--------  ringing{until} --------+  decline / cancel / withdraw / silence
//!    |  accept     v                   v
//!    |      connecting{until} ----> ended(outcome, cause)
//!    |             | media both ways   ^  ^
//!    |             v                   |  |
//!    |          active ---- end -------+  |
//!    |           |  ^                     |
//!    |  media lost  media back            | silence: lost
//!    +------  interrupted{until} ---------+
//! ```
//!
//! [`step`] is the only way from one state to the next. What differs between the three ways into a
//! call is data, in [`Terms`]; the machine itself never asks which way it was.

mod back;
mod machine;
mod terms;

#[cfg(test)]
mod walk;

pub use back::check_call_back;
pub use machine::step;
use terms::loud_until;
pub use terms::{RING_MS, RingUntil, Silence, Starter, Terms};

use serde::{Deserialize, Serialize};
use shared::{
    CallPhase, Cause, EndCallRequest, MediaReport, Outcome, RingReceipt, RingStage, RingStall,
    SessionId, Timestamp, UserId,
};

/// One of the two people of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Placed it.
    Caller,
    /// Was alerted.
    Callee,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Caller => Self::Callee,
            Self::Callee => Self::Caller,
        }
    }
}

/// One person's part in a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// The device that carries the call.
    pub session_id: Option<SessionId>,
    /// What that device reported last.
    pub media: MediaReport,
}

/// Where a call stands, with the data of that phase and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The called person is alerted.
    Ringing {
        /// Silence falls here.
        until: Timestamp,
    },
    /// Accepted; the devices look for each other.
    Connecting {
        /// Given up here.
        until: Timestamp,
    },
    /// Media arrives at both sides.
    Active,
    /// It stopped arriving at one side at least.
    Interrupted {
        /// Given up here.
        until: Timestamp,
    },
    /// Over.
    Ended(Ending),
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ending {
    /// How.
    pub outcome: Outcome,
    /// Why; absent for completed and only then.
    pub cause: Option<Cause>,
    /// Who did it; absent where a deadline did.
    pub by: Option<Side>,
    /// When.
    pub at: Timestamp,
}

/// A call: the terms it was placed on and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// What the way into it laid down.
    pub terms: Terms,
    /// Who placed it.
    pub caller: Member,
    /// Who was alerted.
    pub callee: Member,
    /// Where it stands.
    pub phase: Phase,
    /// How far the ring got.
    pub stage: RingStage,
    /// While it rings: until when loudly. A queue's ring and a direct one are loud to their end; an
    /// appointment's stands there to be joined until the window closes.
    pub loud_until: Timestamp,
    /// What holds the ring up.
    pub stall: Option<RingStall>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When the two first had media both ways.
    pub active_at: Option<Timestamp>,
}

impl Call {
    /// A new call, ringing.
    #[must_use]
    pub fn place(
        terms: Terms,
        (caller, caller_session): (UserId, SessionId),
        callee: UserId,
        callee_has_device: bool,
        now: Timestamp,
    ) -> Self {
        let member = |user_id, session_id| Member {
            user_id,
            session_id,
            media: MediaReport::default(),
        };
        let until = terms.ring_until(now);
        Self {
            phase: Phase::Ringing { until },
            loud_until: loud_until(until, now),
            terms,
            caller: member(caller, Some(caller_session)),
            callee: member(callee, None),
            stage: RingStage::Sent,
            stall: (!callee_has_device).then_some(RingStall::NoDevice),
            placed_at: now,
            accepted_at: None,
            active_at: None,
        }
    }

    /// Until when it rings loudly, while it rings.
    #[must_use]
    pub const fn loud_until(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Ringing { .. } => Some(self.loud_until),
            Phase::Connecting { .. }
            | Phase::Active
            | Phase::Interrupted { .. }
            | Phase::Ended(_) => None,
        }
    }

    /// The phase as others are told of it.
    #[must_use]
    pub const fn shown_phase(&self) -> CallPhase {
        match self.phase {
            Phase::Ringing { .. } => CallPhase::Ringing,
            Phase::Connecting { .. } => CallPhase::Connecting,
            Phase::Active => CallPhase::Active,
            Phase::Interrupted { .. } => CallPhase::Interrupted,
            Phase::Ended(_) => CallPhase::Ended,
        }
    }

    /// The side a person is on.
    #[must_use]
    pub fn side_of(&self, user_id: UserId) -> Option<Side> {
        if self.caller.user_id == user_id {
            Some(Side::Caller)
        } else if self.callee.user_id == user_id {
            Some(Side::Callee)
        } else {
            None
        }
    }

    /// One side.
    #[must_use]
    pub const fn member(&self, side: Side) -> &Member {
        match side {
            Side::Caller => &self.caller,
            Side::Callee => &self.callee,
        }
    }

    const fn member_mut(&mut self, side: Side) -> &mut Member {
        match side {
            Side::Caller => &mut self.caller,
            Side::Callee => &mut self.callee,
        }
    }

    /// When the phase gives up, for the phases that do.
    #[must_use]
    pub const fn deadline(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Ringing { until }
            | Phase::Connecting { until }
            | Phase::Interrupted { until } => Some(until),
            Phase::Active | Phase::Ended(_) => None,
        }
    }

    /// Whether it still binds its two people.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        match self.phase {
            Phase::Ringing { .. }
            | Phase::Connecting { .. }
            | Phase::Active
            | Phase::Interrupted { .. } => true,
            Phase::Ended(_) => false,
        }
    }

    /// The ring's progress.
    #[must_use]
    pub const fn receipt(&self) -> RingReceipt {
        RingReceipt {
            stage: self.stage,
            stall: self.stall,
        }
    }
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The called person accepts on a device.
    Accept(SessionId),
    /// The called person declines.
    Decline,
    /// The caller withdraws it.
    Cancel,
    /// The caller wants it to ring loudly once more.
    RingAgain,
    /// The visit it belongs to is withdrawn: the patient left or was removed, or the session ended.
    Withdraw,
    /// A side ends it; with a cause where the device gives up and not the person.
    End(Side, Option<Cause>),
    /// A side ended it at that moment, and is heard only now.
    EndedAt(Side, Timestamp),
    /// A device of the called person tells how far the ring got.
    Receipt(RingStage, Option<RingStall>),
    /// A side's device tells what it does.
    Report(Side, SessionId, MediaReport),
    /// Time passed.
    Deadline(DeadlineFacts),
}

impl Event {
    /// What a side asks for by ending a call.
    #[must_use]
    pub const fn end(side: Side, asked: &EndCallRequest) -> Self {
        match (asked.cause, asked.pressed_at) {
            (None, Some(at)) => Self::EndedAt(side, at),
            (cause, _) => Self::End(side, cause),
        }
    }
}

/// What is known when a deadline passes; it only chooses the cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeadlineFacts {
    /// The server was away when the deadline passed.
    pub server_was_away: bool,
    /// One of the two has no connected device.
    pub somebody_gone: bool,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The call after it.
    pub call: Call,
    /// What has to be told; absent where nothing changed, as for a repeated request.
    pub tell: Option<Announcement>,
}

/// What has to be told of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Announcement {
    /// The caller: the ring got further.
    Receipt,
    /// Both: it rings loudly once more.
    RingsAgain,
    /// Both: it was accepted.
    Accepted,
    /// Both: it was declined.
    Declined,
    /// Both: something changed.
    Updated,
    /// Both: it is over.
    Ended,
}
