//! Chat: the threads this device knows, the open one, and what waits to be sent.
//!
//! Owns the messages in their order, what was written while the server was out of reach, and how far
//! each person got. Must never show a message twice nor send one twice: a key goes with each.

mod actions;
pub(crate) mod encounter;
pub(crate) mod file_line;
pub(crate) mod file_names;
mod files;
mod frames;
pub(crate) mod intent;
pub(crate) mod messages_view;
pub(crate) mod state;
mod thread_list;
mod threads;
pub(crate) mod view;

use crate::calls::state::Calls;
use crate::chat::intent::{ChatIntent, ChatRequest};
use crate::chat::state::Chat;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::io::Effect;
use shared::Timestamp;

impl Feature for Chat {
    type Intent = ChatIntent;
    type Request = ChatRequest;
    type Reads<'a> = &'a Calls;

    fn on_intent(&mut self, cx: &mut Ctx, _calls: &Calls, intent: ChatIntent) {
        match intent {
            ChatIntent::ShowMessages => self.show_messages(cx),
            ChatIntent::ShowMoreThreads => self.show_more_threads(cx),
            ChatIntent::OpenThread { encounter_id } => self.open_thread(cx, encounter_id),
            ChatIntent::OpenChat { encounter_id } => self.open_chat(cx, encounter_id),
            ChatIntent::CloseChat => self.close_chat(),
            ChatIntent::LookAtChat { looking } => self.look_at_chat(looking),
            ChatIntent::WriteMessage { text } => self.write_message(cx, text),
            ChatIntent::SetTyping { typing } => self.set_typing(cx, typing),
            ChatIntent::LoadEarlier => self.load_earlier(cx),
            ChatIntent::RetryMessage { key } => self.retry_message(cx, &key),
            ChatIntent::DiscardMessage { key } => self.discard_message(cx, &key),
            ChatIntent::AttachFile {
                transfer,
                name,
                bytes,
            } => self.attach_file(cx, transfer, &name, bytes),
            ChatIntent::ShowFile { file_id } => self.show_file(cx, file_id),
            ChatIntent::SaveFile { file_id } => self.save_file(cx, file_id),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: ChatRequest, answer: Answer) {
        match request {
            ChatRequest::Threads => self.on_threads(cx, answer),
            ChatRequest::MoreThreads => self.on_more_threads(cx, answer),
            ChatRequest::Messages(id) | ChatRequest::EarlierMessages(id) => {
                self.on_messages(cx, id, answer)
            }
            ChatRequest::SendMessage(id) => self.on_sent(cx, id, answer),
            ChatRequest::PutFile(id) => self.on_file_put(cx, id, answer),
            ChatRequest::GetFile(id) => self.on_file_got(cx, id, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        match event {
            Event::Online { resumed } => {
                self.on_link_up();
                self.refresh_chat(cx);
                if !resumed {
                    self.load_threads(cx);
                }
            }
            Event::Missed => {
                self.refresh_chat(cx);
                self.load_threads(cx);
            }
            Event::Entered => self.load_threads(cx),
            Event::Reload => {
                self.list.pages.start_anew();
                self.load_threads(cx);
            }
            Event::UnreadTold(unread) => self.apply_unread(unread),
            _ => {}
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, calls: &Calls) {
        self.reconcile_chats(cx, calls);
    }

    fn next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        self.chats_next_at(cx)
    }

    fn sign_out(&mut self, cx: &mut Ctx) {
        *self = Self::default();
        cx.push(Effect::DropFiles);
    }
}
