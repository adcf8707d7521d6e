//! What a person may do about a call, and doing it: accept, decline, cancel, end.
//!
//! Each decision is one idempotent request, sent again under the same key while it can still decide
//! something. The ring falls silent and devices are released at once, before the server has heard.

use super::{Line, is_conversation};
use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{Action, App, Trouble, WhyNot};
use serde_json::Value;
use shared::{
    CallId, CallPhase, CallSnapshot, DeclineCallRequest, EndCallRequest, ProblemCode, Timestamp,
    paths,
};

const fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

impl App {
    fn action_on_call(&self, purpose: Purpose, rule: Result<(), WhyNot>) -> Action {
        if self.requests.has(purpose) {
            return Action::Busy;
        }
        // Tried even while the socket is down: the server may be in reach all the same.
        rule.map_or_else(refuse, |()| Action::Allowed)
    }

    /// Whether an invitation may be answered.
    fn answerable(&self, line: &Line, now: Timestamp, other: Purpose) -> Result<(), WhyNot> {
        if line.is_outgoing() {
            return Err(WhyNot::NotRinging);
        }
        match line.call.phase {
            CallPhase::Ringing if self.requests.has(other) => Err(WhyNot::Answered),
            CallPhase::Ringing
                if self
                    .calls
                    .is_ringing(line.call.id, self.link.to_server(now)) =>
            {
                Ok(())
            }
            phase if is_conversation(phase) => Err(WhyNot::Answered),
            _ => Err(WhyNot::NotRinging),
        }
    }

    pub(super) fn may_accept(&self, line: &Line, now: Timestamp) -> Action {
        let id = line.call.id;
        let rule = self.answerable(line, now, Purpose::Decline(id));
        self.action_on_call(Purpose::Accept(id), rule)
    }

    pub(super) fn may_decline(&self, line: &Line, now: Timestamp) -> Action {
        let id = line.call.id;
        let rule = self.answerable(line, now, Purpose::Accept(id));
        self.action_on_call(Purpose::Decline(id), rule)
    }

    pub(super) fn may_cancel(&self, line: &Line) -> Action {
        let rings = line.is_outgoing() && line.call.phase == CallPhase::Ringing;
        let rule = if rings {
            Ok(())
        } else {
            Err(WhyNot::NotRinging)
        };
        self.action_on_call(Purpose::Cancel(line.call.id), rule)
    }

    pub(super) fn may_end(&self, line: &Line) -> Action {
        let here = line.is_here() && is_conversation(line.call.phase);
        let rule = if here { Ok(()) } else { Err(WhyNot::NotInCall) };
        self.action_on_call(Purpose::End(line.call.id), rule)
    }

    /// The call, where `allowed` says that the person may.
    fn allowed_call(&self, allowed: impl FnOnce(&Self, &Line) -> Action) -> Option<CallId> {
        let line = self.calls.line.as_ref()?;
        (allowed(self, line) == Action::Allowed).then_some(line.call.id)
    }

    pub(crate) fn accept(&mut self, turn: &mut Turn) {
        let now = turn.now;
        if let Some(id) = self.allowed_call(|app, line| app.may_accept(line, now)) {
            self.silence();
            let path = paths::with_id(paths::CONFIRM_CALL, id);
            self.ask(turn, Wish::post(Purpose::Accept(id), path));
        }
    }

    pub(crate) fn decline(&mut self, turn: &mut Turn) {
        self.decline_saying(turn, &DeclineCallRequest::default());
    }

    pub(crate) fn decline_saying(&mut self, turn: &mut Turn, words: &DeclineCallRequest) {
        let now = turn.now;
        if let Some(id) = self.allowed_call(|app, line| app.may_decline(line, now)) {
            self.silence();
            let path = paths::with_id(paths::DECLINE_INVITATION, id);
            self.ask(turn, Wish::post(Purpose::Decline(id), path).with(words));
        }
    }

    fn silence(&mut self) {
        if let Some(line) = &mut self.calls.line {
            line.ring.silenced = true;
        }
    }

    pub(crate) fn cancel(&mut self, turn: &mut Turn) {
        if let Some(id) = self.allowed_call(Self::may_cancel) {
            let path = paths::with_id(paths::CANCEL_CALL, id);
            self.ask(turn, Wish::post(Purpose::Cancel(id), path));
        }
    }

    pub(crate) fn end_call(&mut self, turn: &mut Turn) {
        if let Some(id) = self.allowed_call(Self::may_end) {
            if let Some(line) = &mut self.calls.line {
                line.leaving = true;
            }
            let path = paths::with_id(paths::END_CALL, id);
            let wish = Wish::post(Purpose::End(id), path).with(&EndCallRequest::default());
            self.ask(turn, wish);
        }
    }

    /// Puts the screen of an ended call, or of one that goes on elsewhere, away.
    pub(crate) fn close_call(&mut self) {
        if let Some(line) = &mut self.calls.line {
            if line.is_elsewhere() {
                line.hidden = true;
            } else if !line.is_live() {
                self.calls.replace_line(None);
            }
        }
    }

    /// The answer to invite, accept, decline, cancel or end.
    pub(crate) fn on_decided(
        &mut self,
        turn: &mut Turn,
        purpose: Purpose,
        result: Result<Value, Trouble>,
    ) {
        let problem = match read::<CallSnapshot>(result) {
            Ok(call) => return self.take_call(turn, call),
            Err(problem) => problem,
        };
        // Whatever was refused or never heard: the call's own state tells what the person sees next.
        match purpose {
            Purpose::Accept(id) | Purpose::Decline(id) | Purpose::Cancel(id) | Purpose::End(id) => {
                self.fetch_call(turn, id)
            }
            Purpose::Invite(id) => {
                self.fetch_active_calls(turn);
                self.fetch_queue(turn, id);
            }
            Purpose::CallDoctor(_) | Purpose::CallBack(_) => self.fetch_active_calls(turn),
            _ => {}
        }
        if !tells_itself(&problem) {
            self.notices.fail(problem);
        }
    }
}

/// The call's new state says as much as these problems do.
fn tells_itself(problem: &Trouble) -> bool {
    matches!(
        problem,
        Trouble::Refused {
            code: ProblemCode::CallPhase | ProblemCode::AnsweredElsewhere | ProblemCode::CallEnded,
            ..
        }
    )
}
