//! What may be done in a room, and doing it.
//!
//! The view shows the same answers that the intents obey, so no button can lie.

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::calls::wish::CallWish;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::queue::intent::QueueRequest;
use crate::queue::state::{Queue, Room, waiting, waits};
use crate::queue::view::InviteDoubt;
use crate::screens::route::Route;
use crate::view_parts::{Action, Loadable, WhyNot};
use serde_json::Value;
use shared::{
    CallSnapshot, DeviceTestPolicy, EntryState, FailedRing, JoinQueueRequest, Outcome, Pii,
    QueueEntry, QueueSnapshot, Role, Schedule, ScheduleId, ScheduleStatus, StartCallRequest,
    ToggleReadyRequest, UserId, paths,
};

const fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
}

/// Whether the doctor was asked before inviting somebody who is not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Not,
    AndSure,
}

fn ready_request(id: ScheduleId, ready: bool) -> ApiRequest {
    let path = paths::with_id(paths::TOGGLE_READY, id);
    ApiRequest::post(QueueRequest::SetReady(id), path).with(&ToggleReadyRequest { ready })
}

/// Whether the session is under way.
fn session(status: ScheduleStatus) -> Result<(), WhyNot> {
    match status {
        ScheduleStatus::Upcoming => Err(WhyNot::SessionNotStarted),
        ScheduleStatus::Online => Ok(()),
        ScheduleStatus::Completed => Err(WhyNot::SessionOver),
    }
}

