//! What this device has the server tell it of, or keep from it, besides its own affairs: whether
//! doctors can be rung, while the directory is open, and the waiting room before the doctor's eyes.
//!
//! Whether it is to be told is worked out anew at the end of each pass, and said once per connection.

use crate::ctx::Ctx;
use crate::screens::route::Route;
use crate::{App, Effect};
use shared::{ClientFrame, Notification, NotificationKind, Role, ScheduleId};

/// What the server was told on this connection.
#[derive(Default)]
pub(crate) struct Subscriptions {
    connection: u64,
    doctors: bool,
    room: Option<ScheduleId>,
    /// The window is not before the person's eyes, as far as its page says.
    away: bool,
}

impl App {
    pub(crate) fn look_at_app(&mut self, looking: bool) {
        self.subscriptions.away = !looking;
    }

    /// The waiting room that this doctor looks at.
    fn looked_at(&self) -> Option<ScheduleId> {
        match self.route {
            Route::Room(id)
                if self.account.role() == Some(Role::Doctor) && !self.subscriptions.away =>
            {
                Some(id)
            }
            _ => None,
        }
    }

    pub(crate) fn reconcile_subscriptions(&mut self, cx: &mut Ctx) {
        if !self.link.is_online() {
            return;
        }
        if self.subscriptions.connection != self.link.connection {
            self.subscriptions = Subscriptions {
                connection: self.link.connection,
                away: self.subscriptions.away,
                ..Subscriptions::default()
            };
        }
        let doctors = self.route == Route::Doctors && self.account.role() == Some(Role::Patient);
        if self.subscriptions.doctors != doctors {
            self.subscriptions.doctors = doctors;
            let frame = match doctors {
                true => ClientFrame::JoinDoctors,
                false => ClientFrame::LeaveDoctors,
            };
            self.say(cx, frame);
        }
        let schedule_id = self.looked_at();
        if self.subscriptions.room != schedule_id {
            self.subscriptions.room = schedule_id;
            self.say(cx, ClientFrame::LookAtSchedule { schedule_id });
        }
    }

    /// Has the operating system tell it as well, to somebody who wants that and looks elsewhere.
    pub(crate) fn tell_outside(&self, cx: &mut Ctx, notification: &Notification) {
        let kind = notification.about.kind();
        let wanted =
            self.subscriptions.away && notification.read_at.is_none() && self.wants_os(kind);
        if wanted {
            cx.push(Effect::NotifyNews(notification.about.clone()));
        }
    }

    fn wants_os(&self, kind: NotificationKind) -> bool {
        let chosen = self.choices.iter().find(|one| one.kind == kind);
        chosen.is_some_and(|one| one.in_app && one.os)
    }
}
