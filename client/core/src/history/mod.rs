//! The person's past calls, of every way in.
//!
//! Owns the list of those that are over. What may be done about one is said by the calls and the chats.

pub(crate) mod intent;
pub(crate) mod view;

use crate::api::lists::read_list;
use crate::api::pages::Pages;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::history::intent::{HistoryIntent, HistoryRequest};
use crate::screens::route::Route;
use shared::{CallList, CallPhase, CallSnapshot, paths};

/// See the module.
#[derive(Default)]
pub(crate) struct History {
    pages: Pages<CallSnapshot>,
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
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: HistoryRequest, answer: Answer) {
        match (request, read_list::<CallList>(cx, answer)) {
            (HistoryRequest::Calls, Ok(told)) => {
                self.pages.begin_with(told.calls, told.next, |call| call.id);
            }
            (HistoryRequest::Calls, Err(problem)) => self.pages.fail(problem),
            (HistoryRequest::MoreCalls, Ok(told)) => {
                self.pages.go_on_with(told.calls, told.next, |call| call.id);
            }
            (HistoryRequest::MoreCalls, Err(problem)) => cx.notices.fail(problem),
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
    }

    /// A call as the server tells of it. One that is over is news of the list that is shown.
    pub(crate) fn apply_call(&mut self, cx: &mut Ctx, call: &CallSnapshot) {
        if cx.route == Route::History && call.phase == CallPhase::Ended {
            self.load(cx);
        }
    }
}
