//! The patient's rating of a consultation.
//!
//! Owns how far the rating of the call on the screen got. The stars and words that are not sent yet
//! stay with the page.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::calls::intent::CallRequest;
use crate::calls::state::{Calls, LiveCall};
use crate::calls::view::RatingView;
use crate::ctx::Ctx;
use crate::feature::Answer;
use shared::{CallId, CallPhase, NewRating, Outcome, Pii, Rating, Role, paths};

impl Calls {
    /// Whether the call on the screen is one that this person may rate.
    pub(super) fn is_rated_by_me(&self, cx: &Ctx, live: &LiveCall) -> bool {
        cx.account.role() == Some(Role::Patient)
            && live.call.phase == CallPhase::Ended
            && live.call.outcome == Some(Outcome::Completed)
    }

    pub(super) fn rating_view(&self, cx: &Ctx, live: &LiveCall) -> Option<RatingView> {
        self.is_rated_by_me(cx, live)
            .then(|| RatingView::new(&live.rating.form, live.rating.given.as_ref()))
    }

    pub(crate) fn rate_call(&mut self, cx: &mut Ctx, stars: u8, comment: Pii) {
        let rated = self.live.as_ref();
        let Some(id) = rated
            .filter(|live| self.is_rated_by_me(cx, live) && !live.rating.form.busy)
            .map(|live| live.call.id)
        else {
            return;
        };
        if let Some(live) = self.live_of_mut(id) {
            live.rating.form.begin();
        }
        let path = paths::with_id(paths::RATE_CALL, id);
        let request = ApiRequest::post(CallRequest::Rate(id), path);
        cx.ask(request.with(&NewRating { stars, comment }));
    }

    pub(crate) fn on_rated(&mut self, cx: &mut Ctx, id: CallId, result: Answer) {
        let answer = read::<Rating>(result);
        match self.live_of_mut(id) {
            Some(live) => {
                if let Some(rating) = live.rating.form.settle(answer) {
                    live.rating.given = Some(rating);
                }
            }
            // Its screen was put away meanwhile, but a person who rated wants to know that it failed.
            None => {
                if let Err(problem) = answer {
                    cx.notices.fail(problem);
                }
            }
        }
    }
}
