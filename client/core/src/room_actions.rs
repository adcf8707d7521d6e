//! What may be done in a room, and doing it.
//!
//! The view shows the same answers that the intents obey, so no button can lie.

use crate::app::Place;
use crate::purpose::Purpose;
use crate::queue::Room;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::Turn;
use crate::{Action, App, Loadable, Trouble, WhyNot};
use serde_json::Value;
use shared::{
    DeviceTestPolicy, EntryState, JoinQueueRequest, Pii, QueueEntry, QueueSnapshot, QueueView,
    Role, ScheduleId, ScheduleStatus, StartCallRequest, ToggleReadyRequest, UserId, paths,
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

impl App {
    /// Allowed where the rule says so, the server is in reach and it was not asked for already.
    pub(crate) fn action(&self, purpose: Purpose, rule: Result<(), WhyNot>) -> Action {
        if self.requests.has(purpose) {
            return Action::Busy;
        }
        match rule {
            Err(why) => refuse(why),
            Ok(()) if !self.link.is_online() => refuse(WhyNot::Offline),
            Ok(()) => Action::Allowed,
        }
    }

    pub(crate) fn may_start(&self, room: &Room) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Upcoming => Ok(()),
            ScheduleStatus::Online => Err(WhyNot::SessionStarted),
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
        };
        self.action(Purpose::StartSession(room.schedule.id), rule)
    }

    pub(crate) fn may_end_session(&self, room: &Room) -> Action {
        // Ending takes back a ring, but nobody is cut off in the middle of a consultation.
        let rule = match self.calls.is_conversation() {
            true => Err(WhyNot::InCall),
            false => session(room.schedule.status),
        };
        self.action(Purpose::EndSession(room.schedule.id), rule)
    }

    fn no_call(&self) -> Result<(), WhyNot> {
        if self.calls.has_live() {
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

    pub(crate) fn may_invite_next(&self, room: &Room) -> Action {
        let somebody = || {
            Self::next_patient(room)
                .map(|_| ())
                .ok_or(WhyNot::NobodyReady)
        };
        let rule = session(room.schedule.status)
            .and_then(|()| self.no_call())
            .and_then(|()| somebody());
        self.action(Purpose::Invite(room.schedule.id), rule)
    }

    pub(crate) fn may_invite(&self, room: &Room, entry: &QueueEntry) -> Action {
        let ready = match entry.state {
            EntryState::Ready => Ok(()),
            EntryState::Waiting => Err(WhyNot::PatientNotReady),
            EntryState::Invited | EntryState::InCall => Err(WhyNot::InCall),
            _ => Err(WhyNot::Settled),
        };
        let rule = session(room.schedule.status)
            .and(ready)
            .and_then(|()| self.no_call());
        self.action(Purpose::Invite(room.schedule.id), rule)
    }

    pub(crate) fn may_reset(&self, room: &Room, entry: &QueueEntry) -> Action {
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            _ if !entry.state.is_open() => Ok(()),
            _ => Err(WhyNot::NotSettled),
        };
        self.action(Purpose::Reset(room.schedule.id, entry.patient_id), rule)
    }

    pub(crate) fn may_remove(&self, room: &Room, entry: &QueueEntry) -> Action {
        let rule = match entry.state {
            EntryState::Waiting | EntryState::Ready => Ok(()),
            EntryState::Invited | EntryState::InCall => Err(WhyNot::InCall),
            _ => Err(WhyNot::Settled),
        };
        self.action(Purpose::Remove(room.schedule.id, entry.patient_id), rule)
    }

    pub(crate) fn may_join(&self, room: &Room) -> Action {
        let full = waiting(room) >= room.schedule.capacity;
        let rule = match room.schedule.status {
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
            _ if room.has_live_place() => Err(WhyNot::NotSettled),
            _ if full => Err(WhyNot::QueueFull),
            _ => Ok(()),
        };
        self.action_in_queue(room, Purpose::JoinQueue(room.schedule.id), rule)
    }

    pub(crate) fn may_leave(&self, room: &Room) -> Action {
        let rule = match room.own_place().map(|place| place.state) {
            Some(EntryState::InCall) => Err(WhyNot::InCall),
            Some(state) if state.is_open() => Ok(()),
            _ => Err(WhyNot::Settled),
        };
        self.action_in_queue(room, Purpose::LeaveQueue(room.schedule.id), rule)
    }

    pub(crate) fn may_set_ready(&self, room: &Room) -> Action {
        let rule = match room.own_place().map(|place| place.state) {
            Some(EntryState::Waiting) if lacks_test(room) => Err(WhyNot::DeviceTestNeeded),
            Some(EntryState::Waiting | EntryState::Ready) => Ok(()),
            Some(EntryState::Invited | EntryState::InCall) => Err(WhyNot::InCall),
            _ => Err(WhyNot::Settled),
        };
        self.action_in_queue(room, Purpose::SetReady(room.schedule.id), rule)
    }

    /// Nothing is known before the queue is here.
    fn action_in_queue(&self, room: &Room, purpose: Purpose, rule: Result<(), WhyNot>) -> Action {
        match room.queue {
            Loadable::Loaded { .. } => self.action(purpose, rule),
            Loadable::Loading => Action::Busy,
            Loadable::Failed { .. } => refuse(WhyNot::Offline),
        }
    }

    /// Sends a wish of this role about the open room where `allowed` says so.
    pub(crate) fn act(
        &mut self,
        turn: &mut Turn,
        role: Role,
        allowed: impl FnOnce(&Self, &Room) -> Action,
        wish: impl FnOnce(ScheduleId) -> Wish,
    ) -> bool {
        let Place::Room(id) = self.place else {
            return false;
        };
        let may = self.account.role() == Some(role)
            && self
                .rooms
                .get(id)
                .is_some_and(|room| allowed(self, room) == Action::Allowed);
        if may {
            self.ask(turn, wish(id));
        }
        may
    }

    pub(crate) fn start_session(&mut self, turn: &mut Turn) {
        self.act(turn, Role::Doctor, Self::may_start, |id| {
            Wish::post(
                Purpose::StartSession(id),
                paths::with_id(paths::START_SCHEDULE, id),
            )
        });
    }

    pub(crate) fn end_session(&mut self, turn: &mut Turn) {
        self.act(turn, Role::Doctor, Self::may_end_session, |id| {
            Wish::post(
                Purpose::EndSession(id),
                paths::with_id(paths::END_SCHEDULE, id),
            )
        });
    }

    pub(crate) fn invite(&mut self, turn: &mut Turn, patient_id: Option<UserId>) {
        let allowed = |app: &Self, room: &Room| match patient_id {
            None => app.may_invite_next(room),
            Some(patient_id) => of(room, patient_id, |entry| app.may_invite(room, entry)),
        };
        let next = self.open_room().and_then(Self::next_patient);
        let body = StartCallRequest {
            patient_id: patient_id.or(next),
        };
        self.act(turn, Role::Doctor, allowed, |id| {
            Wish::post(Purpose::Invite(id), paths::with_id(paths::START_CALL, id)).with(&body)
        });
    }

    pub(crate) fn reset_patient(&mut self, turn: &mut Turn, patient_id: UserId) {
        let allowed =
            |app: &Self, room: &Room| of(room, patient_id, |entry| app.may_reset(room, entry));
        self.act(turn, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::RESET_PATIENT, id, patient_id);
            Wish::post(Purpose::Reset(id, patient_id), path)
        });
    }

    pub(crate) fn remove_patient(&mut self, turn: &mut Turn, patient_id: UserId) {
        let allowed =
            |app: &Self, room: &Room| of(room, patient_id, |entry| app.may_remove(room, entry));
        self.act(turn, Role::Doctor, allowed, |id| {
            let path = paths::with_patient(paths::REMOVE_PATIENT, id, patient_id);
            Wish::post(Purpose::Remove(id, patient_id), path)
        });
    }

    pub(crate) fn join_queue(&mut self, turn: &mut Turn, reason: Pii) {
        let body = JoinQueueRequest { reason };
        let sent = self.act(turn, Role::Patient, Self::may_join, |id| {
            Wish::post(
                Purpose::JoinQueue(id),
                paths::with_id(paths::JOIN_QUEUE, id),
            )
            .with(&body)
        });
        if sent {
            self.forms.join.begin();
        }
    }

    pub(crate) fn leave_queue(&mut self, turn: &mut Turn) {
        self.act(turn, Role::Patient, Self::may_leave, |id| {
            Wish::post(
                Purpose::LeaveQueue(id),
                paths::with_id(paths::LEAVE_QUEUE, id),
            )
        });
    }

    pub(crate) fn set_ready(&mut self, turn: &mut Turn, ready: bool) {
        let body = ToggleReadyRequest { ready };
        self.act(turn, Role::Patient, Self::may_set_ready, |id| {
            Wish::post(
                Purpose::SetReady(id),
                paths::with_id(paths::TOGGLE_READY, id),
            )
            .with(&body)
        });
    }

    /// The answer to anything that changes a queue.
    pub(crate) fn on_queue_changed(
        &mut self,
        turn: &mut Turn,
        purpose: Purpose,
        result: Result<Value, Trouble>,
    ) {
        // Taking somebody out may be answered with nothing; the queue is asked for then.
        let answer = match result {
            Ok(Value::Null) => Ok(None),
            other => read::<QueueSnapshot>(other).map(Some),
        };
        let answer = match purpose {
            Purpose::JoinQueue(_) => {
                self.gear.tell_again();
                self.forms.join.settle(answer)
            }
            _ => answer.map_err(|problem| self.notices.fail(problem)).ok(),
        };
        match (answer.flatten(), self.place) {
            (Some(snapshot), _) => self.take_queue(snapshot),
            // What was refused was decided on an outdated picture.
            (None, Place::Room(id)) => self.fetch_queue(turn, id),
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

/// How many wait, as far as this person knows.
pub(crate) fn waiting(room: &Room) -> u32 {
    match &room.queue {
        Loadable::Loaded {
            value:
                QueueSnapshot {
                    queue: QueueView::Patient { waiting, .. },
                    ..
                },
        } => *waiting,
        _ => room.schedule.waiting,
    }
}
