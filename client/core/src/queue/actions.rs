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
use crate::queue::state::{Queue, Room, waiting};
use crate::screens::route::Route;
use crate::view_parts::{Action, Loadable, WhyNot};
use serde_json::Value;
use shared::{
    CallSnapshot, DeviceTestPolicy, EntryState, JoinQueueRequest, Pii, QueueEntry, QueueSnapshot,
    Role, Schedule, ScheduleId, ScheduleStatus, StartCallRequest, ToggleReadyRequest, UserId,
    paths,
};

const fn refuse(why: WhyNot) -> Action {
    Action::Refused { why }
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

    pub(crate) fn next_patient(room: &Room) -> Option<UserId> {
        let mut ready = room
            .entries()
            .iter()
            .filter(|entry| entry.state == EntryState::Ready);
        ready.next().map(|entry| entry.patient_id)
    }

    pub(crate) fn may_invite_next(&self, cx: &Ctx, calls: &Calls, room: &Room) -> Action {
        let somebody = || {
            Self::next_patient(room)
                .map(|_| ())
                .ok_or(WhyNot::NobodyReady)
        };
        let rule = session(room.schedule.status)
            .and_then(|()| self.no_call(calls))
            .and_then(|()| somebody());
        cx.action(QueueRequest::Invite(room.schedule.id), rule)
    }

    pub(crate) fn may_invite(
        &self,
        cx: &Ctx,
        calls: &Calls,
        room: &Room,
        entry: &QueueEntry,
    ) -> Action {
        let ready = match entry.state {
            EntryState::Ready => Ok(()),
            EntryState::Waiting => Err(WhyNot::PatientNotReady),
            EntryState::Invited | EntryState::InCall => Err(WhyNot::InCall),
            _ => Err(WhyNot::Settled),
        };
        let rule = session(room.schedule.status)
            .and(ready)
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
        let rule = match entry.state {
            EntryState::Waiting | EntryState::Ready => Ok(()),
            EntryState::Invited | EntryState::InCall => Err(WhyNot::InCall),
            _ => Err(WhyNot::Settled),
        };
        cx.action(
            QueueRequest::Remove(room.schedule.id, entry.patient_id),
            rule,
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
        let Route::Room(id) = cx.route else {
            return false;
        };
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

    pub(crate) fn end_session(&mut self, cx: &mut Ctx, calls: &Calls) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| queue.may_end_session(cx, calls, room);
        self.act(cx, Role::Doctor, allowed, |id| {
            ApiRequest::post(
                QueueRequest::EndSession(id),
                paths::with_id(paths::END_SCHEDULE, id),
            )
        });
    }

    pub(crate) fn invite(&mut self, cx: &mut Ctx, calls: &Calls, patient_id: Option<UserId>) {
        let allowed = |queue: &Self, cx: &Ctx, room: &Room| match patient_id {
            None => queue.may_invite_next(cx, calls, room),
            Some(patient_id) => of(room, patient_id, |entry| {
                queue.may_invite(cx, calls, room, entry)
            }),
        };
        let next = self.open_room(cx).and_then(Self::next_patient);
        let patient_id = patient_id.or(next);
        let body = StartCallRequest { patient_id };
        let sent = self.act(cx, Role::Doctor, allowed, |id| {
            ApiRequest::post(
                QueueRequest::Invite(id),
                paths::with_id(paths::START_CALL, id),
            )
            .with(&body)
        });
        if let Some(patient_id) = patient_id.filter(|_| sent) {
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
        let body = ToggleReadyRequest { ready };
        self.act(cx, Role::Patient, Self::may_set_ready, |id| {
            ApiRequest::post(
                QueueRequest::SetReady(id),
                paths::with_id(paths::TOGGLE_READY, id),
            )
            .with(&body)
        });
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
