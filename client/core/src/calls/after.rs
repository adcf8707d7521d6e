//! What there is to do once a call is over.

use crate::calls::state::{Calls, LiveCall};
use crate::chat::encounter::encounter_of;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::queue::state::{Queue, Room};
use crate::view_parts::Action;
use serde::{Deserialize, Serialize};
use shared::{CallPhase, Pii, Role, ScheduleId, UserId};

/// Whom a doctor may invite next from the screen of a call that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NextPatient {
    /// The first one who is ready and there, other than whom the call was with.
    pub who: Option<NextInTurn>,
    /// Invite them, or why that is not possible.
    pub invite: Action,
}

/// Who that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NextInTurn {
    /// Whom.
    pub patient_id: UserId,
    /// The name.
    pub name: Pii,
    /// Why the patient comes; may be empty.
    pub reason: Pii,
}

/// A patient whom the doctor may invite again from the screen of a call that came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InviteAgain {
    /// Whom.
    pub patient_id: UserId,
    /// Whether that is possible now.
    pub invite: Action,
}

/// A patient who was invited in vain, and may say to be here now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StillHere {
    /// In whose queue.
    pub schedule_id: ScheduleId,
    /// Whether that is possible now.
    pub say: Action,
}

impl Calls {
    /// For the patient, once they have met: whom to book a further time with.
    pub(super) fn follow_up(&self, cx: &Ctx, live: &LiveCall) -> Option<UserId> {
        self.is_rated_by_me(cx, live).then(|| live.other().user_id)
    }

    /// The doctor's open room, once a call out of its queue is over.
    fn room_after<'a>(&self, cx: &Ctx, queue: &'a Queue, live: &LiveCall) -> Option<&'a Room> {
        let room = queue.open_room(cx)?;
        let is_its_call = live.call.schedule_id == Some(room.schedule.id);
        let is_over = live.call.phase == CallPhase::Ended;
        let is_doctor = cx.account.role() == Some(Role::Doctor);
        (is_its_call && is_over && is_doctor).then_some(room)
    }

    /// For the doctor of a queue, once a call is over: who comes next.
    pub(super) fn next_patient(
        &self,
        cx: &Ctx,
        queue: &Queue,
        live: &LiveCall,
    ) -> Option<NextPatient> {
        let room = self.room_after(cx, queue, live)?;
        let next = Queue::next_but(room, live.other().user_id);
        let invite = match next {
            Ok(entry) => queue.may_invite(cx, self, room, entry),
            Err(why) => Action::Refused { why },
        };
        let who = next.ok().map(|entry| NextInTurn {
            patient_id: entry.patient_id,
            name: entry.name.clone(),
            reason: entry.reason.clone(),
        });
        Some(NextPatient { who, invite })
    }

    /// For the doctor of a queue: the patient who was not reached, in one press.
    pub(super) fn invite_again(
        &self,
        cx: &Ctx,
        queue: &Queue,
        live: &LiveCall,
    ) -> Option<InviteAgain> {
        let room = self.room_after(cx, queue, live)?;
        let patient_id = live.other().user_id;
        let mut entries = room.entries().iter();
        let entry = entries.find(|entry| entry.patient_id == patient_id)?;
        entry.failed_ring?;
        Queue::doubt(entry).is_none().then(|| InviteAgain {
            patient_id,
            invite: queue.may_invite(cx, self, room, entry),
        })
    }

    /// For the patient of a queue, once an invitation came to nothing.
    pub(super) fn still_here(&self, cx: &Ctx, queue: &Queue, live: &LiveCall) -> Option<StillHere> {
        let schedule_id = live.call.schedule_id?;
        let is_over = live.call.phase == CallPhase::Ended;
        let is_patient = cx.account.role() == Some(Role::Patient);
        let room = queue.room(schedule_id).filter(|_| is_over && is_patient)?;
        let say = queue.may_say_here(cx, room)?;
        Some(StillHere { schedule_id, say })
    }

    /// The chat beside the call; afterwards it is among the own threads.
    pub(super) fn chat_of_call(chat: &Chat, live: &LiveCall) -> Option<ChatBadge> {
        encounter_of(&live.call).map(|encounter_id| chat.chat_badge(encounter_id))
    }
}
