//! What the practice has told a person, kept on the server until read and after.
//!
//! Owns the list behind the bell. The server counts what is unread; between its answers the core
//! adds what arrives live.

pub(crate) mod notices;
mod preferences;
pub(crate) mod subscriptions;
pub(crate) mod view;

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, InboxLine, Loadable, RequestError};
use serde_json::Value;
use shared::{
    EncounterId, MarkRead, Notification, NotificationAbout, NotificationList, Timestamp, paths,
};

/// As many as the server lists; older ones make room.
const MAX_LINES: usize = 100;

/// The list and what is known of it.
pub(crate) struct Inbox {
    list: Loadable<Vec<Notification>>,
    /// Told live before the list came, newest first.
    early: Vec<Notification>,
    unread: u32,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            list: Loadable::Loading,
            early: Vec::new(),
            unread: 0,
        }
    }
}

impl Inbox {
    fn newest(&self) -> i64 {
        match &self.list {
            Loadable::Loaded { value } => value.first().map_or(0, |newest| newest.number),
            Loadable::Loading | Loadable::Failed { .. } => 0,
        }
    }

    /// The server's list, below whatever was told while it was on its way.
    fn replace(&mut self, told: NotificationList) {
        let newest_told = told.notifications.first().map_or(0, |one| one.number);
        let later = match std::mem::replace(&mut self.list, Loadable::Loading) {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => std::mem::take(&mut self.early),
        };
        let mut all: Vec<_> = later
            .into_iter()
            .filter(|one| one.number > newest_told)
            .collect();
        self.unread = all.iter().fold(told.unread, count_unread);
        all.extend(told.notifications);
        all.truncate(MAX_LINES);
        self.list = Loadable::Loaded { value: all };
    }

    /// Whatever was told of a thread's messages is read, on the server as well.
    pub(crate) fn settle_thread(&mut self, thread: EncounterId, now: Timestamp) {
        let known = match &mut self.list {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => &mut self.early,
        };
        for one in known.iter_mut().filter(|one| one.read_at.is_none()) {
            let about = matches!(
                one.about,
                NotificationAbout::NewMessage { encounter_id, .. } if encounter_id == thread
            );
            if about {
                one.read_at = Some(now);
                self.unread = self.unread.saturating_sub(1);
            }
        }
    }

    /// Of each patient in a waiting room, only the newest is unread, on the server as well.
    fn settle_older(&mut self, newer: &Notification) {
        let NotificationAbout::WaitingRoom {
            schedule_id: room,
            patient_id: patient,
            ..
        } = newer.about
        else {
            return;
        };
        let known = match &mut self.list {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => &mut self.early,
        };
        for one in known.iter_mut().filter(|one| one.read_at.is_none()) {
            let same = matches!(
                one.about,
                NotificationAbout::WaitingRoom { schedule_id, patient_id, .. }
                    if (schedule_id, patient_id) == (room, patient)
            );
            if same {
                one.read_at = Some(newer.created_at);
                self.unread = self.unread.saturating_sub(1);
            }
        }
    }

    fn add(&mut self, notification: &Notification) {
        self.settle_older(notification);
        let known = match &mut self.list {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => &mut self.early,
        };
        if known
            .first()
            .is_none_or(|newest| notification.number > newest.number)
        {
            known.insert(0, notification.clone());
            known.truncate(MAX_LINES);
            self.unread = count_unread(self.unread, notification);
        }
    }
}

fn count_unread(unread: u32, notification: &Notification) -> u32 {
    unread.saturating_add(u32::from(notification.read_at.is_none()))
}

impl App {
    pub(crate) fn load_inbox(&mut self, cx: &mut Ctx) {
        // Marking as read is answered with the list, and an older answer must not come after it.
        if !self.account.may_practise() || self.requests.has(RequestKind::ReadInbox) {
            return;
        }
        if matches!(self.inbox.list, Loadable::Failed { .. }) {
            self.inbox.list = Loadable::Loading;
        }
        self.ask(
            cx,
            ApiRequest::get(RequestKind::Inbox, paths::NOTIFICATIONS),
        );
    }

    /// Marks everything as read that this device knows of.
    pub(crate) fn read_inbox(&mut self, cx: &mut Ctx) {
        let up_to = self.inbox.newest();
        if self.inbox.unread == 0 || up_to == 0 || self.requests.has(RequestKind::ReadInbox) {
            return;
        }
        self.requests.drop_kind(RequestKind::Inbox);
        let request = ApiRequest::post(RequestKind::ReadInbox, paths::NOTIFICATIONS_READ);
        self.ask(cx, request.with(&MarkRead { up_to }));
    }

    pub(crate) fn on_inbox(&mut self, result: Result<Value, RequestError>) {
        match read::<NotificationList>(result) {
            Ok(told) => self.inbox.replace(told),
            // An old list is better than none.
            Err(problem) => {
                if !matches!(self.inbox.list, Loadable::Loaded { .. }) {
                    self.inbox.list = Loadable::Failed { problem };
                }
            }
        }
    }

    /// What could not be marked stays unread, which the bell shows; opening it again tries again.
    pub(crate) fn on_inbox_read(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        match read::<NotificationList>(result) {
            Ok(told) => self.inbox.replace(told),
            Err(_) => self.load_inbox(cx),
        }
    }

    pub(crate) fn add_to_inbox(&mut self, notification: &Notification) {
        self.inbox.add(notification);
    }

    pub(crate) fn inbox_view(&self) -> Option<crate::Inbox> {
        let line = |notification: &Notification| InboxLine {
            session_title: match notification.about {
                NotificationAbout::RemovedFromQueue { schedule_id } => self
                    .schedules
                    .find(schedule_id)
                    .map(|schedule| schedule.title.clone()),
                _ => None,
            },
            call_back: self.call_back_of(notification),
            notification: notification.clone(),
        };
        self.account.may_practise().then(|| crate::Inbox {
            unread: self.inbox.unread,
            lines: crate::view_parts::show(&self.inbox.list, |lines| {
                lines.iter().map(line).collect()
            }),
        })
    }
}
