//! The two rooms of a queue as their screens need them, and filling them in.

use crate::calls::state::Calls;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::queue::intent::QueueMove;
use crate::queue::state::{Queue, Room, waiting};
use crate::session::forms::FormState;
use crate::view_parts::{Action, Loadable, show};
use serde::{Deserialize, Serialize};
use shared::{OwnPlace, Presence, QueueEntry, QueueView, Schedule, ScheduleStatus, UserId};

/// The doctor's practice room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PracticeRoom {
    /// The session.
    pub schedule: Schedule,
    /// The queue in order; settled places last.
    pub queue: Loadable<Vec<QueueRow>>,
    /// Go online.
    pub start: Action,
    /// End the session.
    pub end: Action,
    /// Invite the next ready patient.
    pub invite_next: Action,
    /// Write to everybody who waits.
    pub tell_waiting: Action,
    /// How many that are.
    pub waiting: u32,
    /// The form for words to those who wait.
    pub words_form: FormState,
    /// The sessions of colleagues to whom a patient can be handed over.
    pub colleagues: Loadable<Vec<Schedule>>,
    /// The patient `invite_next` would invite.
    pub next_patient_id: Option<UserId>,
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueRow {
    /// The place.
    pub entry: QueueEntry,
    /// Invite this patient.
    pub invite: Action,
    /// What the doctor is asked first; absent where one press is enough.
    pub doubt: Option<InviteDoubt>,
    /// Put this patient back into the queue.
    pub reset: Action,
    /// Take this patient out.
    pub remove: Action,
    /// Note that this patient did not come.
    pub no_show: Action,
    /// Let this patient come before the one before.
    pub earlier: Action,
    /// Let this patient come behind the one behind.
    pub later: Action,
    /// Set this patient back, and say why.
    pub set_back: Action,
    /// Hand this patient's place over to a colleague.
    pub hand_over: Action,
    /// The chat with this patient.
    pub chat: ChatBadge,
}

/// Why a doctor is asked before a patient is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum InviteDoubt {
    /// The patient has not said to be ready.
    NotReady,
    /// The patient declined the last invitation.
    Declined,
}

/// The patient's waiting room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WaitingRoom {
    /// The session.
    pub schedule: Schedule,
    /// The own place; `Loaded` with none where the patient has not joined.
    pub place: Loadable<Option<OwnPlace>>,
    /// How many wait.
    pub waiting: u32,
    /// Whether the doctor is there; absent outside of the session's time and while nobody knows.
    pub doctor: Option<Presence>,
    /// Take a place.
    pub join: Action,
    /// The form for joining.
    pub join_form: FormState,
    /// Give the place up.
    pub leave: Action,
    /// Say ready or not ready.
    pub set_ready: Action,
    /// Say to be here now; absent unless the last invitation came to nothing.
    pub say_here: Option<Action>,
    /// The chat with the doctor; absent where the patient has not joined.
    pub chat: Option<ChatBadge>,
}

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
                doubt: Self::doubt(entry),
                reset: self.may_reset(cx, room, entry),
                remove: self.may_remove(cx, room, entry),
                no_show: self.may_mark_no_show(cx, room, entry),
                earlier: self.may_move(cx, room, entry.patient_id, QueueMove::Earlier),
                later: self.may_move(cx, room, entry.patient_id, QueueMove::Later),
                set_back: self.may_set_back(cx, room, entry),
                hand_over: self.may_hand_over(cx, room, entry),
            });
            rows.collect()
        };
        PracticeRoom {
            schedule: room.schedule.clone(),
            queue: show(&room.queue, |_| rows()),
            start: self.may_start(cx, room),
            end: self.may_end_session(cx, calls, room),
            invite_next: self.may_invite_next(cx, calls, room),
            tell_waiting: self.may_tell_waiting(cx, room),
            waiting: Self::count_waiting(room),
            words_form: self.words.clone(),
            colleagues: self.colleagues.clone(),
            next_patient_id: Self::next_patient(room).ok().map(|entry| entry.patient_id),
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
            doctor: room
                .doctor
                .filter(|_| cx.link.is_online() && room.schedule.status == ScheduleStatus::Online),
            join: self.may_join(cx, room),
            join_form: self.join.clone(),
            leave: self.may_leave(cx, room),
            set_ready: self.may_set_ready(cx, room),
            say_here: self.may_say_here(cx, room),
            chat: room
                .own_place()
                .map(|place| chat.chat_badge(place.entry_id.into())),
        }
    }
}
