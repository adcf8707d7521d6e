//! The patient's rating of a consultation, and what comes after one.
//!
//! Owns how far the rating of the call on the screen got. The stars and words that are not sent yet
//! stay with the page.

use super::LiveCall;
use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::screens::route::Route;
use crate::{Action, App, ChatBadge, FormState, RequestError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{CallId, CallPhase, NewRating, Outcome, Pii, Rating, Role, UserId, limits, paths};

/// What a patient says of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RatingView {
    /// How far it got.
    pub form: FormState,
    /// The stars that the server has; absent before it has any.
    pub given: Option<u8>,
    /// Characters in the longest comment.
    pub longest: u32,
}

/// How far a rating got.
#[derive(Default)]
pub(super) struct RatingState {
    form: FormState,
    given: Option<Rating>,
}

impl App {
    /// Whether the call on the screen is one that this person may rate.
    fn is_rated_by_me(&self, live: &LiveCall) -> bool {
        self.account.role() == Some(Role::Patient)
            && live.call.phase == CallPhase::Ended
            && live.call.outcome == Some(Outcome::Completed)
    }

    pub(super) fn rating_view(&self, live: &LiveCall) -> Option<RatingView> {
        self.is_rated_by_me(live).then(|| RatingView {
            form: live.rating.form.clone(),
            given: live.rating.given.as_ref().map(|rating| rating.stars),
            longest: u32::try_from(limits::NOTE_CHARS).unwrap_or(u32::MAX),
        })
    }

    pub(crate) fn rate_call(&mut self, cx: &mut Ctx, stars: u8, comment: Pii) {
        let rated = self.calls.live.as_ref();
        let Some(id) = rated
            .filter(|live| self.is_rated_by_me(live) && !live.rating.form.busy)
            .map(|live| live.call.id)
        else {
            return;
        };
        if let Some(live) = self.calls.live_of_mut(id) {
            live.rating.form.begin();
        }
        let path = paths::with_id(paths::RATE_CALL, id);
        let request = ApiRequest::post(RequestKind::Rate(id), path);
        self.ask(cx, request.with(&NewRating { stars, comment }));
    }

    pub(crate) fn on_rated(&mut self, id: CallId, result: Result<Value, RequestError>) {
        let answer = read::<Rating>(result);
        match self.calls.live_of_mut(id) {
            Some(live) => {
                if let Some(rating) = live.rating.form.settle(answer) {
                    live.rating.given = Some(rating);
                }
            }
            // Its screen was put away meanwhile, but a person who rated wants to know that it failed.
            None => {
                if let Err(problem) = answer {
                    self.notices.fail(problem);
                }
            }
        }
    }

    /// For the patient, once they have met: whom to book a further time with.
    pub(super) fn follow_up(&self, live: &LiveCall) -> Option<UserId> {
        self.is_rated_by_me(live).then(|| live.other().user_id)
    }

    /// For the doctor of a queue, once a call is over: whether the next patient can be invited.
    pub(super) fn next_patient_action(&self, live: &LiveCall) -> Option<Action> {
        let room = self.open_room()?;
        let is_its_call = live.call.schedule_id == Some(room.schedule.id);
        let is_over = live.call.phase == CallPhase::Ended;
        let is_doctor = self.account.role() == Some(Role::Doctor);
        (is_its_call && is_over && is_doctor).then(|| self.may_invite_next(room))
    }

    /// The chat, where a screen shows it: beside the call, and afterwards in the room below.
    pub(super) fn chat_of_call(&self, live: &LiveCall) -> Option<ChatBadge> {
        let shown = live.is_live() || matches!(self.route, Route::Room(_));
        let encounter_id = crate::chat::encounter_of(&live.call).filter(|_| shown)?;
        Some(self.chat_badge(encounter_id))
    }
}
