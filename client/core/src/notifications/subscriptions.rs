//! What this device has the server tell it of, or keep from it, besides its own affairs: whether
//! doctors can be rung, while the directory is open, and the waiting room before the doctor's eyes.
//!
//! Whether it is to be told is worked out anew at the end of each pass, and said once per connection.

use crate::ctx::Ctx;
use crate::io::{Effect, Intent};
use crate::notifications::state::{Notifications, Subscriptions};
use crate::screens::route::Route;
use shared::{ClientFrame, Notification, NotificationKind, Role, ScheduleId};

impl Notifications {
    pub(crate) fn look_at_app(&mut self, looking: bool) {
        self.subscriptions.away = !looking;
    }

    /// The waiting room that this doctor looks at.
    fn looked_at(&self, cx: &Ctx) -> Option<ScheduleId> {
        match cx.route {
            Route::Room(id)
                if cx.account.role() == Some(Role::Doctor) && !self.subscriptions.away =>
            {
                Some(id)
            }
            _ => None,
        }
    }

    pub(crate) fn reconcile_subscriptions(&mut self, cx: &mut Ctx) {
        if !cx.link.is_online() {
            return;
        }
        if self.subscriptions.connection != cx.link.connection {
            self.subscriptions = Subscriptions {
                connection: cx.link.connection,
                away: self.subscriptions.away,
                ..Subscriptions::default()
            };
        }
        let doctors = cx.route == Route::Doctors && cx.account.role() == Some(Role::Patient);
        if self.subscriptions.doctors != doctors {
            self.subscriptions.doctors = doctors;
            let frame = if doctors {
                ClientFrame::JoinDoctors
            } else {
                ClientFrame::LeaveDoctors
            };
            cx.say(frame);
        }
        let schedule_id = self.looked_at(cx);
        if self.subscriptions.room != schedule_id {
            self.subscriptions.room = schedule_id;
            cx.say(ClientFrame::LookAtSchedule { schedule_id });
        }
    }

    /// Has the operating system tell it as well, to somebody who wants that and looks elsewhere.
    pub(crate) fn tell_outside(&self, cx: &mut Ctx, notification: &Notification, opens: Intent) {
        let kind = notification.about.kind();
        let wanted =
            self.subscriptions.away && notification.read_at.is_none() && self.wants_os(kind);
        if wanted {
            let about = notification.about.clone();
            cx.push(Effect::NotifyNews { about, opens });
        }
    }

    fn wants_os(&self, kind: NotificationKind) -> bool {
        let chosen = self.choices.iter().find(|one| one.kind == kind);
        chosen.is_some_and(|one| one.in_app && one.os)
    }
}
