//! What a person may do about a call, and doing it: accept, decline, cancel, end.
//!
//! Each decision is one idempotent request, sent again under the same key while it can still decide
//! something. The ring falls silent and devices are released at once, before the server has heard.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::calls::intent::CallRequest;
use crate::calls::state::{Calls, LiveCall, is_conversation};
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::view_parts::{Action, WhyNot};
use shared::{
    CallId, CallPhase, CallSnapshot, DeclineCallRequest, EndCallRequest, Timestamp, paths,
};

const fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

impl Calls {
    fn action_on_call(&self, cx: &Ctx, kind: CallRequest, rule: Result<(), WhyNot>) -> Action {
        if cx.requests.has(kind) {
            return Action::Busy;
        }
        // Tried even while the socket is down: the server may be in reach all the same.
        rule.map_or_else(refuse, |()| Action::Allowed)
    }

    /// Whether an invitation may be answered.
    fn answerable(
        &self,
        cx: &Ctx,
        live: &LiveCall,
        now: Timestamp,
        other: CallRequest,
    ) -> Result<(), WhyNot> {
        if live.is_outgoing() {
            return Err(WhyNot::NotRinging);
        }
        match live.call.phase {
            CallPhase::Ringing if cx.requests.has(other) => Err(WhyNot::Answered),
            CallPhase::Ringing if self.is_ringing(live.call.id, cx.link.to_server(now)) => Ok(()),
            phase if is_conversation(phase) => Err(WhyNot::Answered),
            _ => Err(WhyNot::NotRinging),
        }
    }

    pub(super) fn may_accept(&self, cx: &Ctx, live: &LiveCall, now: Timestamp) -> Action {
        let id = live.call.id;
        // The server knows this device in it already, so what is accepted is a matter of this device.
        if live.lacks_consent() {
            return Action::Allowed;
        }
        let rule = self.answerable(cx, live, now, CallRequest::Decline(id));
        self.action_on_call(cx, CallRequest::Accept(id), rule)
    }

    pub(super) fn may_decline(&self, cx: &Ctx, live: &LiveCall, now: Timestamp) -> Action {
        let id = live.call.id;
        let rule = self.answerable(cx, live, now, CallRequest::Accept(id));
        self.action_on_call(cx, CallRequest::Decline(id), rule)
    }

    pub(super) fn may_cancel(&self, cx: &Ctx, live: &LiveCall) -> Action {
        let rings = live.is_outgoing() && live.call.phase == CallPhase::Ringing;
        let rule = if rings {
            Ok(())
        } else {
            Err(WhyNot::NotRinging)
        };
        self.action_on_call(cx, CallRequest::Cancel(live.call.id), rule)
    }

    pub(super) fn may_end(&self, cx: &Ctx, live: &LiveCall) -> Action {
        let here = live.is_here() && is_conversation(live.call.phase);
        let rule = if here { Ok(()) } else { Err(WhyNot::NotInCall) };
        self.action_on_call(cx, CallRequest::End(live.call.id), rule)
    }

    /// The call, where `allowed` says that the person may.
    fn allowed_call(
        &self,
        cx: &Ctx,
        allowed: impl FnOnce(&Self, &Ctx, &LiveCall) -> Action,
    ) -> Option<CallId> {
        let live = self.live.as_ref()?;
        (allowed(self, cx, live) == Action::Allowed).then_some(live.call.id)
    }

    pub(crate) fn accept(&mut self, cx: &mut Ctx) {
        let now = cx.now;
        if let Some(id) = self.allowed_call(cx, |calls, cx, live| calls.may_accept(cx, live, now)) {
            self.silence();
            if self.agree() {
                let path = paths::with_id(paths::CONFIRM_CALL, id);
                cx.ask(ApiRequest::post(CallRequest::Accept(id), path));
            }
        }
    }

    pub(crate) fn decline(&mut self, cx: &mut Ctx) {
        self.decline_saying(cx, &DeclineCallRequest::default());
    }

    pub(crate) fn decline_saying(&mut self, cx: &mut Ctx, words: &DeclineCallRequest) {
        let now = cx.now;
        if let Some(id) = self.allowed_call(cx, |calls, cx, live| calls.may_decline(cx, live, now))
        {
            self.silence();
            self.disagree();
            let path = paths::with_id(paths::DECLINE_INVITATION, id);
            cx.ask(ApiRequest::post(CallRequest::Decline(id), path).with(words));
        }
    }

    /// The person agrees to be in the call on this device; tells whether the server has yet to hear it.
    fn agree(&mut self) -> bool {
        self.live.as_mut().is_some_and(|live| {
            let unheard = !live.lacks_consent();
            if !unheard {
                live.media.take_up();
            }
            live.consented = true;
            unheard
        })
    }

    /// The person takes back what was agreed to: whatever the server makes of it, nothing opens here.
    fn disagree(&mut self) {
        if let Some(live) = &mut self.live {
            live.consented = false;
        }
    }

    fn silence(&mut self) {
        if let Some(live) = &mut self.live {
            live.ring.silenced = true;
        }
    }

    pub(crate) fn cancel(&mut self, cx: &mut Ctx) {
        if let Some(id) = self.allowed_call(cx, Self::may_cancel) {
            self.disagree();
            let path = paths::with_id(paths::CANCEL_CALL, id);
            cx.ask(ApiRequest::post(CallRequest::Cancel(id), path));
        }
    }

    pub(crate) fn end_call(&mut self, cx: &mut Ctx) {
        if let Some(id) = self.allowed_call(cx, Self::may_end) {
            let Some(live) = &mut self.live else {
                return;
            };
            live.leaving = true;
            let cause = live.cause_of_end();
            let asked = EndCallRequest {
                cause,
                // Heard late, it must not be taken for giving up on what it was the end of.
                pressed_at: cause.is_none().then(|| cx.link.to_server(cx.now)),
            };
            self.disagree();
            let path = paths::with_id(paths::END_CALL, id);
            let request = ApiRequest::post(CallRequest::End(id), path).with(&asked);
            cx.ask(request);
        }
    }

    /// Puts the screen of an ended call, or of one that goes on elsewhere, away.
    pub(crate) fn close_call(&mut self) {
        if let Some(live) = &mut self.live {
            if live.is_elsewhere() {
                live.hidden = true;
            } else if !live.is_live() {
                self.replace_live(None);
            }
        }
    }

    /// The answer to a direct call, accept, decline, cancel or end.
    pub(crate) fn on_decided(&mut self, cx: &mut Ctx, kind: CallRequest, result: Answer) {
        let problem = match read::<CallSnapshot>(result) {
            Ok(call) => return self.apply_call(cx, call),
            Err(problem) => problem,
        };
        // Whatever was refused or never heard: the call's own state tells what the person sees next.
        match kind {
            CallRequest::Accept(id)
            | CallRequest::Decline(id)
            | CallRequest::Cancel(id)
            | CallRequest::End(id) => self.fetch_call(cx, id),
            CallRequest::CallDoctor(_) | CallRequest::CallBack(_) => {
                self.drop_wish();
                self.fetch_active_calls(cx);
            }
            _ => {}
        }
        if !problem.is_told_by_the_call() {
            cx.notices.fail(problem);
        }
    }
}
