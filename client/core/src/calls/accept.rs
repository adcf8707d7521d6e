//! What a person may do about a call, and doing it: accept, decline, cancel, end.
//!
//! Each decision is one idempotent request, sent again under the same key while it can still decide
//! something. The ring falls silent and devices are released at once, before the server has heard.

use super::{LiveCall, is_conversation};
use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{Action, App, RequestError, WhyNot};
use serde_json::Value;
use shared::{
    CallId, CallPhase, CallSnapshot, DeclineCallRequest, EndCallRequest, ProblemCode, Timestamp,
    paths,
};

const fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

impl App {
    fn action_on_call(&self, kind: RequestKind, rule: Result<(), WhyNot>) -> Action {
        if self.requests.has(kind) {
            return Action::Busy;
        }
        // Tried even while the socket is down: the server may be in reach all the same.
        rule.map_or_else(refuse, |()| Action::Allowed)
    }

    /// Whether an invitation may be answered.
    fn answerable(
        &self,
        live: &LiveCall,
        now: Timestamp,
        other: RequestKind,
    ) -> Result<(), WhyNot> {
        if live.is_outgoing() {
            return Err(WhyNot::NotRinging);
        }
        match live.call.phase {
            CallPhase::Ringing if self.requests.has(other) => Err(WhyNot::Answered),
            CallPhase::Ringing
                if self
                    .calls
                    .is_ringing(live.call.id, self.link.to_server(now)) =>
            {
                Ok(())
            }
            phase if is_conversation(phase) => Err(WhyNot::Answered),
            _ => Err(WhyNot::NotRinging),
        }
    }

    pub(super) fn may_accept(&self, live: &LiveCall, now: Timestamp) -> Action {
        let id = live.call.id;
        let rule = self.answerable(live, now, RequestKind::Decline(id));
        self.action_on_call(RequestKind::Accept(id), rule)
    }

    pub(super) fn may_decline(&self, live: &LiveCall, now: Timestamp) -> Action {
        let id = live.call.id;
        let rule = self.answerable(live, now, RequestKind::Accept(id));
        self.action_on_call(RequestKind::Decline(id), rule)
    }

    pub(super) fn may_cancel(&self, live: &LiveCall) -> Action {
        let rings = live.is_outgoing() && live.call.phase == CallPhase::Ringing;
        let rule = if rings {
            Ok(())
        } else {
            Err(WhyNot::NotRinging)
        };
        self.action_on_call(RequestKind::Cancel(live.call.id), rule)
    }

    pub(super) fn may_end(&self, live: &LiveCall) -> Action {
        let here = live.is_here() && is_conversation(live.call.phase);
        let rule = if here { Ok(()) } else { Err(WhyNot::NotInCall) };
        self.action_on_call(RequestKind::End(live.call.id), rule)
    }

    /// The call, where `allowed` says that the person may.
    fn allowed_call(&self, allowed: impl FnOnce(&Self, &LiveCall) -> Action) -> Option<CallId> {
        let live = self.calls.live.as_ref()?;
        (allowed(self, live) == Action::Allowed).then_some(live.call.id)
    }

    pub(crate) fn accept(&mut self, cx: &mut Ctx) {
        let now = cx.now;
        if let Some(id) = self.allowed_call(|app, live| app.may_accept(live, now)) {
            self.silence();
            let path = paths::with_id(paths::CONFIRM_CALL, id);
            self.ask(cx, ApiRequest::post(RequestKind::Accept(id), path));
        }
    }

    pub(crate) fn decline(&mut self, cx: &mut Ctx) {
        self.decline_saying(cx, &DeclineCallRequest::default());
    }

    pub(crate) fn decline_saying(&mut self, cx: &mut Ctx, words: &DeclineCallRequest) {
        let now = cx.now;
        if let Some(id) = self.allowed_call(|app, live| app.may_decline(live, now)) {
            self.silence();
            let path = paths::with_id(paths::DECLINE_INVITATION, id);
            self.ask(
                cx,
                ApiRequest::post(RequestKind::Decline(id), path).with(words),
            );
        }
    }

    fn silence(&mut self) {
        if let Some(live) = &mut self.calls.live {
            live.ring.silenced = true;
        }
    }

    pub(crate) fn cancel(&mut self, cx: &mut Ctx) {
        if let Some(id) = self.allowed_call(Self::may_cancel) {
            let path = paths::with_id(paths::CANCEL_CALL, id);
            self.ask(cx, ApiRequest::post(RequestKind::Cancel(id), path));
        }
    }

    pub(crate) fn end_call(&mut self, cx: &mut Ctx) {
        if let Some(id) = self.allowed_call(Self::may_end) {
            if let Some(live) = &mut self.calls.live {
                live.leaving = true;
            }
            let path = paths::with_id(paths::END_CALL, id);
            let request =
                ApiRequest::post(RequestKind::End(id), path).with(&EndCallRequest::default());
            self.ask(cx, request);
        }
    }

    /// Puts the screen of an ended call, or of one that goes on elsewhere, away.
    pub(crate) fn close_call(&mut self) {
        if let Some(live) = &mut self.calls.live {
            if live.is_elsewhere() {
                live.hidden = true;
            } else if !live.is_live() {
                self.calls.replace_live(None);
            }
        }
    }

    /// The answer to invite, accept, decline, cancel or end.
    pub(crate) fn on_decided(
        &mut self,
        cx: &mut Ctx,
        kind: RequestKind,
        result: Result<Value, RequestError>,
    ) {
        let problem = match read::<CallSnapshot>(result) {
            Ok(call) => return self.apply_call(cx, call),
            Err(problem) => problem,
        };
        // Whatever was refused or never heard: the call's own state tells what the person sees next.
        match kind {
            RequestKind::Accept(id)
            | RequestKind::Decline(id)
            | RequestKind::Cancel(id)
            | RequestKind::End(id) => self.fetch_call(cx, id),
            RequestKind::Invite(id) => {
                self.fetch_active_calls(cx);
                self.fetch_queue(cx, id);
            }
            RequestKind::CallDoctor(_) | RequestKind::CallBack(_) => self.fetch_active_calls(cx),
            _ => {}
        }
        if !tells_itself(&problem) {
            self.notices.fail(problem);
        }
    }
}

/// The call's new state says as much as these problems do.
fn tells_itself(problem: &RequestError) -> bool {
    matches!(
        problem,
        RequestError::Refused {
            code: ProblemCode::CallPhase | ProblemCode::AnsweredElsewhere | ProblemCode::CallEnded,
            ..
        }
    )
}
