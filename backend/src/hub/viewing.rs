use super::registry::SocketId;
use shared::{EncounterId, ScheduleId};
use std::collections::HashMap;

/// What each device's person has before their eyes, so that nobody is notified of what they see.
#[derive(Default)]
pub struct Viewing {
    chats: HashMap<SocketId, EncounterId>,
    queues: HashMap<SocketId, ScheduleId>,
}

impl Viewing {
    /// This socket's person looks at nothing any more.
    pub fn remove(&mut self, id: SocketId) {
        self.chats.remove(&id);
        self.queues.remove(&id);
    }

    /// This socket's person looks at a thread, or no longer.
    pub fn set_chat(&mut self, id: SocketId, encounter_id: EncounterId, viewing: bool) {
        if viewing {
            self.chats.insert(id, encounter_id);
        } else if self.chat(id) == Some(encounter_id) {
            self.chats.remove(&id);
        }
    }

    /// This socket's doctor looks at a waiting room, or at none.
    pub fn set_queue(&mut self, id: SocketId, schedule_id: Option<ScheduleId>) {
        match schedule_id {
            Some(schedule_id) => self.queues.insert(id, schedule_id),
            None => self.queues.remove(&id),
        };
    }

    /// The thread that this socket's person looks at.
    pub fn chat(&self, id: SocketId) -> Option<EncounterId> {
        self.chats.get(&id).copied()
    }

    /// The waiting room that this socket's doctor looks at.
    pub fn queue(&self, id: SocketId) -> Option<ScheduleId> {
        self.queues.get(&id).copied()
    }
}
