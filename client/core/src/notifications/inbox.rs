//! The list behind the bell, and what is told while the app runs.

use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::notifications::intent::NotificationRequest;
use crate::notifications::leads::opens;
use crate::notifications::notices::NoticeText;
use crate::notifications::state::Notifications;
use crate::notifications::view::{Inbox, InboxLine};
use crate::schedules::state::Schedules;
use crate::view_parts::show;
use shared::{MarkRead, Notification, NotificationAbout, NotificationList, paths};

impl Notifications {
    pub(crate) fn load_inbox(&mut self, cx: &mut Ctx) {
        // Marking as read is answered with the list, and an older answer must not come after it.
        if !cx.account.may_practise() || cx.requests.has(NotificationRequest::ReadInbox) {
            return;
        }
        self.inbox.pages.begin();
        cx.ask(ApiRequest::get(
            NotificationRequest::Inbox,
            paths::NOTIFICATIONS,
        ));
    }

    /// Marks everything as read that this device knows of.
    pub(crate) fn read_inbox(&mut self, cx: &mut Ctx) {
        let up_to = self.inbox.newest();
        if self.inbox.unread == 0 || up_to == 0 || cx.requests.has(NotificationRequest::ReadInbox) {
            return;
        }
        cx.requests.drop_kind(NotificationRequest::Inbox);
        let request = ApiRequest::post(NotificationRequest::ReadInbox, paths::NOTIFICATIONS_READ);
        cx.ask(request.with(&MarkRead { up_to }));
    }

    pub(crate) fn on_inbox(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<NotificationList>(cx, result) {
            Ok(told) => self.inbox.replace(told),
            Err(problem) => self.inbox.pages.fail(problem),
        }
    }

    /// Earlier ones.
    pub(crate) fn show_more(&mut self, cx: &mut Ctx) {
        let pages = &self.inbox.pages;
        pages.ask_for_more(cx, NotificationRequest::MoreOfInbox, paths::NOTIFICATIONS);
    }

    pub(crate) fn on_more(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<NotificationList>(cx, result) {
            Ok(told) => {
                let pages = &mut self.inbox.pages;
                pages.go_on_with(told.notifications, told.next, |one| one.number);
            }
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// What could not be marked stays unread, which the bell shows; opening it again tries again.
    pub(crate) fn on_inbox_read(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<NotificationList>(cx, result) {
            Ok(told) => self.inbox.replace(told),
            Err(_) => self.load_inbox(cx),
        }
    }

    pub(crate) fn add_to_inbox(&mut self, notification: &Notification) {
        self.inbox.add(notification);
    }

    /// Something the server keeps for this person. What is read already was seen on another device.
    pub(crate) fn apply_notification(&mut self, cx: &mut Ctx, notification: Notification) {
        self.add_to_inbox(&notification);
        let opens = opens(&notification.about);
        self.tell_outside(cx, &notification, opens.clone());
        let text = match notification.about {
            NotificationAbout::SessionStarted { title, .. } => NoticeText::SessionStarted { title },
            NotificationAbout::SessionEnded {
                title,
                never_started,
                ..
            } => NoticeText::SessionEnded {
                title,
                never_started,
            },
            NotificationAbout::MailUndeliverable { other_name, .. } => {
                NoticeText::MailUndeliverable { name: other_name }
            }
            NotificationAbout::RemovedFromQueue { .. } => NoticeText::RemovedFromQueue,
            NotificationAbout::PlaceLapsed { title, .. } => NoticeText::PlaceLapsed { title },
            NotificationAbout::HandedOver { doctor_name, .. } => {
                NoticeText::HandedOver { name: doctor_name }
            }
            NotificationAbout::ByPhoneOnly { doctor_name } => {
                NoticeText::ByPhoneOnly { name: doctor_name }
            }
            NotificationAbout::NewMessage { from_name, .. } => {
                NoticeText::NewMessage { name: from_name }
            }
            NotificationAbout::WaitingRoom {
                patient_name,
                title,
                news,
                ..
            } => NoticeText::WaitingRoom {
                name: patient_name,
                title,
                news,
            },
            NotificationAbout::PasswordTried { at } => NoticeText::PasswordTried { at },
            // The call's own screen says so.
            NotificationAbout::MissedCall { .. } => return,
            NotificationAbout::AppointmentChanged {
                appointment_id,
                news,
                other_name,
                starts_at,
            } => NoticeText::Appointment {
                appointment_id,
                news,
                name: other_name,
                starts_at,
            },
            NotificationAbout::AppointmentReminder {
                appointment_id,
                before,
                other_name,
                starts_at,
            } => NoticeText::AppointmentNear {
                appointment_id,
                before,
                name: other_name,
                starts_at,
            },
        };
        if notification.read_at.is_none() {
            cx.notices.add_leading(text, Some(opens));
        }
    }

    pub(crate) fn inbox_view(
        &self,
        cx: &Ctx,
        schedules: &Schedules,
        calls: &Calls,
    ) -> Option<Inbox> {
        let line = |notification: &Notification| InboxLine {
            session_title: match notification.about {
                NotificationAbout::RemovedFromQueue { schedule_id } => schedules
                    .find(schedule_id)
                    .map(|schedule| schedule.title.clone()),
                _ => None,
            },
            call_back: calls.call_back_of(cx, notification),
            opens: opens(&notification.about),
            notification: notification.clone(),
        };
        cx.account.may_practise().then(|| Inbox {
            unread: self.inbox.unread,
            lines: show(&self.inbox.pages.list, |lines| {
                lines.iter().map(line).collect()
            }),
            more: self.inbox.pages.more(cx, NotificationRequest::MoreOfInbox),
        })
    }
}