impl Queue {
    pub(crate) fn may_start(&self, cx: &Ctx, room: &Room) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Upcoming => Ok(()),
            ScheduleStatus::Online => Err(WhyNot::SessionStarted),
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
        };
        cx.action(QueueRequest::StartSession(room.schedule.id), rule)
    }

    pub(crate) fn may_end_session(&self, cx: &Ctx, calls: &Calls, room: &Room) -> Action {
        // Ending takes back a ring, but nobody is cut off in the middle of a consultation.
        let rule = if calls.is_conversation() {
            Err(WhyNot::InCall)
        } else {
            session(room.schedule.status)
        };
        cx.action(QueueRequest::EndSession(room.schedule.id), rule)
    }

    fn no_call(&self, calls: &Calls) -> Result<(), WhyNot> {
        if calls.has_live() {
            Err(WhyNot::InCall)
        } else {
            Ok(())
        }
    }

    /// Whom "invite next" means: the first in turn who is ready, and there or just away. Whoever is gone
    /// keeps the place.
    pub(crate) fn next_patient(room: &Room) -> Result<&QueueEntry, WhyNot> {
        Self::next_of(room.entries().iter())
    }

    /// The same, but for this one.
    pub(crate) fn next_but(room: &Room, patient_id: UserId) -> Result<&QueueEntry, WhyNot> {
        let entries = room.entries().iter();
        Self::next_of(entries.filter(|entry| entry.patient_id != patient_id))
    }

    fn next_of<'a>(
        entries: impl Iterator<Item = &'a QueueEntry>,
    ) -> Result<&'a QueueEntry, WhyNot> {
        let mut ready = entries
            .filter(|entry| entry.state == EntryState::Ready)
            .peekable();
        if ready.peek().is_none() {
            return Err(WhyNot::NobodyReady);
        }
        ready
            .find(|entry| entry.presence.is_near())
            .ok_or(WhyNot::ReadyAreGone)
    }

    pub(crate) fn may_invite_next(&self, cx: &Ctx, calls: &Calls, room: &Room) -> Action {
        let rule = session(room.schedule.status)
            .and_then(|()| self.no_call(calls))
            .and_then(|()| Self::next_patient(room).map(|_| ()));
        cx.action(QueueRequest::Invite(room.schedule.id), rule)
    }

    /// What the doctor is asked before this patient is invited.
    pub(crate) fn doubt(entry: &QueueEntry) -> Option<InviteDoubt> {
        let declined = |failed: FailedRing| failed.outcome == Outcome::Declined;
        match entry.state {
            EntryState::Waiting if entry.failed_ring.is_some_and(declined) => {
                Some(InviteDoubt::Declined)
            }
            EntryState::Waiting => Some(InviteDoubt::NotReady),
            EntryState::Ready
            | EntryState::Invited
            | EntryState::InCall
            | EntryState::Done
            | EntryState::Left
            | EntryState::NoShow
            | EntryState::Removed => None,
        }
    }

    pub(crate) fn may_invite(
        &self,
        cx: &Ctx,
        calls: &Calls,
        room: &Room,
        entry: &QueueEntry,
    ) -> Action {
        let rule = session(room.schedule.status)
            .and(waits(entry.state))
            .and_then(|()| self.no_call(calls));
        cx.action(QueueRequest::Invite(room.schedule.id), rule)
    }

    pub(crate) fn may_reset(&self, cx: &Ctx, room: &Room, entry: &QueueEntry) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            _ if !entry.state.is_open() => Ok(()),
            _ => Err(WhyNot::NotSettled),
        };
        cx.action(
            QueueRequest::Reset(room.schedule.id, entry.patient_id),
            rule,
        )
    }

    pub(crate) fn may_remove(&self, cx: &Ctx, room: &Room, entry: &QueueEntry) -> Action {
        cx.action(
            QueueRequest::Remove(room.schedule.id, entry.patient_id),
            waits(entry.state),
        )
    }

    pub(crate) fn may_join(&self, cx: &Ctx, room: &Room) -> Action {
        let full = waiting(room) >= room.schedule.capacity;
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            _ if room.has_live_place() => Err(WhyNot::NotSettled),
            _ if full => Err(WhyNot::QueueFull),
            _ => Ok(()),
        };
        self.action_in_queue(cx, room, QueueRequest::JoinQueue(room.schedule.id), rule)
    }

    pub(crate) fn may_leave(&self, cx: &Ctx, room: &Room) -> Action {
        let rule = match room.own_place().map(|place| place.state) {
            Some(EntryState::InCall) => Err(WhyNot::InCall),
            Some(state) if state.is_open() => Ok(()),
            _ => Err(WhyNot::Settled),
        };
        self.action_in_queue(cx, room, QueueRequest::LeaveQueue(room.schedule.id), rule)
    }

    pub(crate) fn may_set_ready(&self, cx: &Ctx, room: &Room) -> Action {
        let rule = match room.own_place().map(|place| place.state) {
            Some(EntryState::Waiting) if lacks_test(room) => Err(WhyNot::DeviceTestNeeded),
            Some(EntryState::Waiting | EntryState::Ready) => Ok(()),
            Some(EntryState::Invited | EntryState::InCall) => Err(WhyNot::InCall),
            _ => Err(WhyNot::Settled),
        };
        self.action_in_queue(cx, room, QueueRequest::SetReady(room.schedule.id), rule)
    }

    /// Whether a patient who was invited in vain may say to be here now; absent where there is nothing to
    /// say.
    pub(crate) fn may_say_here(&self, cx: &Ctx, room: &Room) -> Option<Action> {
        let failed = room.own_place()?.failed_ring?;
        let silent = failed.here_since.is_none();
        silent.then(|| self.may_set_ready(cx, room))
    }

    /// Nothing is known before the queue is here.
    fn action_in_queue(
        &self,
        cx: &Ctx,
        room: &Room,
        kind: QueueRequest,
        rule: Result<(), WhyNot>,
    ) -> Action {
        match room.queue {
            Loadable::Loaded { .. } => cx.action(kind, rule),
            Loadable::Loading => Action::Busy,
            Loadable::Failed { .. } => refuse(WhyNot::Offline),
        }
    }

    /// Sends a request of this role about the open room where `allowed` says so.
    pub(crate) fn act(
        &mut self,
        cx: &mut Ctx,
        role: Role,
        allowed: impl FnOnce(&Self, &Ctx, &Room) -> Action,
        request: impl FnOnce(ScheduleId) -> ApiRequest,
    ) -> bool {
        match cx.route {
            Route::Room(id) => self.act_in(cx, role, id, allowed, request),
            _ => false,
        }
    }

    /// The same about a room that is followed, whether or not it is open.
    fn act_in(
        &mut self,
        cx: &mut Ctx,
        role: Role,
        id: ScheduleId,
        allowed: impl FnOnce(&Self, &Ctx, &Room) -> Action,
        request: impl FnOnce(ScheduleId) -> ApiRequest,
    ) -> bool {
        let may = cx.account.role() == Some(role)
            && self
                .rooms
                .get(id)
                .is_some_and(|room| allowed(self, cx, room) == Action::Allowed);
        if may {
            cx.ask(request(id));
        }
        may
    }

    pub(crate) fn start_session(&mut self, cx: &mut Ctx) {
        self.act(cx, Role::Doctor, Self::may_start, |id| {
            ApiRequest::post(
                QueueRequest::StartSession(id),
                paths::with_id(paths::START_SCHEDULE, id),
            )
        });
    }

    /// Invites the next patient, or this one in one press.
    pub(crate) fn invite(&mut self, cx: &mut Ctx, calls: &Calls, patient_id: Option<UserId>) {
        let next = || Self::next_patient(self.open_room(cx)?).ok();
        let Some(patient_id) = patient_id.or_else(|| next().map(|entry| entry.patient_id)) else {
            return;
        };
        self.invite_one(cx, calls, patient_id, Asked::Not);
    }

    /// Invites a patient, the doctor having been asked where there is a doubt.
    pub(crate) fn invite_one(
        &mut self,
        cx: &mut Ctx,
        calls: &Calls,
        patient_id: UserId,
        asked: Asked,
    ) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            of(room, patient_id, |entry| {
                match (Self::doubt(entry), asked) {
                    (Some(_), Asked::Not) => refuse(WhyNot::PatientNotReady),
                    (Some(_), Asked::AndSure) | (None, _) => {
                        queue.may_invite(cx, calls, room, entry)
                    }
                }
            })
        };
        let body = StartCallRequest {
            patient_id: Some(patient_id),
            confirmed: asked == Asked::AndSure,
        };
        let sent = self.act(cx, Role::Doctor, allowed, |id| {
            ApiRequest::post(
                QueueRequest::Invite(id),
                paths::with_id(paths::START_CALL, id),
            )
            .with(&body)
        });
        if sent {
            cx.emit(Event::CallWanted(CallWish::With(patient_id)));
        }
    }

    pub(crate) fn reset_patient(&mut self, cx: &mut Ctx, patient_id: UserId) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            of(room, patient_id, |entry| queue.may_reset(cx, room, entry))
        };
        self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::RESET_PATIENT, id, patient_id);
            ApiRequest::post(QueueRequest::Reset(id, patient_id), path)
        });
    }

    pub(crate) fn remove_patient(&mut self, cx: &mut Ctx, patient_id: UserId) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            of(room, patient_id, |entry| queue.may_remove(cx, room, entry))
        };
        self.act(cx, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::REMOVE_PATIENT, id, patient_id);
            ApiRequest::post(QueueRequest::Remove(id, patient_id), path)
        });
    }

    pub(crate) fn join_queue(&mut self, cx: &mut Ctx, reason: Pii) {
        let body = JoinQueueRequest { reason };
        let sent = self.act(cx, Role::Patient, Self::may_join, |id| {
            ApiRequest::post(
                QueueRequest::JoinQueue(id),
                paths::with_id(paths::JOIN_QUEUE, id),
            )
            .with(&body)
        });
        if sent {
            self.join.begin();
        }
    }

    pub(crate) fn leave_queue(&mut self, cx: &mut Ctx) {
        self.act(cx, Role::Patient, Self::may_leave, |id| {
            ApiRequest::post(
                QueueRequest::LeaveQueue(id),
                paths::with_id(paths::LEAVE_QUEUE, id),
            )
        });
    }

    pub(crate) fn set_ready(&mut self, cx: &mut Ctx, ready: bool) {
        self.act(cx, Role::Patient, Self::may_set_ready, |id| {
            ready_request(id, ready)
        });
    }

    /// The patient was invited in vain, and is here now.
    pub(crate) fn say_here(&mut self, cx: &mut Ctx, id: ScheduleId) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| {
            let may = queue.may_say_here(cx, room);
            may.unwrap_or(refuse(WhyNot::Settled))
        };
        self.act_in(cx, Role::Patient, id, allowed, |id| ready_request(id, true));
    }

    /// The doctor's session was started or ended.
    pub(crate) fn on_session(&mut self, cx: &mut Ctx, result: Answer) {
        match read::<Schedule>(result) {
            Ok(schedule) => cx.emit(Event::ScheduleTold(schedule)),
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// A patient was invited, or not.
    pub(crate) fn on_invited(&mut self, cx: &mut Ctx, id: ScheduleId, result: Answer) {
        match read::<CallSnapshot>(result) {
            Ok(call) => cx.emit(Event::CallTold(call)),
            Err(problem) => {
                cx.emit(Event::CallRefused);
                cx.emit(Event::CallsOutdated);
                self.fetch_queue(cx, id);
                if !problem.is_told_by_the_call() {
                    cx.notices.fail(problem);
                }
            }
        }
    }

    /// The answer to anything that changes a queue.
    pub(crate) fn on_queue_changed(&mut self, cx: &mut Ctx, kind: QueueRequest, result: Answer) {
        // Taking somebody out may be answered with nothing; the queue is asked for then.
        let answer = match result {
            Ok(Value::Null) => Ok(None),
            other => read_list::<QueueSnapshot>(cx, other).map(Some),
        };
        let answer = match kind {
            QueueRequest::JoinQueue(_) => {
                cx.emit(Event::PlaceTaken);
                self.join.settle(answer)
            }
            _ => answer.map_err(|problem| cx.notices.fail(problem)).ok(),
        };
        match (answer.flatten(), cx.route) {
            (Some(snapshot), _) => self.apply_queue(cx, snapshot),
            // What was refused was decided on an outdated picture.
            (None, Route::Room(id)) => self.fetch_queue(cx, id),
            (None, _) => {}
        }
    }
}

/// The rule for one patient's place; there is none for somebody who has no place here.
pub(crate) fn of(
    room: &Room,
    patient_id: UserId,
    rule: impl FnOnce(&QueueEntry) -> Action,
) -> Action {
    let entry = room
        .entries()
        .iter()
        .find(|entry| entry.patient_id == patient_id);
    entry.map_or(refuse(WhyNot::Settled), rule)
}

/// The clinic requires a passed device test, and the server knows of none.
fn lacks_test(room: &Room) -> bool {
    room.own_place().is_some_and(|place| {
        place.device_test_policy == DeviceTestPolicy::Require && !place.device_test_passed
    })
}
