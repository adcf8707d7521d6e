//! The one call this person may be in, as this device knows it.

use crate::calls::parts::{CallMedia, RatingState, Ring};
use crate::calls::verification::{Trust, Verification};
use crate::calls::wish::Consent;
use crate::io::MediaRole;
use crate::view_parts::WhyNot;
use shared::{
    AppointmentId, CallId, CallKind, CallMember, CallPhase, CallSnapshot, Cause, RingReceipt, Role,
    SessionId, Timestamp, UserId,
};
use std::collections::VecDeque;

/// Calls whose versions are remembered after they left the screen.
const MAX_REMEMBERED: usize = 32;

/// The call and what the engine was told about calls.
#[derive(Default)]
pub(crate) struct Calls {
    pub(super) live: Option<LiveCall>,
    /// What outlives a call's time on the screen, newest call last.
    pub(super) remembered: VecDeque<Remembered>,
    pub(super) engine: EngineState,
    pub(super) consent: Consent,
    pub(super) trust: Trust,
}

/// Enough of a call to tell news from old frames, and to do nothing twice if it comes back.
pub(super) struct Remembered {
    pub(super) id: CallId,
    pub(super) version: i64,
    pub(super) announced: bool,
    pub(super) silenced: bool,
    pub(super) leaving: bool,
    pub(super) consented: bool,
    pub(super) verification: Verification,
}

/// What the engine and the server were told last, so that each thing is said once.
#[derive(Default)]
pub(super) struct EngineState {
    /// The ring that sounds, with its deadline on this device's clock.
    pub(super) ringing: Option<(CallId, Timestamp)>,
    pub(super) notified: Option<CallId>,
    pub(super) media: Option<CallId>,
    /// The connection on which signals of a call come to this device.
    pub(super) joined: Option<(u64, CallId)>,
}

/// One call on this device.
pub(crate) struct LiveCall {
    pub(super) call: CallSnapshot,
    pub(super) me: UserId,
    pub(super) session_id: SessionId,
    pub(super) ring: Ring,
    pub(super) media: CallMedia,
    pub(super) rating: RatingState,
    /// Its screen was put away while it goes on elsewhere.
    pub(super) hidden: bool,
    /// The person pressed End: nothing is sent any more, whatever the server has yet to hear.
    pub(super) leaving: bool,
    /// This person accepted or placed it on this device.
    pub(super) consented: bool,
    /// Who is at the other end, as far as known.
    pub(super) verification: Verification,
    /// When the server was last asked about an overdue phase.
    pub(super) asked_at: Option<Timestamp>,
}

pub(crate) fn is_conversation(phase: CallPhase) -> bool {
    match phase {
        CallPhase::Connecting | CallPhase::Active | CallPhase::Interrupted => true,
        CallPhase::Ringing | CallPhase::Ended => false,
    }
}

impl LiveCall {
    pub(crate) fn snapshot(&self) -> &CallSnapshot {
        &self.call
    }

    pub(crate) fn is_outgoing(&self) -> bool {
        self.call.caller.user_id == self.me
    }

    pub(super) fn media_role(&self) -> MediaRole {
        if self.is_outgoing() {
            MediaRole::Offerer
        } else {
            MediaRole::Answerer
        }
    }

    pub(super) fn mine(&self) -> &CallMember {
        if self.is_outgoing() {
            &self.call.caller
        } else {
            &self.call.callee
        }
    }

    pub(super) fn other(&self) -> &CallMember {
        if self.is_outgoing() {
            &self.call.callee
        } else {
            &self.call.caller
        }
    }

    pub(super) fn is_live(&self) -> bool {
        self.call.phase != CallPhase::Ended
    }

    /// A patient rings this doctor without an appointment: that is shown beside the work, and nothing
    /// of it stays on the screen unless they met.
    pub(crate) fn is_card(&self) -> bool {
        self.call.kind == CallKind::Direct
            && !self.is_outgoing()
            && self.mine().role == Role::Doctor
    }

    /// A card that was not answered.
    pub(super) fn was_card(&self) -> bool {
        self.is_card() && self.call.accepted_at.is_none()
    }

