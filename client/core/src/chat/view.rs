//! What there is to see of chats, and filling it in.

use crate::api::error::RequestError;
use crate::chat::file_line::FileLine;
use crate::chat::intent::ChatRequest;
use crate::chat::state::{Chat, Known, Outgoing, OutgoingFile, Thread};
use crate::ctx::Ctx;
use crate::view_parts::{Action, Loadable, WhyNot, show};
use serde::{Deserialize, Serialize};
use shared::{EncounterId, Message, Pii, Timestamp, limits};

/// What a button that opens a chat shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatBadge {
    /// For `open_chat`.
    pub encounter_id: EncounterId,
    /// The other one's messages that are not read.
    pub unread: u32,
}

/// An open chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatView {
    /// Which.
    pub encounter_id: EncounterId,
    /// The other one's name, once it is known.
    pub partner_name: Option<Pii>,
    /// Oldest first; what waits to be sent last.
    pub lines: Loadable<Vec<ChatLine>>,
    /// Fetch earlier ones.
    pub load_earlier: Action,
    /// Write.
    pub write: Action,
    /// Until when that may be done; absent while what the thread belongs to goes on.
    pub open_until: Option<Timestamp>,
    /// The other one is writing now.
    pub partner_types: bool,
    /// Attach files.
    pub attach: AttachRules,
    /// Characters in the longest message.
    pub longest: u32,
}

/// What may be attached, to be said before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AttachRules {
    /// Attach one.
    pub action: Action,
    /// How many more at the moment.
    pub left: u32,
    /// Bytes in the largest.
    pub most_bytes: u32,
    /// Of which kinds.
    pub media_types: Vec<String>,
}

/// One line of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatLine {
    /// Names it, before and after it was sent.
    pub key: String,
    /// Written by this person.
    pub own: bool,
    /// The name of whoever wrote it, where neither of the two did: a doctor before the place was handed over.
    pub former: Option<Pii>,
    /// What it says.
    pub text: Pii,
    /// What hangs on it.
    pub file: Option<FileLine>,
    /// When it was written (server time).
    pub at: Timestamp,
    /// How far it got.
    pub state: ChatLineState,
}

/// How far a line got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum ChatLineState {
    /// The other one's.
    Received,
    /// Waits for the server, or for the one before it.
    Waiting,
    /// Its file is on its way; `discard_message` stops it.
    Uploading {
        /// Hundredths of the file that have left.
        percent: u8,
    },
    /// On its way.
    Sending,
    /// The server has it.
    Sent,
    /// It reached a device of the other one.
    Delivered,
    /// The other one has read it.
    Read,
    /// The server would not have it.
    Failed {
        /// Why.
        problem: RequestError,
    },
}

impl Chat {
    /// What a button that opens a thread shows.
    pub(crate) fn chat_badge(&self, encounter_id: EncounterId) -> ChatBadge {
        let unread = self.unread.get(&encounter_id).copied().unwrap_or(0);
        ChatBadge {
            encounter_id,
            unread: if self.is_read_now(encounter_id) {
                0
            } else {
                unread
            },
        }
    }

    /// Whether the open thread can be written to. Being offline is no hindrance: it waits.
    pub(crate) fn may_write(&self, cx: &Ctx, encounter_id: EncounterId) -> Action {
        let closed = Action::Refused {
            why: WhyNot::ChatClosed,
        };
        let thread = self.threads.get(&encounter_id);
        match thread.map(|thread| &thread.known) {
            Some(Loadable::Failed {
                problem: RequestError::Refused { .. },
            }) => closed,
            Some(Loadable::Loaded { value })
                if value
                    .open_until
                    .is_some_and(|until| cx.link.to_server(cx.now) >= until) =>
            {
                closed
            }
            _ if !self.has_room_to_write(encounter_id) => Action::Busy,
            _ => Action::Allowed,
        }
    }

    /// The other one of a thread, from the thread itself or the list of them.
    fn partner_name(&self, encounter_id: EncounterId) -> Option<Pii> {
        let known = self.threads.get(&encounter_id).and_then(Thread::known);
        let partner = match known {
            Some(known) => &known.partner,
            None => &self.list.row(encounter_id)?.partner,
        };
        Some(partner.name.clone())
    }

