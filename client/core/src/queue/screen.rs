//! The two rooms as their screens need them.

use crate::calls::state::Calls;
use crate::chat::state::Chat;
use crate::ctx::Ctx;
use crate::queue::intent::QueueMove;
use crate::queue::state::{Queue, Room, waiting};
use crate::queue::view::{PracticeRoom, QueueRow, WaitingRoom};
use crate::view_parts::show;
use shared::QueueView;

impl Queue {
    pub(crate) fn practice_room(
        &self,
        cx: &Ctx,
        calls: &Calls,
        chat: &Chat,
        room: &Room,
    ) -> PracticeRoom {
        let rows = || {
            let rows = room.entries().iter().map(|entry| QueueRow {
                chat: chat.chat_badge(entry.entry_id.into()),
                entry: entry.clone(),
                invite: self.may_invite(cx, calls, room, entry),
                reset: self.may_reset(cx, room, entry),
                remove: self.may_remove(cx, room, entry),
                no_show: self.may_mark_no_show(cx, room, entry),
                earlier: self.may_move(cx, room, entry.patient_id, QueueMove::Earlier),
                later: self.may_move(cx, room, entry.patient_id, QueueMove::Later),
            });
            rows.collect()
        };
        PracticeRoom {
            schedule: room.schedule.clone(),
            queue: show(&room.queue, |_| rows()),
            start: self.may_start(cx, room),
            end: self.may_end_session(cx, calls, room),
            invite_next: self.may_invite_next(cx, calls, room),
            next_patient_id: Self::next_patient(room),
        }
    }

    pub(crate) fn waiting_room(&self, cx: &Ctx, chat: &Chat, room: &Room) -> WaitingRoom {
        WaitingRoom {
            schedule: room.schedule.clone(),
            place: show(&room.queue, |snapshot| match &snapshot.queue {
                QueueView::Patient { place, .. } => place.clone(),
                QueueView::Doctor { .. } => None,
            }),
            waiting: waiting(room),
            join: self.may_join(cx, room),
            join_form: self.join.clone(),
            leave: self.may_leave(cx, room),
            set_ready: self.may_set_ready(cx, room),
            chat: room
                .own_place()
                .map(|place| chat.chat_badge(place.entry_id.into())),
        }
    }
}
