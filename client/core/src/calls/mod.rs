//! The one call this person may be in, as this device knows it.
//!
//! Owns the newest snapshot of it and what this device has done about it. The server's snapshot is
//! the truth: a larger version wins, and nothing here invents a phase.

mod accept;
pub(crate) mod direct;
mod media;
pub(crate) mod notes;
mod quality;
mod rating;
mod reconnect;
mod report;
mod resync;
mod ring;
pub(crate) mod view;

pub use quality::*;
pub use rating::RatingView;

use crate::ctx::{Ctx, earlier};
use crate::{App, Effect, MediaCommand, NoticeText};
use media::CallMedia;
use rating::RatingState;
use ring::Ring;
use shared::{
    AppointmentId, CallId, CallKind, CallMember, CallPhase, CallSnapshot, ClientFrame, Outcome,
    RingReceipt, Role, SessionId, Timestamp, UserId,
};
use std::collections::VecDeque;

/// Calls whose versions are remembered after they left the screen.
const MAX_REMEMBERED: usize = 32;

/// The call and what the engine was told about calls.
#[derive(Default)]
pub(crate) struct Calls {
    live: Option<LiveCall>,
    /// What outlives a call's time on the screen, newest call last.
    remembered: VecDeque<Remembered>,
    engine: EngineState,
}

/// Enough of a call to tell news from old frames, and to do nothing twice if it comes back.
struct Remembered {
    id: CallId,
    version: i64,
    announced: bool,
    silenced: bool,
    leaving: bool,
}

/// What the engine and the server were told last, so that each thing is said once.
#[derive(Default)]
struct EngineState {
    /// The ring that sounds, with its deadline on this device's clock.
    ringing: Option<(CallId, Timestamp)>,
    notified: Option<CallId>,
    media: Option<CallId>,
    /// The connection on which signals of a call come to this device.
    joined: Option<(u64, CallId)>,
}

/// One call on this device.
pub(crate) struct LiveCall {
    call: CallSnapshot,
    me: UserId,
    session_id: SessionId,
    ring: Ring,
    media: CallMedia,
    rating: RatingState,
    /// Its screen was put away while it goes on elsewhere.
    hidden: bool,
    /// The person pressed End: nothing is sent any more, whatever the server has yet to hear.
    leaving: bool,
    /// When the server was last asked about an overdue phase.
    asked_at: Option<Timestamp>,
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

    fn mine(&self) -> &CallMember {
        if self.is_outgoing() {
            &self.call.caller
        } else {
            &self.call.callee
        }
    }

    fn other(&self) -> &CallMember {
        if self.is_outgoing() {
            &self.call.callee
        } else {
            &self.call.caller
        }
    }

    fn is_live(&self) -> bool {
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
    fn was_card(&self) -> bool {
        self.is_card() && self.call.accepted_at.is_none()
    }

    fn is_after(&self, other: &CallSnapshot) -> bool {
        (self.call.placed_at, self.call.id) > (other.placed_at, other.id)
    }

    fn is_here(&self) -> bool {
        self.mine().session_id == Some(self.session_id)
    }

    /// Another device of this person carries the call.
    fn is_elsewhere(&self) -> bool {
        self.mine()
            .session_id
            .is_some_and(|session_id| session_id != self.session_id)
    }

    /// This device is to carry media now.
    fn carries_media(&self) -> bool {
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

    fn live_of(&self, id: CallId) -> Option<&LiveCall> {
        self.live.as_ref().filter(|live| live.call.id == id)
    }

    fn live_of_mut(&mut self, id: CallId) -> Option<&mut LiveCall> {
        self.live.as_mut().filter(|live| live.call.id == id)
    }

    /// Whether this is newer than everything seen of that call; remembers it.
    fn is_news(&mut self, call: &CallSnapshot) -> bool {
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
        });
        true
    }

