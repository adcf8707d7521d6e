//! The screen with a person's threads.

use crate::chat::intent::ChatRequest;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::view_parts::{Action, Loadable, show};
use serde::{Deserialize, Serialize};
use shared::{CallKind, Pii, Thread, Timestamp};

/// The own threads; the open one is [`crate::ViewState::chat`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MessagesScreen {
    /// The one with the newest message first.
    pub threads: Loadable<Vec<ThreadLine>>,
    /// Show earlier ones; absent where all are here.
    pub more: Option<Action>,
}

/// One thread of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ThreadLine {
    /// For `open_thread`, and what is unread.
    pub badge: ChatBadge,
    /// What brought the two together.
    pub kind: CallKind,
    /// The other one.
    pub partner_name: Pii,
    /// The newest message is this person's own.
    pub own: bool,
    /// What it says.
    pub text: Pii,
    /// The file that hangs on it.
    pub file_name: Option<Pii>,
    /// When it was written (server time).
    pub at: Timestamp,
    /// Whether it can be written to.
    pub open: bool,
    /// Until when; absent while what it belongs to goes on.
    pub open_until: Option<Timestamp>,
}

impl Chat {
    pub(crate) fn messages_screen(&self, cx: &Ctx) -> MessagesScreen {
        let line = |row: &Thread| self.line_of(cx, row);
        MessagesScreen {
            threads: show(&self.list.pages.list, |rows| {
                rows.iter().map(line).collect()
            }),
            more: self.list.pages.more(cx, ChatRequest::MoreThreads),
        }
    }

    fn line_of(&self, cx: &Ctx, row: &Thread) -> ThreadLine {
        let me = cx.account.session().map(|session| session.me.user_id);
        let now = cx.server_now();
        ThreadLine {
            badge: self.chat_badge(row.encounter_id),
            kind: row.kind,
            partner_name: row.partner.name.clone(),
            own: me == Some(row.last.sender_id),
            text: row.last.text.clone(),
            file_name: row.last.file.as_ref().map(|file| file.name.clone()),
            at: row.last.sent_at,
            open: row.open_until.is_none_or(|until| now < until),
            open_until: row.open_until,
        }
    }
}
