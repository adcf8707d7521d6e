//! What this device knows of notifications.

use crate::api::pages::Pages;
use shared::{
    EncounterId, Notification, NotificationAbout, NotificationChoice, NotificationList, ScheduleId,
    Timestamp,
};

/// What the practice has told, and in which ways it is to be told.
#[derive(Default)]
pub(crate) struct Notifications {
    pub(super) inbox: InboxList,
    pub(super) subscriptions: Subscriptions,
    /// What the person wants to be told; empty until it is known.
    pub(super) choices: Vec<NotificationChoice>,
}

/// The list and what is known of it.
#[derive(Default)]
pub(crate) struct InboxList {
    pub(super) pages: Pages<Notification>,
    /// Told live before the list came, newest first.
    pub(super) early: Vec<Notification>,
    pub(super) unread: u32,
}

impl InboxList {
    pub(super) fn newest(&self) -> i64 {
        self.pages.rows().first().map_or(0, |newest| newest.number)
    }

    /// Whatever is known of, though the list may not be here yet.
    fn known(&mut self) -> &mut Vec<Notification> {
        match self.pages.rows_mut() {
            Some(rows) => rows,
            None => &mut self.early,
        }
    }

    /// The server's first page, below whatever was told while it was on its way.
    pub(super) fn replace(&mut self, told: NotificationList) {
        let newest_told = told.notifications.first().map_or(0, |one| one.number);
        let early = std::mem::take(&mut self.early);
        let known = self.pages.rows().iter().chain(&early);
        let mut all: Vec<_> = known
            .filter(|one| one.number > newest_told)
            .cloned()
            .collect();
        self.unread = all.iter().fold(told.unread, count_unread);
        all.extend(told.notifications);
        self.pages.begin_with(all, told.next, |one| one.number);
    }

    /// Whatever was told of a thread's messages is read, on the server as well.
    pub(crate) fn settle_thread(&mut self, thread: EncounterId, now: Timestamp) {
        let mut settled = 0;
        let known = self.known().iter_mut();
        for one in known.filter(|one| one.read_at.is_none()) {
            let about = matches!(
                one.about,
                NotificationAbout::NewMessage { encounter_id, .. } if encounter_id == thread
            );
            if about {
                one.read_at = Some(now);
                settled += 1;
            }
        }
        self.unread = self.unread.saturating_sub(settled);
    }

    /// Of each patient in a waiting room, only the newest is unread, on the server as well.
    pub(super) fn settle_older(&mut self, newer: &Notification) {
        let NotificationAbout::WaitingRoom {
            schedule_id: room,
            patient_id: patient,
            ..
        } = newer.about
        else {
            return;
        };
        let mut settled = 0;
        let known = self.known().iter_mut();
        for one in known.filter(|one| one.read_at.is_none()) {
            let same = matches!(
                one.about,
                NotificationAbout::WaitingRoom { schedule_id, patient_id, .. }
                    if (schedule_id, patient_id) == (room, patient)
            );
            if same {
                one.read_at = Some(newer.created_at);
                settled += 1;
            }
        }
        self.unread = self.unread.saturating_sub(settled);
    }

    pub(super) fn add(&mut self, notification: &Notification) {
        self.settle_older(notification);
        let known = self.known();
        if known
            .first()
            .is_none_or(|newest| notification.number > newest.number)
        {
            known.insert(0, notification.clone());
            self.unread = count_unread(self.unread, notification);
        }
    }
}

pub(super) fn count_unread(unread: u32, notification: &Notification) -> u32 {
    unread.saturating_add(u32::from(notification.read_at.is_none()))
}

/// What the server was told on this connection.
#[derive(Default)]
pub(crate) struct Subscriptions {
    pub(super) connection: u64,
    pub(super) doctors: bool,
    pub(super) room: Option<ScheduleId>,
    /// The window is not before the person's eyes, as far as its page says.
    pub(super) away: bool,
}