    pub(crate) fn chat_view(&self, cx: &Ctx) -> Option<ChatView> {
        let encounter_id = self.open?;
        let thread = self.threads.get(&encounter_id)?;
        let known = thread.known();
        let earlier = ChatRequest::EarlierMessages(encounter_id);
        let rule = if known.is_some_and(|known| known.has_earlier) {
            Ok(())
        } else {
            Err(WhyNot::NothingEarlier)
        };
        Some(ChatView {
            encounter_id,
            partner_name: self.partner_name(encounter_id),
            lines: match thread.known {
                // What was written without a server shows without one.
                Loadable::Loading | Loadable::Failed { .. } if !thread.outgoing.is_empty() => {
                    Loadable::Loaded {
                        value: self.lines_to_send(cx, encounter_id, thread),
                    }
                }
                _ => show(&thread.known, |known| {
                    let mut lines = self.lines_stored(cx, known);
                    lines.extend(self.lines_to_send(cx, encounter_id, thread));
                    lines
                }),
            },
            load_earlier: cx.action(earlier, rule),
            write: self.may_write(cx, encounter_id),
            open_until: known.and_then(|known| known.open_until),
            partner_types: thread.typing_until.is_some_and(|until| until > cx.now),
            attach: self.attach_rules(cx, encounter_id),
            longest: u32::try_from(limits::MAX_MESSAGE_CHARS).unwrap_or(u32::MAX),
        })
    }

    fn lines_stored(&self, cx: &Ctx, known: &Known) -> Vec<ChatLine> {
        let Some(me) = cx.account.session().map(|session| session.me.user_id) else {
            return Vec::new();
        };
        let marks = known.partner.marks;
        let stored = |message: &Message| ChatLine {
            // The same before and after the server has it, so that the line stays the same one.
            key: message
                .key
                .clone()
                .unwrap_or_else(|| message.id.to_string()),
            own: message.sender_id == me,
            former: (known.former.iter())
                .find(|one| one.user_id == message.sender_id && one.user_id != me)
                .map(|one| one.name.clone()),
            text: message.text.clone(),
            file: message.file.as_ref().map(|file| self.file_line(file)),
            at: message.sent_at,
            state: match message.number {
                _ if message.sender_id != me => ChatLineState::Received,
                number if number <= marks.read => ChatLineState::Read,
                number if number <= marks.delivered => ChatLineState::Delivered,
                _ => ChatLineState::Sent,
            },
        };
        known.messages.values().map(stored).collect()
    }

    fn lines_to_send(&self, cx: &Ctx, encounter_id: EncounterId, thread: &Thread) -> Vec<ChatLine> {
        let sending = cx
            .requests
            .has(ChatRequest::SendMessage(encounter_id))
            .then(|| thread.next_outgoing().map(|one| one.key.as_str()))
            .flatten();
        let uploading = (cx.link.is_online()
            && cx.requests.has(ChatRequest::PutFile(encounter_id)))
        .then(|| thread.next_upload().map(|one| one.key.as_str()))
        .flatten();
        let waiting = |message: &Outgoing| ChatLine {
            key: message.key.clone(),
            own: true,
            former: None,
            text: message.text.clone(),
            file: message.file.as_ref().map(|file| match &file.stored {
                Some(stored) => self.file_line(stored),
                None => file.line(),
            }),
            at: message.written_at,
            state: match &message.refused {
                Some(problem) => ChatLineState::Failed {
                    problem: problem.clone(),
                },
                None if uploading == Some(message.key.as_str()) => ChatLineState::Uploading {
                    percent: message.file.as_ref().map_or(0, OutgoingFile::percent),
                },
                None if cx.link.is_online() && sending == Some(message.key.as_str()) => {
                    ChatLineState::Sending
                }
                None => ChatLineState::Waiting,
            },
        };
        thread.outgoing.iter().map(waiting).collect()
    }
}
