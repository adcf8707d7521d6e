//! What a person does in a chat, and what the device does by itself: sending what waits, saying how
//! far messages got.

use crate::api::error::RequestError;
use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::chat::encounter::encounter_of;
use crate::chat::intent::ChatRequest;
use crate::chat::state::{Chat, MAX_OUTGOING, Outgoing, TYPING_SPACING_MS, Thread, furthest};
use crate::ctx::Ctx;
use crate::instants::earlier;
use crate::screens::route::Route;
use crate::view_parts::{Action, Loadable};
use shared::{CallPhase, ChatMarks, ClientFrame, EncounterId, NewMessage, Pii, Timestamp, paths};

impl Chat {
    pub(crate) fn open_chat(&mut self, cx: &mut Ctx, encounter_id: EncounterId) {
        if !cx.account.may_practise() {
            return;
        }
        self.open = Some(encounter_id);
        self.opened_at = Some(cx.route);
        self.looking = true;
        if !self.threads.contains_key(&encounter_id) {
            self.make_room();
        }
        let thread = self.threads.entry(encounter_id).or_default();
        if thread.known().is_none() {
            thread.known = Loadable::Loading;
            self.fetch_messages(cx, encounter_id);
        }
    }

    pub(crate) fn close_chat(&mut self) {
        self.open = None;
        self.looking = false;
    }

    pub(crate) fn look_at_chat(&mut self, looking: bool) {
        self.looking = looking && self.open.is_some();
    }

    pub(crate) fn fetch_messages(&mut self, cx: &mut Ctx, encounter_id: EncounterId) {
        let path = paths::with_id(paths::MESSAGES, encounter_id);
        cx.ask(ApiRequest::get(ChatRequest::Messages(encounter_id), path));
    }

    /// Asks again for the open thread after a time in which something may have been missed.
    pub(crate) fn refresh_chat(&mut self, cx: &mut Ctx) {
        if let Some(encounter_id) = self.open {
            self.fetch_messages(cx, encounter_id);
        }
    }

    pub(crate) fn load_earlier(&mut self, cx: &mut Ctx) {
        let Some(encounter_id) = self.open else {
            return;
        };
        let kind = ChatRequest::EarlierMessages(encounter_id);
        let known = self.threads.get(&encounter_id);
        let known = known.and_then(|thread| thread.known());
        let Some(earliest) = known
            .filter(|known| known.has_earlier && !cx.requests.has(kind))
            .and_then(|known| known.earliest())
        else {
            return;
        };
        let path = paths::with_id(paths::MESSAGES, encounter_id);
        cx.ask(ApiRequest::get(kind, format!("{path}?before={earliest}")));
    }

    /// Writes into the open thread; without a server it waits until there is one.
    pub(crate) fn write_message(&mut self, cx: &mut Ctx, text: Pii) {
        let Some(encounter_id) = self.open else {
            return;
        };
        let blank = text.reveal().trim().is_empty();
        if blank || self.may_write(cx, encounter_id) != Action::Allowed {
            return;
        }
        let text = Pii(text.reveal().trim().to_owned());
        let message = Outgoing::new(cx.rng.key(), text, cx.server_now());
        let thread = self.threads.entry(encounter_id).or_default();
        thread.outgoing.push_back(message);
        // A message says that its writer no longer writes.
        self.typing_told = None;
    }

    pub(crate) fn has_room_to_write(&self, encounter_id: EncounterId) -> bool {
        let thread = self.threads.get(&encounter_id);
        thread.is_none_or(|thread| thread.outgoing.len() < MAX_OUTGOING)
    }

    /// Tries a refused message again, at its place.
    pub(crate) fn retry_message(&mut self, cx: &mut Ctx, key: &str) {
        for thread in self.threads.values_mut() {
            for message in thread.outgoing.iter_mut().filter(|one| one.key == key) {
                message.refused = None;
                // Another try of a person's is another upload, not the refused one told again.
                if let Some(file) = &mut message.file {
                    file.key = cx.rng.key();
                }
            }
        }
    }

    /// Gives a refused message up, or a file that is not sent yet.
    pub(crate) fn discard_message(&mut self, cx: &mut Ctx, key: &str) {
        self.drop_upload(cx, key);
        for thread in self.threads.values_mut() {
            thread
                .outgoing
                .retain(|one| one.key != key || one.refused.is_none());
        }
    }

    pub(crate) fn set_typing(&mut self, cx: &mut Ctx, typing: bool) {
        let Some(encounter_id) = self.open else {
            return;
        };
        let told = self.typing_told.filter(|told| told.0 == encounter_id);
        let is_news = match (typing, told) {
            (true, Some((_, at))) => cx.now.since_ms(at) >= TYPING_SPACING_MS,
            (true, None) => true,
            (false, told) => told.is_some(),
        };
        if is_news && cx.link.is_online() {
            self.typing_told = typing.then_some((encounter_id, cx.now));
            cx.say(ClientFrame::Typing {
                encounter_id,
                typing,
            });
        }
    }

