//! Hands what one feature tells on to the others.

use crate::app::{App, each_feature};
use crate::devices::DeviceReads;
use crate::events::Event;
use crate::feature::Feature;
use crate::notifications::notices::NoticeText;
use crate::queue::QueueReads;

impl App {
    /// Until nobody has anything more to tell.
    pub(super) fn spread_events(&mut self) {
        while let Some(event) = self.ctx.events.pop_front() {
            if let Event::Left { by_server } = event {
                self.forget_person(by_server);
            }
            each_feature!(self, |feature, cx, _reads| {
                feature.on_event(cx, &event);
            });
        }
    }

    /// The person leaves this device: nothing of what was theirs stays.
    fn forget_person(&mut self, by_server: bool) {
        each_feature!(self, |feature, cx, _reads| feature.sign_out(cx));
        self.ctx.sign_out();
        if by_server {
            self.ctx.notices.add(NoticeText::SignedOut);
        }
    }
}
