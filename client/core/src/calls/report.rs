//! What the other side is told about this side's microphone, camera and reception.
//!
//! The latest report wins: there is at most one on its way, and it is repeated until the server
//! believes what is so.

use crate::api::error::{RequestError, read};
use crate::api::pending::ApiRequest;
use crate::calls::intent::CallRequest;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::Method;
use shared::{CallId, CallSnapshot, ProblemCode, paths};

/// Pause before a report that did not get through is sent again.
const REPORT_PAUSE_MS: i64 = 1_000;

impl Calls {
    /// Reports this side's devices whenever the server believes otherwise; the latest report wins.
    pub(super) fn reconcile_report(&mut self, cx: &mut Ctx) {
        let Some(id) = self.open_call().map(|live| live.call.id) else {
            return;
        };
        if cx.requests.has(CallRequest::Report(id)) {
            return;
        }
        let Some(live) = self.live_of_mut(id) else {
            return;
        };
        if live.media.report_at.is_some_and(|at| at > cx.now) {
            return;
        }
        live.media.report_at = None;
        let report = live.media.report();
        if live.media.reported == Some(report) {
            return;
        }
        live.media.sending = Some(report);
        let request = ApiRequest::get(
            CallRequest::Report(id),
            paths::with_id(paths::REPORT_MEDIA, id),
        );
        cx.ask(
            ApiRequest {
                method: Method::Put,
                ..request
            }
            .with(&report),
        );
    }

    pub(crate) fn on_reported(&mut self, cx: &mut Ctx, id: CallId, result: Answer) {
        let Some(live) = self.live_of_mut(id) else {
            return;
        };
        match read::<CallSnapshot>(result) {
            Ok(call) => {
                live.media.reported = live.media.sending.take();
                self.apply_call(cx, call);
            }
            Err(RequestError::Refused { code, .. }) if !passes(code) => {
                // Not to be asked again with the same words; the call's state says why.
                live.media.reported = live.media.sending.take();
                self.fetch_call(cx, id);
            }
            Err(_) => live.media.report_at = Some(cx.now.plus_ms(REPORT_PAUSE_MS)),
        }
    }
}

/// Whether a refusal with this code passes by itself.
fn passes(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::Busy | ProblemCode::Internal | ProblemCode::TooManyRequests
    )
}
