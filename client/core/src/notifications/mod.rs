//! What the practice has told a person, kept on the server until read and after.
//!
//! Owns the list behind the bell. The server counts what is unread; between its answers the core
//! adds what arrives live.

mod inbox;
pub(crate) mod intent;
mod leads;
pub(crate) mod notices;
mod preferences;
pub(crate) mod state;
mod subscriptions;
pub(crate) mod view;

use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::notifications::intent::{NotificationIntent, NotificationRequest};
use crate::notifications::state::Notifications;

impl Feature for Notifications {
    type Intent = NotificationIntent;
    type Request = NotificationRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: NotificationIntent) {
        match intent {
            NotificationIntent::ChooseNotification(choice) => self.choose_notification(cx, choice),
            NotificationIntent::LookAtApp { looking } => self.look_at_app(looking),
            NotificationIntent::ReadInbox => self.read_inbox(cx),
            NotificationIntent::ShowMoreNotifications => self.show_more(cx),
            NotificationIntent::DismissNotice { id } => cx.notices.dismiss(id),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: NotificationRequest, answer: Answer) {
        match request {
            NotificationRequest::Inbox => self.on_inbox(cx, answer),
            NotificationRequest::MoreOfInbox => self.on_more(cx, answer),
            NotificationRequest::Choices => self.on_choices(cx, answer),
            NotificationRequest::SaveChoices => self.on_choices_saved(cx, answer),
            NotificationRequest::ReadInbox => self.on_inbox_read(cx, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        match event {
            Event::Entered | Event::Reload => {
                self.load_inbox(cx);
                self.load_choices(cx);
            }
            Event::Missed | Event::Online { resumed: false } => self.load_inbox(cx),
            Event::ThreadRead(encounter_id) => {
                self.inbox.settle_thread(*encounter_id, cx.server_now());
            }
            _ => {}
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, (): ()) {
        self.reconcile_subscriptions(cx);
    }

    /// Whether the window is before somebody's eyes is the device's and stays.
    fn sign_out(&mut self, _cx: &mut Ctx) {
        *self = Self {
            subscriptions: std::mem::take(&mut self.subscriptions),
            ..Self::default()
        };
    }
}
