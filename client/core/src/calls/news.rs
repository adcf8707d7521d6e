//! A call as the server tells of it, and what follows from it.

use crate::calls::intent::CallRequest;
use crate::calls::state::{Calls, farther};
use crate::ctx::Ctx;
use crate::history::intent::HistoryIntent;
use crate::io::{Effect, MediaCommand};
use crate::notifications::notices::NoticeText;
use shared::{CallId, CallPhase, CallSnapshot, ClientFrame, Outcome, RingReceipt};

impl Calls {
    /// A call as the server sees it, from wherever it came.
    pub(crate) fn apply_call(&mut self, cx: &mut Ctx, call: CallSnapshot) {
        let Some(session) = cx
            .account
            .session()
            .map(|session| (session.me.user_id, session.session_id))
        else {
            return;
        };
        let mine = call.caller.user_id == session.0 || call.callee.user_id == session.0;
        if !mine || !self.is_news(&call) {
            return;
        }
        let reporting = cx.requests.has(CallRequest::Report(call.id));
        match &mut self.live {
            Some(live) if live.call.id == call.id => live.apply(call, reporting),
            // One person has one live call, so the one placed later is the one that is live.
            Some(live) if live.is_live() && live.is_after(&call) => {}
            _ if call.phase == CallPhase::Ended => {}
            _ => {
                let live = self.new_live(call, session, cx.now);
                self.replace_live(Some(live));
            }
        }
        self.use_consent(cx.now);
        // What happened on another device of this person is no news here once it is over, nor is a
        // card that came to nothing.
        let over = self.live.as_ref().filter(|live| !live.is_live());
        if over.is_some_and(|live| live.is_elsewhere() || live.was_card()) {
            self.drop_quietly(cx);
        }
    }

    /// Puts a call away that is over and leaves nothing to look at; what was missed is told.
    fn drop_quietly(&mut self, cx: &mut Ctx) {
        let missed = self.live.as_ref().filter(|live| {
            let outcome = live.call.outcome;
            live.was_card() && matches!(outcome, Some(Outcome::Missed | Outcome::Cancelled))
        });
        if let Some(live) = missed {
            let name = live.other().name.clone();
            let text = NoticeText::MissedCall { name };
            let history = HistoryIntent::ShowHistory;
            cx.notices.add_leading(text, Some(history.into()));
        }
        self.replace_live(None);
    }

    pub(crate) fn apply_receipt(&mut self, call_id: CallId, receipt: RingReceipt) {
        if let Some(live) = self.live_of_mut(call_id) {
            live.call.receipt = farther(live.call.receipt, receipt);
        }
    }

    /// Ends everything about calls at once: the person signs out.
    pub(crate) fn drop_call(&mut self, cx: &mut Ctx) {
        let Self {
            engine: told,
            consent,
            trust,
            ..
        } = std::mem::take(self);
        // Whoever could sign this person out could otherwise have every device forgotten.
        self.trust = trust;
        if consent.is_kept_at_all() {
            cx.push(Effect::StoreConsent(None));
        }
        if told.ringing.is_some() {
            cx.push(Effect::StopRinging);
        }
        if let Some(call_id) = told.notified {
            cx.push(Effect::WithdrawNotification { call_id });
        }
        if let Some(call_id) = told.media {
            cx.media(MediaCommand::Close { call_id });
            cx.say(ClientFrame::LeaveCall { call_id });
        }
    }
}
