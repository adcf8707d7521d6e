//! The private address of the own calendar feed.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, Loadable, RequestError};
use serde_json::Value;
use shared::{CalendarFeed, Pii, paths};

impl App {
    /// Asks for the address, which the server makes when it is asked for the first time.
    pub(crate) fn show_feed(&mut self, cx: &mut Ctx) {
        if self.account.may_practise()
            && !matches!(self.appointments.feed, Some(Loadable::Loaded { .. }))
        {
            self.appointments.feed = Some(Loadable::Loading);
            self.ask(cx, ApiRequest::get(RequestKind::Feed, paths::CALENDAR));
        }
    }

    /// Asks for another address; the one before leads nowhere any more.
    pub(crate) fn renew_feed(&mut self, cx: &mut Ctx) {
        if self.account.may_practise() && !self.requests.has(RequestKind::RenewFeed) {
            self.appointments.feed = Some(Loadable::Loading);
            self.ask(
                cx,
                ApiRequest::post(RequestKind::RenewFeed, paths::RENEW_CALENDAR),
            );
        }
    }

    pub(crate) fn on_feed(&mut self, result: Result<Value, RequestError>) {
        self.appointments.feed = Some(match read::<CalendarFeed>(result) {
            Ok(feed) => Loadable::Loaded {
                value: Pii(format!("{}{}", self.server_url, feed.path.reveal())),
            },
            Err(problem) => Loadable::Failed { problem },
        });
    }
}
