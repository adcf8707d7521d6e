//! What the server tells of chats.

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::chat::state::{Chat, Known, TYPING_SHOWN_MS, furthest};
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::view_parts::Loadable;
use shared::{ChatMarks, EncounterId, Message, MessagePage, UserId};

impl Chat {
    pub(crate) fn on_messages(&mut self, cx: &mut Ctx, encounter_id: EncounterId, result: Answer) {
        let Some(thread) = self.threads.get_mut(&encounter_id) else {
            return;
        };
        match read_list::<MessagePage>(cx, result) {
            Ok(page) => {
                self.unread.insert(encounter_id, page.unread);
                // What was sent from here may come back with the page first.
                let told = |key: &str| {
                    let mut keys = page.messages.iter().map(|message| &message.key);
                    keys.any(|known| known.as_deref() == Some(key))
                };
                thread.outgoing.retain(|message| !told(&message.key));
                match thread.known_mut() {
                    Some(known) => known.merge(page),
                    None => {
                        thread.known = Loadable::Loaded {
                            value: Known::of(page),
                        };
                    }
                }
            }
            // What is known is better than nothing.
            Err(problem) => {
                if thread.known().is_none() {
                    thread.known = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn on_sent(&mut self, cx: &mut Ctx, encounter_id: EncounterId, result: Answer) {
        match read::<Message>(result) {
            Ok(message) => self.apply_message(cx, message),
            Err(problem) => self.on_not_sent(encounter_id, problem),
        }
    }

    pub(crate) fn apply_message(&mut self, cx: &mut Ctx, message: Message) {
        let (encounter_id, number) = (message.encounter_id, message.number);
        self.move_up(cx, &message);
        let own = cx.account.session().map(|session| session.me.user_id) == Some(message.sender_id);
        let mut known_before = false;
        let mut gap = false;
        if let Some(thread) = self.threads.get_mut(&encounter_id) {
            if let Some(key) = &message.key {
                thread.outgoing.retain(|one| one.key != *key);
            }
            if !own {
                thread.typing_until = None;
            }
            if let Some(known) = thread.known_mut() {
                known_before = number <= known.newest();
                gap = number > known.newest().saturating_add(1);
                if !gap {
                    known.messages.insert(number, message);
                }
                if own {
                    let here = ChatMarks {
                        delivered: number,
                        read: number,
                    };
                    known.own = furthest(known.own, here);
                }
            }
        }
        if own {
            self.unread.remove(&encounter_id);
        } else if !known_before {
            if !self.is_read_now(encounter_id) {
                let unread = self.unread.entry(encounter_id).or_default();
                *unread = unread.saturating_add(1);
            }
            if !self.threads.contains_key(&encounter_id) {
                self.tell_reached(cx, encounter_id, number);
            }
        }
        if gap {
            self.fetch_messages(cx, encounter_id);
        }
    }

    pub(crate) fn apply_marks(
        &mut self,
        cx: &mut Ctx,
        encounter_id: EncounterId,
        user_id: UserId,
        marks: ChatMarks,
    ) {
        let own = cx.account.session().map(|session| session.me.user_id) == Some(user_id);
        let thread = self.threads.get_mut(&encounter_id);
        let known = thread.and_then(|thread| thread.known_mut());
        let newest = known.as_ref().map(|known| known.newest());
        let newest = newest.or_else(|| Some(self.list.row(encounter_id)?.last.number));
        if let Some(known) = known {
            let moving = if own {
                &mut known.own
            } else {
                &mut known.partner.marks
            };
            *moving = furthest(*moving, marks);
        }
        // Read here or on another device of this person. How many are left where only some were, the
        // server says.
        if own && newest.is_none_or(|newest| marks.read >= newest) && marks.read > 0 {
            self.unread.remove(&encounter_id);
            cx.emit(Event::ThreadRead(encounter_id));
        } else if own {
            self.load_threads(cx);
        }
    }

    pub(crate) fn apply_typing(&mut self, cx: &Ctx, encounter_id: EncounterId, typing: bool) {
        if let Some(thread) = self.threads.get_mut(&encounter_id) {
            thread.typing_until = typing.then(|| cx.now.plus_ms(TYPING_SHOWN_MS));
        }
    }

    /// A queue says how many messages are unread in the threads of its places.
    pub(crate) fn apply_unread(&mut self, unread: &[(EncounterId, u32)]) {
        self.unread.extend(unread.iter().copied());
    }
}
