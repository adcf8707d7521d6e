//! The person's past calls, of every way in.
//!
//! Owns the list of those that are over. What may be done about one is said by the calls and the chats.

pub(crate) mod intent;
pub(crate) mod view;

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::api::pages::Pages;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::history::intent::{HistoryIntent, HistoryRequest};
use crate::screens::route::Route;
use crate::session::forms::FormState;
use crate::view_parts::Loadable;
use shared::{
    CallId, CallList, CallPhase, CallSnapshot, NewRating, OwnRatings, Pii, Rating, paths,
};
use std::collections::BTreeMap;

/// See the module.
#[derive(Default)]
pub(crate) struct History {
    pages: Pages<CallSnapshot>,
    /// What this patient thinks of those that were rated.
    ratings: BTreeMap<CallId, Rating>,
    /// The one that is being rated, and how far that got.
    rating: Option<(CallId, FormState)>,
    /// What patients think of this doctor.
    of_doctor: Option<Loadable<OwnRatings>>,
}

impl Feature for History {
    type Intent = HistoryIntent;
    type Request = HistoryRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: HistoryIntent) {
        match intent {
            HistoryIntent::ShowHistory => {
                if cx.go_to(Route::History) {
                    self.load(cx);
                }
            }
            HistoryIntent::ShowMoreHistory => {
                let kind = HistoryRequest::MoreCalls;
                self.pages.ask_for_more(cx, kind, paths::CALLS);
            }
            HistoryIntent::OpenRating { call_id } => {
                self.rating = Some((call_id, FormState::default()));
            }
            HistoryIntent::CloseRating => self.rating = None,
            HistoryIntent::RatePast { stars, comment } => self.rate(cx, stars, comment),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: HistoryRequest, answer: Answer) {
        match request {
            HistoryRequest::Calls => match read_list::<CallList>(cx, answer) {
                Ok(told) => {
                    self.keep_ratings(told.ratings);
                    self.pages.begin_with(told.calls, told.next, |call| call.id);
                }
                Err(problem) => self.pages.fail(problem),
            },
            HistoryRequest::MoreCalls => match read_list::<CallList>(cx, answer) {
                Ok(told) => {
                    self.keep_ratings(told.ratings);
                    self.pages.go_on_with(told.calls, told.next, |call| call.id);
                }
                Err(problem) => cx.notices.fail(problem),
            },
            HistoryRequest::Ratings => {
                self.of_doctor = Some(match read(answer) {
                    Ok(value) => Loadable::Loaded { value },
                    Err(problem) => Loadable::Failed { problem },
                });
            }
            HistoryRequest::Rate(call_id) => self.on_rated(cx, call_id, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        let shown = cx.route == Route::History;
        match event {
            Event::Reload if shown => {
                self.pages.start_anew();
                self.load(cx);
            }
            Event::Missed | Event::Online { resumed: false } if shown => self.load(cx),
            _ => {}
        }
    }
}

impl History {
    fn load(&mut self, cx: &mut Ctx) {
        self.pages.begin();
        cx.ask(ApiRequest::get(HistoryRequest::Calls, paths::CALLS));
        if cx.account.is_doctor() {
            if !matches!(self.of_doctor, Some(Loadable::Loaded { .. })) {
                self.of_doctor = Some(Loadable::Loading);
            }
            let path = paths::DOCTOR_RATINGS;
            cx.ask(ApiRequest::get(HistoryRequest::Ratings, path));
        }
    }

    fn keep_ratings(&mut self, told: Vec<Rating>) {
        let told = told.into_iter().map(|rating| (rating.call_id, rating));
        self.ratings.extend(told);
    }

    fn rate(&mut self, cx: &mut Ctx, stars: u8, comment: Pii) {
        let Some((call_id, form)) = self.rating.as_mut().filter(|(_, form)| !form.busy) else {
            return;
        };
        form.begin();
        let path = paths::with_id(paths::RATE_CALL, *call_id);
        let request = ApiRequest::post(HistoryRequest::Rate(*call_id), path);
        cx.ask(request.with(&NewRating { stars, comment }));
    }

    fn on_rated(&mut self, cx: &mut Ctx, call_id: CallId, answer: Answer) {
        let answer = read::<Rating>(answer);
        if let Ok(rating) = &answer {
            self.ratings.insert(call_id, rating.clone());
        }
        match &mut self.rating {
            Some((open, form)) if *open == call_id => {
                form.settle(answer);
            }
            // It was put away meanwhile, but a person who rated wants to know that it failed.
            Some(_) | None => {
                if let Err(problem) = answer {
                    cx.notices.fail(problem);
                }
            }
        }
    }

    /// A call as the server tells of it. One that is over is news of the list that is shown.
    pub(crate) fn apply_call(&mut self, cx: &mut Ctx, call: &CallSnapshot) {
        if cx.route == Route::History && call.phase == CallPhase::Ended {
            self.load(cx);
        }
    }
}