    /// Puts another call, or none, in the place of the present one.
    fn replace_live(&mut self, live: Option<LiveCall>) {
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
        }
    }

    fn new_live(
        &self,
        call: CallSnapshot,
        session: (UserId, SessionId),
        now: Timestamp,
    ) -> LiveCall {
        let known = self.remembered.iter().find(|known| known.id == call.id);
        LiveCall {
            media: CallMedia::new(now),
            rating: RatingState::default(),
            ring: known
                .map(|known| Ring::resumed(known.announced, known.silenced))
                .unwrap_or_default(),
            hidden: false,
            leaving: known.is_some_and(|known| known.leaving),
            asked_at: None,
            call,
            me: session.0,
            session_id: session.1,
        }
    }
}

impl App {
    /// A call as the server sees it, from wherever it came.
    pub(crate) fn apply_call(&mut self, cx: &mut Ctx, call: CallSnapshot) {
        let Some(session) = self
            .account
            .session()
            .map(|session| (session.me.user_id, session.session_id))
        else {
            return;
        };
        let mine = call.caller.user_id == session.0 || call.callee.user_id == session.0;
        if !mine || !self.calls.is_news(&call) {
            return;
        }
        let reporting = self
            .requests
            .has(crate::api::request::RequestKind::Report(call.id));
        match &mut self.calls.live {
            Some(live) if live.call.id == call.id => live.apply(call, reporting),
            // One person has one live call, so the one placed later is the one that is live.
            Some(live) if live.is_live() && live.is_after(&call) => {}
            _ if call.phase == CallPhase::Ended => {}
            _ => {
                let live = self.calls.new_live(call, session, cx.now);
                self.calls.replace_live(Some(live));
            }
        }
        // What happened on another device of this person is no news here once it is over, nor is a
        // card that came to nothing.
        let over = self.calls.live.as_ref().filter(|live| !live.is_live());
        if over.is_some_and(|live| live.is_elsewhere() || live.was_card()) {
            self.drop_quietly();
        }
    }

    /// Puts a call away that is over and leaves nothing to look at; what was missed is told.
    fn drop_quietly(&mut self) {
        let missed = self.calls.live.as_ref().filter(|live| {
            let outcome = live.call.outcome;
            live.was_card() && matches!(outcome, Some(Outcome::Missed | Outcome::Cancelled))
        });
        if let Some(name) = missed.map(|live| live.other().name.clone()) {
            self.notices.add(NoticeText::MissedCall { name });
        }
        self.calls.replace_live(None);
    }

    pub(crate) fn apply_receipt(&mut self, call_id: CallId, receipt: RingReceipt) {
        self.rooms.apply_receipt(call_id, receipt);
        if let Some(live) = self.calls.live_of_mut(call_id) {
            live.call.receipt = farther(live.call.receipt, receipt);
        }
    }

    /// Everything about calls that follows from the state: called at the end of each pass.
    pub(crate) fn reconcile_calls(&mut self, cx: &mut Ctx) {
        self.reconcile_ring(cx);
        self.reconcile_notification(cx);
        self.reconcile_receipts(cx);
        self.reconcile_media(cx);
        self.reconcile_report(cx);
        self.reconcile_restart(cx);
        self.reconcile_overdue(cx);
    }

    pub(crate) fn call_next_at(&self) -> Option<Timestamp> {
        let ring_at = earlier(self.ring_next_at(), self.overdue_next_at());
        earlier(
            ring_at,
            earlier(self.media_next_at(), self.restart_next_at()),
        )
    }

    /// Ends everything about calls at once: the person signs out.
    pub(crate) fn drop_call(&mut self, cx: &mut Ctx) {
        let told = std::mem::take(&mut self.calls).engine;
        if told.ringing.is_some() {
            cx.push(Effect::StopRinging);
        }
        if let Some(call_id) = told.notified {
            cx.push(Effect::WithdrawNotification { call_id });
        }
        if let Some(call_id) = told.media {
            cx.media(MediaCommand::Close { call_id });
            self.say(cx, ClientFrame::LeaveCall { call_id });
        }
    }
}

impl LiveCall {
    fn apply(&mut self, call: CallSnapshot, reporting: bool) {
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
fn farther(known: RingReceipt, told: RingReceipt) -> RingReceipt {
    if told.stage < known.stage {
        known
    } else {
        told
    }
}
