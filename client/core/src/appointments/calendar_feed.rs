//! The private address of the own calendar feed.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::Appointments;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::session::server_url::ServerUrl;
use crate::view_parts::Loadable;
use shared::{CalendarFeed, Pii, paths};

impl Appointments {
    /// Asks for the address, which the server makes when it is asked for the first time.
    pub(crate) fn show_feed(&mut self, cx: &mut Ctx) {
        if cx.account.may_practise() && !matches!(self.feed, Some(Loadable::Loaded { .. })) {
            self.feed = Some(Loadable::Loading);
            cx.ask(ApiRequest::get(AppointmentRequest::Feed, paths::CALENDAR));
        }
    }

    /// Asks for another address; the one before leads nowhere any more.
    pub(crate) fn renew_feed(&mut self, cx: &mut Ctx) {
        if cx.account.may_practise() && !cx.requests.has(AppointmentRequest::RenewFeed) {
            self.feed = Some(Loadable::Loading);
            cx.ask(ApiRequest::post(
                AppointmentRequest::RenewFeed,
                paths::RENEW_CALENDAR,
            ));
        }
    }

    pub(crate) fn on_feed(&mut self, cx: &Ctx, result: Answer) {
        self.feed = Some(match read::<CalendarFeed>(result) {
            Ok(feed) => {
                let server = cx.server.as_ref().map_or("", ServerUrl::as_str);
                Loadable::Loaded {
                    value: Pii(format!("{server}{}", feed.path.reveal())),
                }
            }
            Err(problem) => Loadable::Failed { problem },
        });
    }
}
