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
mod view;

pub use quality::*;
pub use rating::RatingView;

use crate::ctx::{Turn, earlier};
use crate::{App, Effect, MediaCommand, NoticeText};
use media::MediaLine;
use rating::RatingLine;
use ring::Ring;
use shared::{
    AppointmentId, CallId, CallKind, CallMember, CallPhase, CallSnapshot, ClientFrame, Outcome,
    RingReceipt, Role, SessionId, Timestamp, UserId,
};
use std::collections::VecDeque;

/// Calls whose versions are remembered after they left the screen.
const REMEMBERED_MAX: usize = 32;

/// The call and what the engine was told about calls.
#[derive(Default)]
pub(crate) struct Calls {
    line: Option<Line>,
    /// What outlives a call's time on the screen, newest call last.
    remembered: VecDeque<Remembered>,
    told: Told,
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
struct Told {
    /// The ring that sounds, with its deadline on this device's clock.
    ringing: Option<(CallId, Timestamp)>,
    notified: Option<CallId>,
    media: Option<CallId>,
    /// The connection on which signals of a call come to this device.
    joined: Option<(u64, CallId)>,
}

/// One call on this device.
pub(crate) struct Line {
    call: CallSnapshot,
    me: UserId,
    session_id: SessionId,
    ring: Ring,
    media: MediaLine,
    rating: RatingLine,
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

impl Line {
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
        self.line.as_ref().is_some_and(Line::is_live)
    }

    pub(crate) fn is_live(&self, id: CallId) -> bool {
        self.line_of(id).is_some_and(Line::is_live)
    }

    pub(crate) fn is_conversation(&self) -> bool {
        self.line
            .as_ref()
            .is_some_and(|line| is_conversation(line.call.phase))
    }

    /// The appointment of the live call, if it is one's.
    pub(crate) fn appointment(&self) -> Option<AppointmentId> {
        let line = self.line.as_ref().filter(|line| line.is_live())?;
        line.call.appointment_id
    }

    /// Somebody waits for this person to join.
    pub(crate) fn rings_here(&self) -> bool {
        self.line
            .as_ref()
            .is_some_and(|line| !line.is_outgoing() && line.call.phase == CallPhase::Ringing)
    }

    /// Still rings at `server_now`.
    pub(crate) fn is_ringing(&self, id: CallId, server_now: Timestamp) -> bool {
        self.line_of(id).is_some_and(|line| {
            line.call.phase == CallPhase::Ringing
                && line.call.until.is_some_and(|until| server_now < until)
        })
    }

    fn line_of(&self, id: CallId) -> Option<&Line> {
        self.line.as_ref().filter(|line| line.call.id == id)
    }

    fn line_of_mut(&mut self, id: CallId) -> Option<&mut Line> {
        self.line.as_mut().filter(|line| line.call.id == id)
    }

    /// Whether this is newer than everything seen of that call; remembers it.
    fn is_news(&mut self, call: &CallSnapshot) -> bool {
        if let Some(known) = self.remembered.iter_mut().find(|known| known.id == call.id) {
            let newer = known.version < call.version;
            known.version = known.version.max(call.version);
            return newer;
        }
        if self.remembered.len() >= REMEMBERED_MAX {
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
    fn replace_line(&mut self, line: Option<Line>) {
        let Some(old) = std::mem::replace(&mut self.line, line) else {
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

    fn new_line(&self, call: CallSnapshot, seat: (UserId, SessionId), now: Timestamp) -> Line {
        let known = self.remembered.iter().find(|known| known.id == call.id);
        Line {
            media: MediaLine::new(now),
            rating: RatingLine::default(),
            ring: known
                .map(|known| Ring::resumed(known.announced, known.silenced))
                .unwrap_or_default(),
            hidden: false,
            leaving: known.is_some_and(|known| known.leaving),
            asked_at: None,
            call,
            me: seat.0,
            session_id: seat.1,
        }
    }
}

impl App {
    /// A call as the server sees it, from wherever it came.
    pub(crate) fn take_call(&mut self, turn: &mut Turn, call: CallSnapshot) {
        let Some(seat) = self
            .account
            .seat()
            .map(|seat| (seat.me.user_id, seat.session_id))
        else {
            return;
        };
        let mine = call.caller.user_id == seat.0 || call.callee.user_id == seat.0;
        if !mine || !self.calls.is_news(&call) {
            return;
        }
        let reporting = self
            .requests
            .has(crate::api::request::Purpose::Report(call.id));
        match &mut self.calls.line {
            Some(line) if line.call.id == call.id => line.take(call, reporting),
            // One person has one live call, so the one placed later is the one that is live.
            Some(line) if line.is_live() && line.is_after(&call) => {}
            _ if call.phase == CallPhase::Ended => {}
            _ => {
                let line = self.calls.new_line(call, seat, turn.now);
                self.calls.replace_line(Some(line));
            }
        }
        // What happened on another device of this person is no news here once it is over, nor is a
        // card that came to nothing.
        let over = self.calls.line.as_ref().filter(|line| !line.is_live());
        if over.is_some_and(|line| line.is_elsewhere() || line.was_card()) {
            self.drop_quietly();
        }
    }

    /// Puts a call away that is over and leaves nothing to look at; what was missed is told.
    fn drop_quietly(&mut self) {
        let missed = self.calls.line.as_ref().filter(|line| {
            let outcome = line.call.outcome;
            line.was_card() && matches!(outcome, Some(Outcome::Missed | Outcome::Cancelled))
        });
        if let Some(name) = missed.map(|line| line.other().name.clone()) {
            self.notices.add(NoticeText::MissedCall { name });
        }
        self.calls.replace_line(None);
    }

    pub(crate) fn take_receipt(&mut self, call_id: CallId, receipt: RingReceipt) {
        self.rooms.take_receipt(call_id, receipt);
        if let Some(line) = self.calls.line_of_mut(call_id) {
            line.call.receipt = farther(line.call.receipt, receipt);
        }
    }

    /// Everything about calls that follows from the state: called at the end of each pass.
    pub(crate) fn keep_call(&mut self, turn: &mut Turn) {
        self.keep_ring(turn);
        self.keep_notification(turn);
        self.keep_receipts(turn);
        self.keep_media(turn);
        self.keep_report(turn);
        self.keep_restart(turn);
        self.keep_truth(turn);
    }

    pub(crate) fn call_next_at(&self) -> Option<Timestamp> {
        let ring_at = earlier(self.ring_next_at(), self.truth_next_at());
        earlier(
            ring_at,
            earlier(self.media_next_at(), self.restart_next_at()),
        )
    }

    /// Ends everything about calls at once: the person signs out.
    pub(crate) fn drop_call(&mut self, turn: &mut Turn) {
        let told = std::mem::take(&mut self.calls).told;
        if told.ringing.is_some() {
            turn.push(Effect::StopRinging);
        }
        if let Some(call_id) = told.notified {
            turn.push(Effect::WithdrawNotification { call_id });
        }
        if let Some(call_id) = told.media {
            turn.media(MediaCommand::Close { call_id });
            self.say(turn, ClientFrame::LeaveCall { call_id });
        }
    }
}

impl Line {
    fn take(&mut self, call: CallSnapshot, reporting: bool) {
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
