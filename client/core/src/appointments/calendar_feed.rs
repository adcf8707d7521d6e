//! The private address of the own calendar feed.

use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{App, Loadable, Trouble};
use serde_json::Value;
use shared::{CalendarFeed, Pii, paths};

impl App {
    /// Asks for the address, which the server makes when it is asked for the first time.
    pub(crate) fn show_feed(&mut self, turn: &mut Turn) {
        if self.account.may_practise() && !matches!(self.visits.feed, Some(Loadable::Loaded { .. }))
        {
            self.visits.feed = Some(Loadable::Loading);
            self.ask(turn, Wish::get(Purpose::Feed, paths::CALENDAR));
        }
    }

    /// Asks for another address; the one before leads nowhere any more.
    pub(crate) fn renew_feed(&mut self, turn: &mut Turn) {
        if self.account.may_practise() && !self.requests.has(Purpose::RenewFeed) {
            self.visits.feed = Some(Loadable::Loading);
            self.ask(turn, Wish::post(Purpose::RenewFeed, paths::RENEW_CALENDAR));
        }
    }

    pub(crate) fn on_feed(&mut self, result: Result<Value, Trouble>) {
        self.visits.feed = Some(match read::<CalendarFeed>(result) {
            Ok(feed) => Loadable::Loaded {
                value: Pii(format!("{}{}", self.server_url, feed.path.reveal())),
            },
            Err(problem) => Loadable::Failed { problem },
        });
    }
}
