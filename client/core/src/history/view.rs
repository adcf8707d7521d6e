//! What there is to see of past calls, and filling it in.

use crate::calls::state::Calls;
use crate::calls::view::{CallBack, RatingView, talked_ms};
use crate::chat::encounter::encounter_of;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::history::History;
use crate::history::intent::HistoryRequest;
use crate::view_parts::{Action, Loadable, show};
use serde::{Deserialize, Serialize};
use shared::{
    CallId, CallKind, CallPhase, CallSnapshot, Cause, Outcome, OwnRatings, Pii, Role, Timestamp,
    UserId, limits,
};

/// The own past calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HistoryScreen {
    /// Newest first.
    pub calls: Loadable<Vec<PastCall>>,
    /// Show earlier ones; absent where all are here.
    pub more: Option<Action>,
    /// For a patient: the one that is being rated, drawn above the list.
    pub rating: Option<PastRating>,
    /// For a doctor: what patients think.
    pub ratings: Option<Loadable<OwnRatings>>,
}

/// A past call while it is being rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PastRating {
    /// Which.
    pub call_id: CallId,
    /// How the rating stands.
    pub view: RatingView,
}

/// One of them, from the reader's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PastCall {
    /// Which.
    pub call_id: CallId,
    /// Which way led into it.
    pub kind: CallKind,
    /// True where this person placed it.
    pub outgoing: bool,
    /// The other one's name.
    pub other_name: Pii,
    /// When it was placed (server time).
    pub placed_at: Timestamp,
    /// How long they spoke, milliseconds; absent where they never met.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub talked_ms: Option<i64>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub cause: Option<Cause>,
    /// True where this person ended, declined or cancelled it.
    pub by_me: bool,
    /// What the called person said when declining; may be empty.
    pub decline_message: Pii,
    /// Its thread, for `open_thread`.
    pub thread: Option<ChatBadge>,
    /// How it is made up for, where it came to nothing and may be.
    pub call_back: Option<CallBack>,
    /// For a patient: the doctor with whom a time can be booked.
    pub book: Option<UserId>,
    /// The stars that this patient gave.
    pub stars: Option<u8>,
    /// For a patient: give them, or others.
    pub rate: Option<Action>,
}

impl History {
    pub(crate) fn screen(&self, cx: &Ctx, calls: &Calls, chat: &Chat) -> HistoryScreen {
        HistoryScreen {
            calls: show(&self.pages.list, |rows| {
                let over = rows.iter().filter(|call| call.phase == CallPhase::Ended);
                over.filter_map(|call| self.past_call(cx, (calls, chat), call))
                    .collect()
            }),
            more: self.pages.more(cx, HistoryRequest::MoreCalls),
            rating: self.rating.as_ref().map(|(call_id, form)| PastRating {
                call_id: *call_id,
                view: RatingView::new(form, self.ratings.get(call_id)),
            }),
            ratings: self.of_doctor.clone(),
        }
    }

    /// Whether a patient may say how a call was, which is for a week.
    fn may_rate(cx: &Ctx, call: &CallSnapshot) -> Option<Action> {
        let is_over = call.outcome == Some(Outcome::Completed);
        let is_patient = cx.account.role() == Some(Role::Patient);
        let ended_at = call.ended_at.filter(|_| is_over && is_patient)?;
        let is_late = cx.server_now().since_ms(ended_at) >= limits::RATING_OPEN_MS;
        (!is_late).then(|| cx.action(HistoryRequest::Rate(call.id), Ok(())))
    }

    fn past_call(
        &self,
        cx: &Ctx,
        (calls, chat): (&Calls, &Chat),
        call: &CallSnapshot,
    ) -> Option<PastCall> {
        let me = cx.account.session()?.me.user_id;
        let outgoing = call.caller.user_id == me;
        let other = if outgoing { &call.callee } else { &call.caller };
        Some(PastCall {
            call_id: call.id,
            kind: call.kind,
            outgoing,
            other_name: other.name.clone(),
            placed_at: call.placed_at,
            talked_ms: talked_ms(call),
            outcome: call.outcome?,
            cause: call.cause,
            by_me: call.ended_by == Some(me),
            decline_message: call.decline_message.clone(),
            thread: encounter_of(call).map(|id| chat.chat_badge(id)),
            call_back: calls.call_back_of_call(cx, call, outgoing),
            book: (other.role == Role::Doctor).then_some(other.user_id),
            stars: self.ratings.get(&call.id).map(|rating| rating.stars),
            rate: Self::may_rate(cx, call),
        })
    }
}
