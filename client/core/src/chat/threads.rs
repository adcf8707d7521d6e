//! The list of this person's threads, the one with the newest message first.
//!
//! The server's pages are its rows; what is told live goes into them between its answers. How many messages
//! are unread in a thread stands in [`Chat::unread`] alone.

use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::chat::intent::ChatRequest;
use crate::chat::state::{Chat, furthest};
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::screens::route::Route;
use shared::{Cursor, EncounterId, Message, Thread, ThreadList, Timestamp, paths};

/// A page of the list, as it goes into what is known.
struct TakenIn {
    rows: Vec<Thread>,
    next: Option<Cursor>,
    /// Unread messages in threads that it does not tell of.
    unread_elsewhere: u32,
    ids: Vec<EncounterId>,
}

impl Chat {
    pub(crate) fn load_threads(&mut self, cx: &mut Ctx) {
        if cx.account.may_practise() {
            self.list.pages.begin();
            cx.ask(ApiRequest::get(ChatRequest::Threads, paths::THREADS));
        }
    }

    /// Goes to the list.
    pub(crate) fn show_messages(&mut self, cx: &mut Ctx) {
        if cx.go_to(Route::Messages) {
            self.load_threads(cx);
        }
    }

    /// Goes to the list with this thread open, which it need not hold yet.
    pub(crate) fn open_thread(&mut self, cx: &mut Ctx, encounter_id: EncounterId) {
        self.show_messages(cx);
        self.open_chat(cx, encounter_id);
    }

    pub(crate) fn show_more_threads(&mut self, cx: &mut Ctx) {
        let pages = &self.list.pages;
        pages.ask_for_more(cx, ChatRequest::MoreThreads, paths::THREADS);
    }

    pub(crate) fn on_threads(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<ThreadList>(cx, result) {
            Ok(told) => {
                let page = self.take_in(told);
                let id = |row: &Thread| row.encounter_id;
                self.list.pages.begin_with(page.rows, page.next, id);
                self.count_beyond(page.unread_elsewhere, &page.ids);
            }
            Err(problem) => self.list.pages.fail(problem),
        }
    }

    pub(crate) fn on_more_threads(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<ThreadList>(cx, result) {
            Ok(told) => {
                let page = self.take_in(told);
                let id = |row: &Thread| row.encounter_id;
                self.list.pages.go_on_with(page.rows, page.next, id);
                self.count_beyond(page.unread_elsewhere, &page.ids);
            }
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// A page of which each row is as new as what was told live while it was on its way.
    fn take_in(&mut self, told: ThreadList) -> TakenIn {
        let here = told.threads.iter().map(|row| row.unread);
        let unread_elsewhere = here.fold(told.unread, u32::saturating_sub);
        let ids = told.threads.iter().map(|row| row.encounter_id).collect();
        let rows = told.threads.into_iter().map(|mut row| {
            let known = self.list.row(row.encounter_id);
            match known.filter(|known| known.last.number > row.last.number) {
                Some(known) => row.last = known.last.clone(),
                None => {
                    let is_read = self.has_read(row.encounter_id, row.last.number);
                    let unread = if is_read { 0 } else { row.unread };
                    self.unread.insert(row.encounter_id, unread);
                }
            }
            row
        });
        TakenIn {
            rows: rows.collect(),
            next: told.next,
            unread_elsewhere,
            ids,
        }
    }

    /// Whether this person has read a thread up to there, as far as this device knows.
    fn has_read(&self, encounter_id: EncounterId, number: i64) -> bool {
        let thread = self.threads.get(&encounter_id);
        let marks = thread.and_then(|thread| {
            let known = thread.known()?;
            Some(furthest(known.own, thread.reported))
        });
        marks.is_some_and(|marks| marks.read >= number)
    }

    /// So many are unread in threads that were not told: those behind the page, some of which are here.
    fn count_beyond(&mut self, unread_elsewhere: u32, told: &[EncounterId]) {
        self.list.sort();
        let behind = self.unread_in_rows(|id| !told.contains(&id));
        self.list.beyond = unread_elsewhere.saturating_sub(behind);
    }

    fn unread_in_rows(&self, counts: impl Fn(EncounterId) -> bool) -> u32 {
        let ids = self.list.pages.rows().iter().map(|row| row.encounter_id);
        let unread = ids
            .filter(|id| counts(*id))
            .map(|id| self.chat_badge(id).unread);
        unread.fold(0, u32::saturating_add)
    }

    /// Unread messages in all of this person's threads.
    pub(crate) fn unread_messages(&self) -> u32 {
        self.list
            .beyond
            .saturating_add(self.unread_in_rows(|_| true))
    }

    /// Something was written: its thread moves up. One that is not here has to be fetched.
    pub(super) fn move_up(&mut self, cx: &mut Ctx, message: &Message) {
        let Some(rows) = self.list.pages.rows_mut() else {
            // What is under way may have been answered before this.
            if cx.requests.has(ChatRequest::Threads) {
                self.load_threads(cx);
            }
            return;
        };
        let mut rows = rows.iter_mut();
        match rows.find(|row| row.encounter_id == message.encounter_id) {
            Some(row) if row.last.number < message.number => row.last = message.clone(),
            Some(_) => {}
            None => self.load_threads(cx),
        }
        self.list.sort();
    }

    /// When the next of the listed threads closes, where the list is shown.
    pub(super) fn threads_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let rows = self.list.pages.rows().iter();
        rows.filter(|_| cx.route == Route::Messages)
            .filter_map(|row| row.open_until)
            .map(|until| cx.link.to_device(until))
            .filter(|until| *until > cx.now)
            .min()
    }
}