    /// Brings the world in line: closes a thread that no screen shows, sends what waits, and says how
    /// far messages got.
    pub(crate) fn reconcile_chats(&mut self, cx: &mut Ctx, calls: &Calls) {
        let in_call = calls.call_snapshot().and_then(encounter_of);
        if !self.is_on_screen(cx) && self.open != in_call {
            self.close_chat();
        }
        // A call begins with the other one's picture; its screen has a button of its own for the chat.
        let covering = calls.call_snapshot().filter(|call| {
            let own_ring = cx.account.session().map(|session| session.me.user_id)
                == Some(call.caller.user_id)
                && call.phase == CallPhase::Ringing;
            !own_ring
        });
        let covering = covering.map(|call| call.id);
        if covering.is_some() && covering != self.covered_by {
            self.close_chat();
        }
        self.covered_by = covering;
        for thread in self.threads.values_mut() {
            let past = |until: &Timestamp| *until <= cx.now;
            if thread.typing_until.as_ref().is_some_and(past) {
                thread.typing_until = None;
            }
        }
        if cx.link.is_online() {
            self.send_files(cx);
            self.send_waiting(cx);
            self.tell_looking(cx);
            self.tell_marks(cx);
        }
    }

    /// Whether the open thread is on the screen on which it was opened. What nobody sees must not count as
    /// read.
    fn is_on_screen(&self, cx: &Ctx) -> bool {
        let has_place = match cx.route {
            Route::Room(_) | Route::Messages => true,
            Route::Appointment(id) => self.open == Some(id.into()),
            Route::Opening
            | Route::SignIn
            | Route::Register
            | Route::ProveAddress
            | Route::Home
            | Route::Profile
            | Route::Doctors
            | Route::Appointments
            | Route::History
            | Route::Booking
            | Route::Availability => false,
        };
        has_place && self.opened_at == Some(cx.route)
    }

    /// One message of each thread at a time, so that they arrive in order.
    fn send_waiting(&mut self, cx: &mut Ctx) {
        let next: Vec<_> = self
            .threads
            .iter()
            .filter(|(id, _)| !cx.requests.has(ChatRequest::SendMessage(**id)))
            .filter_map(|(id, thread)| {
                let message = thread.next_outgoing()?;
                let stored = message.file.as_ref().and_then(|file| file.stored.as_ref());
                let file_id = stored.map(|stored| stored.id);
                Some((*id, message.key.clone(), message.text.clone(), file_id))
            })
            .collect();
        for (encounter_id, key, text, file_id) in next {
            let path = paths::with_id(paths::MESSAGES, encounter_id);
            let body = NewMessage { text, file_id };
            let request = ApiRequest::post(ChatRequest::SendMessage(encounter_id), path);
            cx.ask(request.with(&body).keyed(key));
        }
    }

    fn tell_looking(&mut self, cx: &mut Ctx) {
        let looked_at = self.open.filter(|id| {
            let thread = self.threads.get(id);
            self.looking && thread.is_some_and(|thread| thread.known().is_some())
        });
        if self.told_looking == looked_at {
            return;
        }
        if let Some(left) = self.told_looking {
            let known = self.threads.get(&left).and_then(|one| one.known());
            let read = known.map_or(0, |known| known.own.read);
            self.tell_read(cx, left, read, false);
        }
        if let Some(entered) = looked_at {
            let known = self.threads.get(&entered).and_then(|one| one.known());
            let newest = known.map_or(0, |known| known.newest());
            self.tell_read(cx, entered, newest, true);
        }
        self.told_looking = looked_at;
    }

    fn tell_read(&mut self, cx: &mut Ctx, encounter_id: EncounterId, read: i64, looking: bool) {
        if let Some(thread) = self.threads.get_mut(&encounter_id) {
            thread.reported = ChatMarks {
                delivered: thread.reported.delivered.max(read),
                read: thread.reported.read.max(read),
            };
        }
        cx.say(ClientFrame::MessageRead {
            encounter_id,
            read,
            looking,
        });
    }

    fn tell_marks(&mut self, cx: &mut Ctx) {
        let news: Vec<_> = self
            .threads
            .iter()
            .filter_map(|(id, thread)| {
                let known = thread.known()?;
                let told = furthest(known.own, thread.reported);
                let newest = known.newest();
                let read = self.is_read_now(*id) && told.read < newest;
                (read || told.delivered < newest).then_some((*id, newest, read))
            })
            .collect();
        for (encounter_id, newest, read) in news {
            if read {
                self.tell_read(cx, encounter_id, newest, true);
            } else {
                self.tell_reached(cx, encounter_id, newest);
            }
        }
    }

    /// Says that messages reached this device.
    pub(crate) fn tell_reached(&mut self, cx: &mut Ctx, encounter_id: EncounterId, reached: i64) {
        if let Some(thread) = self.threads.get_mut(&encounter_id) {
            thread.reported.delivered = thread.reported.delivered.max(reached);
        }
        cx.say(ClientFrame::Message {
            encounter_id,
            reached,
        });
    }

    /// The server would not have a message, or it could not be reached in time.
    pub(super) fn on_not_sent(&mut self, encounter_id: EncounterId, problem: RequestError) {
        // What found no server waits for one, under the same key.
        if let RequestError::Unreachable { .. } = problem {
            return;
        }
        let thread = self.threads.get_mut(&encounter_id);
        let sent = thread.and_then(|thread| {
            let mut all = thread.outgoing.iter_mut();
            all.find(|message| message.refused.is_none() && !message.is_upload())
        });
        if let Some(message) = sent {
            message.refused = Some(problem);
        }
    }
}

impl Chat {
    /// When a chat has something to do by itself.
    pub(crate) fn chats_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let threads = self.threads.values();
        let typing_ends = threads.filter_map(|thread| thread.typing_until).min();
        let open = self.open.and_then(|id| self.threads.get(&id));
        let closes = open
            .and_then(Thread::known)
            .and_then(|known| known.open_until)
            .map(|until| cx.link.to_device(until))
            .filter(|until| *until > cx.now);
        earlier(earlier(typing_ends, closes), self.threads_next_at(cx))
    }
}
