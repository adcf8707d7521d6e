//! The own calendar feed, whose private address is shown once, when it is made.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::appointments::feed_view::FeedView;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::Appointments;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::session::server_url::ServerUrl;
use crate::view_parts::Loadable;
use shared::{CalendarFeed, CalendarFeedAddress, Pii, paths};

const fn loaded(value: FeedView) -> Loadable<FeedView> {
    Loadable::Loaded { value }
}

impl Appointments {
    /// Asks whether there is one. An address that was shown is not shown again.
    pub(crate) fn show_feed(&mut self, cx: &mut Ctx) {
        if cx.account.may_practise() && !cx.requests.has(AppointmentRequest::RenewFeed) {
            self.feed = Some(Loadable::Loading);
            cx.ask(ApiRequest::get(AppointmentRequest::Feed, paths::CALENDAR));
        }
    }

    /// Asks for an address; the one before leads nowhere any more.
    pub(crate) fn renew_feed(&mut self, cx: &mut Ctx) {
        if cx.account.may_practise() && !cx.requests.has(AppointmentRequest::RenewFeed) {
            self.feed = Some(Loadable::Loading);
            cx.ask(ApiRequest::post(
                AppointmentRequest::RenewFeed,
                paths::RENEW_CALENDAR,
            ));
        }
    }

    pub(crate) fn on_feed(&mut self, result: Answer) {
        self.feed = Some(match read::<CalendarFeed>(result) {
            Ok(CalendarFeed { exists: true }) => loaded(FeedView::Hidden),
            Ok(CalendarFeed { exists: false }) => loaded(FeedView::Absent),
            Err(problem) => Loadable::Failed { problem },
        });
    }

    pub(crate) fn on_feed_address(&mut self, cx: &Ctx, result: Answer) {
        self.feed = Some(match read::<CalendarFeedAddress>(result) {
            Ok(feed) => {
                let server = cx.server.as_ref().map_or("", ServerUrl::as_str);
                loaded(FeedView::Shown {
                    address: Pii(format!("{server}{}", feed.path.reveal())),
                })
            }
            Err(problem) => Loadable::Failed { problem },
        });
    }
}
