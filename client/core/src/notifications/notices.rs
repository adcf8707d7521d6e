//! Short messages to the person.

use crate::ctx::Ctx;
use crate::{App, Notice, NoticeText, RequestError};
use shared::{Notification, NotificationAbout};
use std::collections::VecDeque;

/// Older ones make room.
const MAX_NOTICES: usize = 5;

/// What waits to be read, oldest first.
#[derive(Default)]
pub(crate) struct Notices {
    last_id: u64,
    waiting: VecDeque<Notice>,
}

impl Notices {
    pub(crate) fn add(&mut self, text: NoticeText) {
        // The same words again would only push others out.
        self.waiting.retain(|notice| notice.text != text);
        if self.waiting.len() >= MAX_NOTICES {
            self.waiting.pop_front();
        }
        self.last_id += 1;
        self.waiting.push_back(Notice {
            id: self.last_id,
            text,
        });
    }

    pub(crate) fn fail(&mut self, problem: RequestError) {
        self.add(NoticeText::Failed { problem });
    }

    pub(crate) fn dismiss(&mut self, id: u64) {
        self.waiting.retain(|notice| notice.id != id);
    }

    pub(crate) fn all(&self) -> Vec<Notice> {
        self.waiting.iter().cloned().collect()
    }
}

impl App {
    /// Something the server keeps for this person. What is read already was seen on another device.
    pub(crate) fn apply_notification(&mut self, cx: &mut Ctx, notification: Notification) {
        self.add_to_inbox(&notification);
        self.tell_outside(cx, &notification);
        let text = match notification.about {
            NotificationAbout::SessionStarted { title, .. } => NoticeText::SessionStarted { title },
            NotificationAbout::SessionEnded { title, .. } => NoticeText::SessionEnded { title },
            NotificationAbout::RemovedFromQueue { .. } => NoticeText::RemovedFromQueue,
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
            self.notices.add(text);
        }
    }
}
