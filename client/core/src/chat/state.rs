//! The threads as this device knows them.

use crate::api::error::RequestError;
use crate::chat::file_line::{FileLine, FilePresence, FileSaving};
use crate::chat::thread_list::Threads;
use crate::io::TransferId;
use crate::screens::route::Route;
use crate::view_parts::Loadable;
use shared::{
    CallId, ChatFile, ChatMarks, ChatPartner, EncounterId, FileId, FormerWriter, Message,
    MessagePage, Pii, Timestamp,
};
use std::collections::{BTreeMap, VecDeque};

/// Threads kept; closed ones with nothing to send make room.
const MAX_THREADS: usize = 16;

/// Messages of one thread that may wait to be sent.
pub(super) const MAX_OUTGOING: usize = 100;

/// Others hear that this person writes no more often than this.
pub(super) const TYPING_SPACING_MS: i64 = 3_000;

/// Without another word, nobody counts as writing for longer than this.
pub(super) const TYPING_SHOWN_MS: i64 = 6_000;

/// All of them.
#[derive(Default)]
pub(crate) struct Chat {
    pub(super) list: Threads,
    pub(super) open: Option<EncounterId>,
    /// Where it was opened.
    pub(super) opened_at: Option<Route>,
    /// The open one is before the person's eyes.
    pub(super) looking: bool,
    /// The thread that the server knows to be looked at, on this connection.
    pub(super) told_looking: Option<EncounterId>,
    pub(super) threads: BTreeMap<EncounterId, Thread>,
    pub(super) unread: BTreeMap<EncounterId, u32>,
    /// What this device has of stored files.
    pub(super) files: BTreeMap<FileId, FileHere>,
    /// The call that covers the screens.
    pub(super) covered_by: Option<CallId>,
    /// When others heard last that this person writes, and where.
    pub(super) typing_told: Option<(EncounterId, Timestamp)>,
}

/// One thread as this device knows it.
pub(super) struct Thread {
    pub(super) known: Loadable<Known>,
    pub(super) outgoing: VecDeque<Outgoing>,
    /// The other one is writing, until then by this device's clock.
    pub(super) typing_until: Option<Timestamp>,
    /// What the server was told on this connection.
    pub(super) reported: ChatMarks,
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
pub(super) struct Known {
    pub(super) messages: BTreeMap<i64, Message>,
    pub(super) has_earlier: bool,
    pub(super) own: ChatMarks,
    pub(super) partner: ChatPartner,
    /// Doctors who wrote here before the place was handed over.
    pub(super) former: Vec<FormerWriter>,
    pub(super) open_until: Option<Timestamp>,
}

/// A message that the server does not have yet, as far as this device knows.
pub(super) struct Outgoing {
    pub(super) key: String,
    pub(super) text: Pii,
    /// What hangs on it.
    pub(super) file: Option<OutgoingFile>,
    /// Server time.
    pub(super) written_at: Timestamp,
    /// Why the server would not have it.
    pub(super) refused: Option<RequestError>,
}

/// A file on its way to the server.
pub(super) struct OutgoingFile {
    pub(super) transfer: TransferId,
    pub(super) name: Pii,
    pub(super) bytes: u64,
    /// Its own idempotency key.
    pub(super) key: String,
    /// So many bytes have left.
    pub(super) sent: u64,
    /// The server has it.
    pub(super) stored: Option<ChatFile>,
}

impl Outgoing {
    /// Words that were just written.
    pub(super) const fn new(key: String, text: Pii, written_at: Timestamp) -> Self {
        Self {
            key,
            text,
            file: None,
            written_at,
            refused: None,
        }
    }

    /// Whether its file has to be sent before it.
    pub(super) fn is_upload(&self) -> bool {
        let unsent = self.file.as_ref().is_some_and(|file| file.stored.is_none());
        unsent && self.refused.is_none()
    }
}

impl Known {
    pub(super) fn of(page: MessagePage) -> Self {
        let messages = page.messages.into_iter();
        Self {
            messages: messages.map(|message| (message.number, message)).collect(),
            has_earlier: page.has_earlier,
            own: page.own,
            partner: page.partner,
            former: page.former,
            open_until: page.open_until,
        }
    }

    pub(super) fn earliest(&self) -> Option<i64> {
        self.messages.keys().next().copied()
    }

    pub(super) fn newest(&self) -> i64 {
        self.messages.keys().next_back().copied().unwrap_or(0)
    }

    /// Takes in a page. Where something between it and what is known is missing, the newer part stays.
    pub(super) fn merge(&mut self, page: MessagePage) {
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
pub(super) fn furthest(one: ChatMarks, other: ChatMarks) -> ChatMarks {
    ChatMarks {
        delivered: one.delivered.max(other.delivered),
        read: one.read.max(other.read),
    }
}

impl Thread {
    pub(super) fn known(&self) -> Option<&Known> {
        match &self.known {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    pub(super) fn known_mut(&mut self) -> Option<&mut Known> {
        match &mut self.known {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    /// The next one to send. Words need not wait for the files before them.
    pub(super) fn next_outgoing(&self) -> Option<&Outgoing> {
        let mut all = self.outgoing.iter();
        all.find(|one| one.refused.is_none() && !one.is_upload())
    }

    /// The next one whose file is to be sent.
    pub(super) fn next_upload(&self) -> Option<&Outgoing> {
        self.outgoing.iter().find(|one| one.is_upload())
    }

    pub(super) fn next_upload_mut(&mut self) -> Option<&mut OutgoingFile> {
        let next = self.outgoing.iter_mut().find(|one| one.is_upload());
        next.and_then(|one| one.file.as_mut())
    }
}

impl Chat {
    pub(super) fn is_read_now(&self, encounter_id: EncounterId) -> bool {
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

    pub(super) fn make_room(&mut self) {
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

/// What this device has of a file.
#[derive(Clone, Debug)]
pub(super) struct FileHere {
    pub(super) presence: FilePresence,
    pub(super) saving: FileSaving,
}

impl Default for FileHere {
    fn default() -> Self {
        Self {
            presence: FilePresence::Away,
            saving: FileSaving::Idle,
        }
    }
}

impl OutgoingFile {
    /// As its line shows it while it is on its way.
    pub(super) fn line(&self) -> FileLine {
        FileLine {
            id: self.stored.as_ref().map(|stored| stored.id),
            name: self.name.clone(),
            bytes: self.bytes,
            media_type: String::new(),
            picture: false,
            presence: FilePresence::Away,
            saving: FileSaving::Idle,
        }
    }

    /// How many hundredths of it the server has.
    pub(super) fn percent(&self) -> u8 {
        let percent = self.sent.saturating_mul(100) / self.bytes.max(1);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }
}
