//! The patient's rating of a consultation, and what comes after one.
//!
//! Owns how far the rating of the call on the screen got. The stars and words that are not sent yet
//! stay with the page.

use super::Line;
use crate::app::Place;
use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::Turn;
use crate::{Action, App, ChatBadge, FormState, Trouble};
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
pub(super) struct RatingLine {
    form: FormState,
    given: Option<Rating>,
}

impl App {
    /// Whether the call on the screen is one that this person may rate.
    fn is_rated_by_me(&self, line: &Line) -> bool {
        self.account.role() == Some(Role::Patient)
            && line.call.phase == CallPhase::Ended
            && line.call.outcome == Some(Outcome::Completed)
    }

    pub(super) fn rating_view(&self, line: &Line) -> Option<RatingView> {
        self.is_rated_by_me(line).then(|| RatingView {
            form: line.rating.form.clone(),
            given: line.rating.given.as_ref().map(|rating| rating.stars),
            longest: u32::try_from(limits::MAX_NOTE_CHARS).unwrap_or(u32::MAX),
        })
    }

    pub(crate) fn rate_call(&mut self, turn: &mut Turn, stars: u8, comment: Pii) {
        let rated = self.calls.line.as_ref();
        let Some(id) = rated
            .filter(|line| self.is_rated_by_me(line) && !line.rating.form.busy)
            .map(|line| line.call.id)
        else {
            return;
        };
        if let Some(line) = self.calls.line_of_mut(id) {
            line.rating.form.begin();
        }
        let path = paths::with_id(paths::RATE_CALL, id);
        let wish = Wish::post(Purpose::Rate(id), path);
        self.ask(turn, wish.with(&NewRating { stars, comment }));
    }

    pub(crate) fn on_rated(&mut self, id: CallId, result: Result<Value, Trouble>) {
        let answer = read::<Rating>(result);
        match self.calls.line_of_mut(id) {
            Some(line) => {
                if let Some(rating) = line.rating.form.settle(answer) {
                    line.rating.given = Some(rating);
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
    pub(super) fn follow_up(&self, line: &Line) -> Option<UserId> {
        self.is_rated_by_me(line).then(|| line.other().user_id)
    }

    /// For the doctor of a queue, once a call is over: whether the next patient can be invited.
    pub(super) fn next_patient_action(&self, line: &Line) -> Option<Action> {
        let room = self.open_room()?;
        let is_its_call = line.call.schedule_id == Some(room.schedule.id);
        let is_over = line.call.phase == CallPhase::Ended;
        let is_doctor = self.account.role() == Some(Role::Doctor);
        (is_its_call && is_over && is_doctor).then(|| self.may_invite_next(room))
    }

    /// The chat, where a screen shows it: beside the call, and afterwards in the room below.
    pub(super) fn chat_of_call(&self, line: &Line) -> Option<ChatBadge> {
        let shown = line.is_live() || matches!(self.place, Place::Room(_));
        let encounter_id = crate::chat::encounter_of(&line.call).filter(|_| shown)?;
        Some(self.chat_badge(encounter_id))
    }
}
