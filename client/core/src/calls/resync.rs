//! Asking the server how a call stands, so that a lost push never loses a call.

use crate::api::error::{read, refused};
use crate::api::pending::ApiRequest;
use crate::api::request::RequestKind;
use crate::calls::intent::CallRequest;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use shared::{CallId, CallList, CallSnapshot, ProblemCode, Timestamp, paths};

/// A phase that ended by its deadline is announced within this; then it is asked for.
const OVERDUE_MS: i64 = 2_000;
/// Pause between two questions about an overdue phase.
const ASK_SPACING_MS: i64 = 5_000;

impl Calls {
    pub(crate) fn fetch_active_calls(&mut self, cx: &mut Ctx) {
        let path = format!("{}?state=active", paths::CALLS);
        cx.ask(ApiRequest::get(CallRequest::ActiveCalls, path));
    }

    pub(crate) fn fetch_call(&mut self, cx: &mut Ctx, id: CallId) {
        cx.ask(ApiRequest::get(
            CallRequest::Call(id),
            paths::with_id(paths::CALL, id),
        ));
    }

    pub(crate) fn on_active_calls(&mut self, cx: &mut Ctx, result: Answer) {
        // Where no answer comes, the next link-up or the call's own deadline asks again.
        let Ok(CallList { calls, .. }) = read(result) else {
            return;
        };
        let believed = self.live.as_ref().filter(|live| live.is_live());
        let believed = believed.map(|live| live.call.id);
        let listed = calls.iter().any(|call| Some(call.id) == believed);
        // Oldest first, so that the newest call is the one that stays.
        for call in calls.into_iter().rev() {
            self.apply_call(cx, call);
        }
        match believed {
            Some(id) if listed => self.confirm_ring(id),
            Some(id) => self.fetch_call(cx, id),
            None => {}
        }
    }

    pub(crate) fn on_call(&mut self, cx: &mut Ctx, id: CallId, result: Answer) {
        match read::<CallSnapshot>(result) {
            Ok(call) => {
                self.apply_call(cx, call);
                self.confirm_ring(id);
            }
            Err(problem) if problem == refused(ProblemCode::NotFound) => {
                if self.live_of(id).is_some() {
                    self.replace_live(None);
                }
            }
            Err(_) => {}
        }
    }

    /// The server was heard about this call, so its newest snapshot may be trusted again.
    fn confirm_ring(&mut self, id: CallId) {
        if let Some(live) = self.live_of_mut(id) {
            live.ring.unsure = false;
        }
    }

    /// Whether a decision could still decide anything at `server_now`.
    pub(crate) fn is_meaningful(&self, kind: RequestKind, server_now: Timestamp) -> bool {
        match kind {
            RequestKind::Call(
                CallRequest::Accept(id) | CallRequest::Decline(id) | CallRequest::Cancel(id),
            ) => self.is_ringing(id, server_now),
            RequestKind::Call(CallRequest::End(id)) => self.is_live(id),
            _ => true,
        }
    }

    /// When the call's phase will be overdue.
    pub(super) fn overdue_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let live = self.live.as_ref().filter(|live| live.is_live())?;
        if cx.requests.has(CallRequest::Call(live.call.id)) {
            return None;
        }
        let overdue_at = cx.link.to_device(live.call.until?).plus_ms(OVERDUE_MS);
        Some(match live.asked_at {
            Some(asked_at) => overdue_at.max(asked_at.plus_ms(ASK_SPACING_MS)),
            None => overdue_at,
        })
    }

    pub(super) fn reconcile_overdue(&mut self, cx: &mut Ctx) {
        if self.overdue_next_at(cx).is_none_or(|at| at > cx.now) {
            return;
        }
        if let Some(live) = &mut self.live {
            live.asked_at = Some(cx.now);
            let id = live.call.id;
            self.fetch_call(cx, id);
        }
    }
}
