//! The patient's rating of a consultation, and what comes after one.
//!
//! Owns how far the rating of the call on the screen got. The stars and words that are not sent yet
//! stay with the page.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::calls::intent::CallRequest;
use crate::calls::state::{Calls, LiveCall};
use crate::calls::view::RatingView;
use crate::chat::encounter::encounter_of;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::queue::state::Queue;
use crate::view_parts::Action;
use shared::{CallId, CallPhase, NewRating, Outcome, Pii, Rating, Role, UserId, paths};

impl Calls {
    /// Whether the call on the screen is one that this person may rate.
    fn is_rated_by_me(&self, cx: &Ctx, live: &LiveCall) -> bool {
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

    /// For the patient, once they have met: whom to book a further time with.
    pub(super) fn follow_up(&self, cx: &Ctx, live: &LiveCall) -> Option<UserId> {
        self.is_rated_by_me(cx, live).then(|| live.other().user_id)
    }

    /// For the doctor of a queue, once a call is over: whether the next patient can be invited.
    pub(super) fn next_patient_action(
        &self,
        cx: &Ctx,
        queue: &Queue,
        live: &LiveCall,
    ) -> Option<Action> {
        let room = queue.open_room(cx)?;
        let is_its_call = live.call.schedule_id == Some(room.schedule.id);
        let is_over = live.call.phase == CallPhase::Ended;
        let is_doctor = cx.account.role() == Some(Role::Doctor);
        (is_its_call && is_over && is_doctor).then(|| queue.may_invite_next(cx, self, room))
    }

    /// The chat beside the call; afterwards it is among the own threads.
    pub(super) fn chat_of_call(chat: &Chat, live: &LiveCall) -> Option<ChatBadge> {
        encounter_of(&live.call).map(|encounter_id| chat.chat_badge(encounter_id))
    }
}