    pub(super) fn is_after(&self, other: &CallSnapshot) -> bool {
        (self.call.placed_at, self.call.id) > (other.placed_at, other.id)
    }

    pub(super) fn is_here(&self) -> bool {
        self.mine().session_id == Some(self.session_id)
    }

    /// Another device of this person carries the call.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.mine()
            .session_id
            .is_some_and(|session_id| session_id != self.session_id)
    }

    /// This device is to carry media now. Every opening of a device and every answer to the other side
    /// asks this.
    pub(super) fn carries_media(&self) -> bool {
        self.goes_on_here() && self.consented && self.verification.refused.is_none()
    }

    /// Why it is not completed by ending it now: it is interrupted, or nothing arrives here any more, whether
    /// or not the server has heard so.
    pub(super) fn cause_of_end(&self) -> Option<Cause> {
        let interrupted = match self.call.phase {
            CallPhase::Interrupted => true,
            CallPhase::Active => !self.media.receiving,
            CallPhase::Ringing | CallPhase::Connecting | CallPhase::Ended => false,
        };
        interrupted.then_some(Cause::EndedInterrupted)
    }

    /// The server says that this device is in it, and nobody here agreed to that.
    pub(super) fn lacks_consent(&self) -> bool {
        self.goes_on_here() && !self.consented
    }

    fn goes_on_here(&self) -> bool {
        self.is_here() && is_conversation(self.call.phase) && !self.leaving
    }
}

impl Calls {
    pub(crate) fn has_live(&self) -> bool {
        self.live.as_ref().is_some_and(LiveCall::is_live)
    }

    pub(crate) fn is_live(&self, id: CallId) -> bool {
        self.live_of(id).is_some_and(LiveCall::is_live)
    }

    pub(crate) fn is_conversation(&self) -> bool {
        self.live
            .as_ref()
            .is_some_and(|live| is_conversation(live.call.phase))
    }

    /// The appointment of the live call, if it is one's.
    pub(crate) fn appointment(&self) -> Option<AppointmentId> {
        let live = self.live.as_ref().filter(|live| live.is_live())?;
        live.call.appointment_id
    }

    /// Somebody waits for this person to join.
    pub(crate) fn rings_here(&self) -> bool {
        self.live
            .as_ref()
            .is_some_and(|live| !live.is_outgoing() && live.call.phase == CallPhase::Ringing)
    }

    /// Still rings at `server_now`.
    pub(crate) fn is_ringing(&self, id: CallId, server_now: Timestamp) -> bool {
        self.live_of(id).is_some_and(|live| {
            live.call.phase == CallPhase::Ringing
                && live.call.until.is_some_and(|until| server_now < until)
        })
    }

    pub(super) fn live_of(&self, id: CallId) -> Option<&LiveCall> {
        self.live.as_ref().filter(|live| live.call.id == id)
    }

    pub(super) fn live_of_mut(&mut self, id: CallId) -> Option<&mut LiveCall> {
        self.live.as_mut().filter(|live| live.call.id == id)
    }

    /// Whether this is newer than everything seen of that call; remembers it.
    pub(super) fn is_news(&mut self, call: &CallSnapshot) -> bool {
        if let Some(known) = self.remembered.iter_mut().find(|known| known.id == call.id) {
            let newer = known.version < call.version;
            known.version = known.version.max(call.version);
            return newer;
        }
        if self.remembered.len() >= MAX_REMEMBERED {
            self.remembered.pop_front();
        }
        self.remembered.push_back(Remembered {
            id: call.id,
            version: call.version,
            announced: false,
            silenced: false,
            leaving: false,
            consented: false,
            verification: Verification::default(),
        });
        true
    }

    /// Puts another call, or none, in the place of the present one.
    pub(super) fn replace_live(&mut self, live: Option<LiveCall>) {
        let Some(old) = std::mem::replace(&mut self.live, live) else {
            return;
        };
        if let Some(known) = self
            .remembered
            .iter_mut()
            .find(|known| known.id == old.call.id)
        {
            known.announced = old.ring.announced;
            known.silenced = old.ring.silenced;
            known.leaving = old.leaving;
            known.consented = old.consented;
            known.verification = old.verification;
        }
    }

