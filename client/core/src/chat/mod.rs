//! Chats: the threads this device knows, the open one, and what waits to be sent.
//!
//! Owns the messages in their order, what was written while the server was out of reach, and how far
//! each person got. Must never show a message twice nor send one twice: a key goes with each.

mod actions;
mod files;
mod frames;
mod screen;
mod view;

pub(crate) use actions::encounter_of;
pub use files::safe_file_name;
pub use view::{
    AttachRules, ChatBadge, ChatLine, ChatLineState, ChatView, FileLine, FilePresence, FileSaving,
};

use crate::ctx::earlier;
use crate::{App, Loadable, RequestError, TransferId};
use files::FileHere;
use shared::{
    CallId, ChatFile, ChatMarks, ChatPartner, EncounterId, FileId, Message, MessagePage, Pii,
    Timestamp,
};
use std::collections::{BTreeMap, VecDeque};

/// Threads kept; closed ones with nothing to send make room.
const MAX_THREADS: usize = 16;
/// Messages of one thread that may wait to be sent.
const MAX_OUTGOING: usize = 100;
/// Others hear that this person writes no more often than this.
const TYPING_SPACING_MS: i64 = 3_000;
/// Without another word, nobody counts as writing for longer than this.
const TYPING_SHOWN_MS: i64 = 6_000;

/// All of them.
#[derive(Default)]
pub(crate) struct Chats {
    open: Option<EncounterId>,
    /// The open one is before the person's eyes.
    looking: bool,
    /// The thread that the server knows to be looked at, on this connection.
    told_looking: Option<EncounterId>,
    threads: BTreeMap<EncounterId, Thread>,
    unread: BTreeMap<EncounterId, u32>,
    /// What this device has of stored files.
    files: BTreeMap<FileId, FileHere>,
    /// The call that covers the screens.
    covered_by: Option<CallId>,
    /// When others heard last that this person writes, and where.
    typing_told: Option<(EncounterId, Timestamp)>,
}

/// One thread as this device knows it.
struct Thread {
    known: Loadable<Known>,
    outgoing: VecDeque<Outgoing>,
    /// The other one is writing, until then by this device's clock.
    typing_until: Option<Timestamp>,
    /// What the server was told on this connection.
    reported: ChatMarks,
}

impl Default for Thread {
    fn default() -> Self {
        Self {
            known: Loadable::Loading,
            outgoing: VecDeque::new(),
            typing_until: None,
            reported: ChatMarks::default(),
        }
    }
}

/// What the server has of a thread, without gaps from the earliest message here to the newest.
struct Known {
    messages: BTreeMap<i64, Message>,
    has_earlier: bool,
    own: ChatMarks,
    partner: ChatPartner,
    open_until: Option<Timestamp>,
}

/// A message that the server does not have yet, as far as this device knows.
struct Outgoing {
    key: String,
    text: Pii,
    /// What hangs on it.
    file: Option<OutgoingFile>,
    /// Server time.
    written_at: Timestamp,
    /// Why the server would not have it.
    refused: Option<RequestError>,
}

/// A file on its way to the server.
struct OutgoingFile {
    transfer: TransferId,
    name: Pii,
    bytes: u64,
    /// Its own idempotency key.
    key: String,
    /// So many bytes have left.
    sent: u64,
    /// The server has it.
    stored: Option<ChatFile>,
}

impl Outgoing {
    /// Whether its file has to be sent before it.
    fn is_upload(&self) -> bool {
        let unsent = self.file.as_ref().is_some_and(|file| file.stored.is_none());
        unsent && self.refused.is_none()
    }
}

impl Known {
    fn of(page: MessagePage) -> Self {
        let messages = page.messages.into_iter();
        Self {
            messages: messages.map(|message| (message.number, message)).collect(),
            has_earlier: page.has_earlier,
            own: page.own,
            partner: page.partner,
            open_until: page.open_until,
        }
    }

    fn earliest(&self) -> Option<i64> {
        self.messages.keys().next().copied()
    }

    fn newest(&self) -> i64 {
        self.messages.keys().next_back().copied().unwrap_or(0)
    }

    /// Takes in a page. Where something between it and what is known is missing, the newer part stays.
    fn merge(&mut self, page: MessagePage) {
        let mut told = Self::of(page);
        let touches = told.earliest().unwrap_or(1) <= self.newest().saturating_add(1)
            && self.earliest().unwrap_or(1) <= told.newest().saturating_add(1);
        if touches {
            if let (Some(known), Some(page)) = (self.earliest(), told.earliest())
                && known < page
            {
                told.has_earlier = self.has_earlier;
            }
            told.messages.append(&mut self.messages);
        }
        told.own = furthest(told.own, self.own);
        told.partner.marks = furthest(told.partner.marks, self.partner.marks);
        *self = told;
    }
}

/// Marks move forward only, whatever order they come in.
fn furthest(one: ChatMarks, other: ChatMarks) -> ChatMarks {
    ChatMarks {
        delivered: one.delivered.max(other.delivered),
        read: one.read.max(other.read),
    }
}

impl Thread {
    fn known(&self) -> Option<&Known> {
        match &self.known {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    fn known_mut(&mut self) -> Option<&mut Known> {
        match &mut self.known {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    /// The next one to send. Words need not wait for the files before them.
    fn next_outgoing(&self) -> Option<&Outgoing> {
        let mut all = self.outgoing.iter();
        all.find(|one| one.refused.is_none() && !one.is_upload())
    }

    /// The next one whose file is to be sent.
    fn next_upload(&self) -> Option<&Outgoing> {
        self.outgoing.iter().find(|one| one.is_upload())
    }

    fn next_upload_mut(&mut self) -> Option<&mut OutgoingFile> {
        let next = self.outgoing.iter_mut().find(|one| one.is_upload());
        next.and_then(|one| one.file.as_mut())
    }
}

impl Chats {
    fn is_read_now(&self, encounter_id: EncounterId) -> bool {
        self.looking && self.open == Some(encounter_id)
    }

    /// A new connection knows nothing of what was told on the old one.
    pub(crate) fn on_link_up(&mut self) {
        self.told_looking = None;
        self.typing_told = None;
        for thread in self.threads.values_mut() {
            thread.reported = ChatMarks::default();
            thread.typing_until = None;
        }
    }

    fn make_room(&mut self) {
        let open = self.open;
        let idle =
            |id: &EncounterId, thread: &Thread| Some(*id) != open && thread.outgoing.is_empty();
        while self.threads.len() >= MAX_THREADS {
            let found = self.threads.iter().find(|(id, thread)| idle(id, thread));
            let Some(id) = found.map(|(id, _)| *id) else {
                return;
            };
            self.threads.remove(&id);
        }
    }
}

impl App {
    /// When a chat has something to do by itself.
    pub(crate) fn chats_next_at(&self) -> Option<Timestamp> {
        let threads = self.chats.threads.values();
        let typing_ends = threads.filter_map(|thread| thread.typing_until).min();
        let open = self.chats.open.and_then(|id| self.chats.threads.get(&id));
        let closes = open
            .and_then(Thread::known)
            .and_then(|known| known.open_until)
            .map(|until| self.link.to_device(until))
            .filter(|until| *until > self.now);
        earlier(typing_ends, closes)
    }
}
