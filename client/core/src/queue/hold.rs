//! Those who have to wait longer: set back with a word, written to, told of the session's end.

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::notifications::notices::NoticeText;
use crate::queue::actions::of;
use crate::queue::intent::QueueRequest;
use crate::queue::state::{Queue, Room, waits};
use crate::view_parts::{Action, WhyNot};
use shared::{
    ClosingWords, EndScheduleRequest, Pii, QueueEntry, QueueSnapshot, Role, ScheduleStatus,
    SetBackRequest, SetBackTo, TellWaitingRequest, ToldWaiting, UserId, paths,
};

impl Queue {
    /// How many wait to be called.
    pub(super) fn count_waiting(room: &Room) -> u32 {
        let waiting = room.entries().iter().filter(|it| waits(it.state).is_ok());
        u32::try_from(waiting.count()).unwrap_or(u32::MAX)
    }

    pub(super) fn may_set_back(&self, cx: &Ctx, room: &Room, entry: &QueueEntry) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            ScheduleStatus::Upcoming | ScheduleStatus::Online => waits(entry.state),
        };
        cx.action(
            QueueRequest::SetBack(room.schedule.id, entry.patient_id),
            rule,
        )
    }

    pub(super) fn may_tell_waiting(&self, cx: &Ctx, room: &Room) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            ScheduleStatus::Upcoming | ScheduleStatus::Online => {
                if Self::count_waiting(room) == 0 {
                    Err(WhyNot::NobodyWaits)
                } else {
                    Ok(())
                }
            }
        };
        cx.action(QueueRequest::TellWaiting(room.schedule.id), rule)
    }

    pub(super) fn set_back(&mut self, cx: &mut Ctx, patient_id: UserId, to: SetBackTo, text: Pii) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            of(room, patient_id, |entry| {
                queue.may_set_back(cx, room, entry)
            })
        };
        let body = SetBackRequest { to, text };
        let sent = self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::SET_BACK, id, patient_id);
            ApiRequest::post(QueueRequest::SetBack(id, patient_id), path).with(&body)
        });
        if sent {
            self.words.begin();
        }
    }

    pub(super) fn tell_waiting(&mut self, cx: &mut Ctx, text: Pii) {
        let body = TellWaitingRequest { text };
        let sent = self.act(cx, Role::Doctor, Self::may_tell_waiting, |id| {
            let path = paths::with_id(paths::TELL_WAITING, id);
            ApiRequest::post(QueueRequest::TellWaiting(id), path).with(&body)
        });
        if sent {
            self.words.begin();
        }
    }

    /// Ends the session, with words for those who wait.
    pub(super) fn end_session(&mut self, cx: &mut Ctx, calls: &Calls, words: Option<ClosingWords>) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| queue.may_end_session(cx, calls, room);
        let body = EndScheduleRequest { words };
        self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_id(paths::END_SCHEDULE, id);
            ApiRequest::post(QueueRequest::EndSession(id), path).with(&body)
        });
    }

    /// Somebody was set back or handed over, or not.
    pub(super) fn on_held(&mut self, cx: &mut Ctx, result: Answer) {
        if let Some(snapshot) = self.words.settle(read_list::<QueueSnapshot>(cx, result)) {
            self.apply_queue(cx, snapshot);
        }
    }

    /// Everybody who waits was told, or not.
    pub(super) fn on_told(&mut self, cx: &mut Ctx, result: Answer) {
        if let Some(told) = self.words.settle(read::<ToldWaiting>(result)) {
            let people = told.people;
            cx.notices.add(NoticeText::WaitingTold { people });
        }
    }
}