    pub(super) fn new_live(
        &mut self,
        call: CallSnapshot,
        session: (UserId, SessionId),
        now: Timestamp,
    ) -> LiveCall {
        let known = self.remembered.iter_mut().find(|known| known.id == call.id);
        let mut verification = Verification::default();
        let known = known.map(|known| {
            std::mem::swap(&mut verification, &mut known.verification);
            &*known
        });
        LiveCall {
            media: CallMedia::new(now),
            rating: RatingState::default(),
            ring: known
                .map(|known| Ring::resumed(known.announced, known.silenced))
                .unwrap_or_default(),
            hidden: false,
            leaving: known.is_some_and(|known| known.leaving),
            consented: known.is_some_and(|known| known.consented),
            verification,
            asked_at: None,
            call,
            me: session.0,
            session_id: session.1,
        }
    }
}

impl LiveCall {
    pub(super) fn apply(&mut self, call: CallSnapshot, reporting: bool) {
        let receipt = match call.phase {
            CallPhase::Ringing => farther(self.call.receipt, call.receipt),
            _ => call.receipt,
        };
        // Rung loudly once more: it is shown outside the window again.
        if call.loud_until > self.call.loud_until {
            self.ring.announced = false;
        }
        self.call = CallSnapshot { receipt, ..call };
        self.ring.unsure = false;
        if !reporting {
            // The server's word on what this side reported; where it differs, it is told again.
            self.media.reported = Some(self.mine().media);
        }
    }
}

/// Receipts carry no version, but a ring never gets less far; only its hold-up may change.
pub(super) fn farther(known: RingReceipt, told: RingReceipt) -> RingReceipt {
    if told.stage < known.stage {
        known
    } else {
        told
    }
}

impl Calls {
    /// This person is in no call.
    pub(crate) fn none_live(&self) -> Result<(), WhyNot> {
        if self.has_live() {
            Err(WhyNot::InCall)
        } else {
            Ok(())
        }
    }
}

impl LiveCall {
    /// The deadline on the server's clock, while this person is being rung.
    pub(super) fn invited_until(&self) -> Option<Timestamp> {
        let invited = !self.is_outgoing() && self.call.phase == CallPhase::Ringing;
        self.call.until.filter(|_| invited)
    }

    /// Until when it sounds: an appointment's call waits for longer than it rings.
    pub(super) fn loud_until(&self) -> Option<Timestamp> {
        let until = self.invited_until()?;
        Some(self.call.loud_until.map_or(until, |loud| loud.min(until)))
    }
}

impl Calls {
    /// Whether the call rings loudly at `server_now`, rather than waiting to be joined.
    pub(super) fn is_loud(&self, server_now: Timestamp) -> bool {
        let rings = self
            .live
            .as_ref()
            .filter(|live| live.call.phase == CallPhase::Ringing);
        let loud_until = rings.and_then(|live| live.call.loud_until.or(live.call.until));
        loud_until.is_some_and(|until| server_now < until)
    }

    /// Whether the own call rings nobody loudly any more, though it waits on.
    pub(crate) fn quiet_since(&self, server_now: Timestamp) -> Result<(), WhyNot> {
        let waits = self
            .live
            .as_ref()
            .filter(|live| live.is_outgoing() && live.call.phase == CallPhase::Ringing);
        match waits.and_then(|live| live.call.loud_until) {
            Some(until) if until <= server_now => Ok(()),
            Some(_) => Err(WhyNot::StillRinging),
            None => Err(WhyNot::NotRinging),
        }
    }

    pub(crate) fn on_sounding(&mut self, call_id: CallId) {
        if let Some(live) = self.live_of_mut(call_id) {
            live.ring.sounding = true;
            live.ring.stall = None;
        }
    }

    pub(crate) fn on_seen(&mut self) {
        if let Some(live) = &mut self.live
            && live.invited_until().is_some()
        {
            live.ring.seen = true;
        }
    }
}
