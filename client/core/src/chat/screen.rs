//! The open chat as its panel needs it.

use crate::api::error::RequestError;
use crate::chat::request::ChatRequest;
use crate::chat::state::{Chat, Known, Outgoing, OutgoingFile, Thread};
use crate::chat::view::{ChatBadge, ChatLine, ChatLineState, ChatView};
use crate::ctx::Ctx;
use crate::view_parts::{Action, Loadable, WhyNot, show};
use shared::{EncounterId, Message, limits};

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
            partner_name: known.map(|known| known.partner.name.clone()),
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
