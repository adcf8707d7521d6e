//! The small server's calls: the practice's own machine takes every step, and those whom it concerns
//! are told.

use super::about::About;
use super::server::{Call, Server};
use domain::Refusal;
use domain::appointment::{self, call_status};
use domain::call::{self, Announcement, DeadlineFacts, Event, Phase, Side};
use domain::queue::{EntryEvent, Said, is_in_vain};
use shared::*;

impl Server {
    pub fn call(&self, id: CallId) -> Option<CallSnapshot> {
        let call = self.calls.iter().find(|call| call.id == id)?;
        Some(self.snapshot(call))
    }

    pub fn found(&mut self, id: CallId) -> &mut Call {
        self.calls.iter_mut().find(|call| call.id == id).unwrap()
    }

    pub fn live_call(&self) -> Option<CallSnapshot> {
        let call = self.calls.iter().find(|call| call.machine.is_live())?;
        Some(self.snapshot(call))
    }

    /// As both people see it.
    pub fn snapshot(&self, call: &Call) -> CallSnapshot {
        let machine = &call.machine;
        let member = |side| {
            let member: &call::Member = machine.member(side);
            let me = &self.users[&member.user_id].me;
            CallMember {
                user_id: member.user_id,
                role: me.role,
                name: me.name.clone(),
                session_id: member.session_id,
                media: member.media,
            }
        };
        let ending = match machine.phase {
            Phase::Ended(ending) => Some(ending),
            _ => None,
        };
        let (schedule_id, entry_id) = match call.about {
            About::Queue(schedule_id, entry_id) => (Some(schedule_id), Some(entry_id)),
            _ => (None, None),
        };
        let reason = match &call.about {
            About::Direct(words) => words.clone(),
            _ => Pii::default(),
        };
        let by = ending.and_then(|ending| ending.by);
        CallSnapshot {
            id: call.id,
            version: call.version,
            kind: machine.terms.kind,
            schedule_id,
            entry_id,
            appointment_id: call.about.appointment_id(),
            phase: machine.shown_phase(),
            until: machine.deadline(),
            loud_until: machine.loud_until(),
            caller: member(Side::Caller),
            callee: member(Side::Callee),
            receipt: machine.receipt(),
            placed_at: machine.placed_at,
            accepted_at: machine.accepted_at,
            active_at: machine.active_at,
            ended_at: ending.map(|ending| ending.at),
            outcome: ending.map(|ending| ending.outcome),
            cause: ending.and_then(|ending| ending.cause),
            ended_by: by.map(|side| machine.member(side).user_id),
            reason,
            decline_message: call.decline_message.clone(),
        }
    }

    fn is_connected(&self, user_id: UserId) -> bool {
        let mut sockets = self.sockets.values();
        sockets.any(|socket| self.sessions[&socket.session_id].user_id == user_id)
    }

    /// Invites whoever has the place.
    pub fn invite(
        &mut self,
        (schedule_id, entry_id): (ScheduleId, EntryId),
        event: EntryEvent,
        caller: (UserId, SessionId),
    ) -> Result<CallSnapshot, Refusal> {
        self.move_place(entry_id, event)?;
        let mut places = self.places.iter();
        let place = places.find(|one| one.entry.entry_id == entry_id).unwrap();
        let patient_id = place.entry.patient_id;
        let call = self.ring(About::Queue(schedule_id, entry_id), caller, patient_id);
        self.queue_changed(schedule_id);
        Ok(call)
    }

    /// Rings somebody, and tells both.
    pub fn ring(
        &mut self,
        about: About,
        caller: (UserId, SessionId),
        callee: UserId,
    ) -> CallSnapshot {
        let reachable = self.is_connected(callee);
        let machine = call::Call::place(about.terms(), caller, callee, reachable, self.now);
        let call = Call {
            id: CallId(self.id()),
            version: 1,
            about,
            decline_message: Pii::default(),
            machine,
            signals: [Vec::new(), Vec::new()],
            outdated: [0, 0],
        };
        let snapshot = self.snapshot(&call);
        self.calls.push(call);
        self.tell_ring(snapshot.clone());
        snapshot
    }

    fn tell_ring(&mut self, call: CallSnapshot) {
        let (caller, callee) = (call.caller.user_id, call.callee.user_id);
        let invitation = ServerFrame::CallInvitation { call: call.clone() };
        self.tell(callee, invitation);
        self.tell(caller, ServerFrame::CallUpdated { call });
    }

    /// Takes the machine one step, moves what the call is about, and tells both.
    pub fn step(&mut self, id: CallId, event: Event) -> Result<CallSnapshot, Refusal> {
        let now = self.now;
        let call = self.found(id);
        let change = call::step(&call.machine, event, now)?;
        let Some(tell) = change.tell else {
            return Ok(self.call(id).unwrap());
        };
        call.machine = change.call;
        call.version += 1;
        let about = call.about.clone();
        let snapshot = self.call(id).unwrap();
        let told = snapshot.clone();
        let frame = match tell {
            Announcement::Receipt => {
                let receipt = snapshot.receipt;
                let frame = ServerFrame::RingReceipt {
                    call_id: id,
                    receipt,
                };
                self.tell(snapshot.caller.user_id, frame);
                if let About::Queue(schedule_id, _) = about {
                    self.queue_changed(schedule_id);
                }
                return Ok(snapshot);
            }
            Announcement::RingsAgain => {
                self.tell_ring(told);
                return Ok(snapshot);
            }
            Announcement::Accepted => ServerFrame::CallConfirmed { call: told },
            Announcement::Updated => ServerFrame::CallUpdated { call: told },
            Announcement::Declined => ServerFrame::CallDeclined { call: told },
            Announcement::Ended => ServerFrame::CallEnded { call: told },
        };
        if let About::Queue(schedule_id, entry_id) = about {
            match (tell, snapshot.outcome) {
                (Announcement::Accepted, _) => self.move_place(entry_id, EntryEvent::Accept)?,
                (_, Some(outcome)) => self.settle_place(entry_id, outcome, snapshot.cause)?,
                (_, None) => {}
            }
            self.queue_changed(schedule_id);
        }
        self.tell(snapshot.caller.user_id, frame.clone());
        self.tell(snapshot.callee.user_id, frame);
        if let (About::Appointment(appointment_id, _), false) =
            (about, tell == Announcement::Updated)
        {
            self.appointment_follows(appointment_id, &snapshot);
        }
        Ok(snapshot)
    }

    /// Changes a call besides what the machine allows, and tells both.
    pub fn bend_call(&mut self, id: CallId, change: impl FnOnce(&mut call::Call)) {
        let call = self.found(id);
        change(&mut call.machine);
        call.version += 1;
        let call = self.call(id).unwrap();
        for user_id in [call.caller.user_id, call.callee.user_id] {
            let call = call.clone();
            self.tell(user_id, ServerFrame::CallUpdated { call });
        }
    }

    fn appointment_follows(&mut self, id: AppointmentId, call: &CallSnapshot) {
        let change = match call.outcome {
            Some(Outcome::Completed) => Some((appointment::Event::Complete, None)),
            Some(Outcome::NoShow) => {
                let absent = match self.users[&call.callee.user_id].me.role {
                    Role::Doctor => Absent::Doctor,
                    _ => Absent::Patient,
                };
                Some((appointment::Event::StayAway, Some(absent)))
            }
            _ => None,
        };
        let status = call_status(Some(call.phase));
        self.change_appointment(id, |one| {
            one.call_status = status;
            match change {
                Some((event, absent)) => {
                    one.state = appointment::step(one.state, event).unwrap();
                    one.absent = absent;
                }
                // Its call has a version of its own.
                None => one.version -= 1,
            }
        });
    }

    /// Moves a place in a queue as the rules say.
    pub fn move_place(&mut self, entry_id: EntryId, event: EntryEvent) -> Result<(), Refusal> {
        let mut places = self.places.iter_mut();
        let place = places.find(|one| one.entry.entry_id == entry_id).unwrap();
        place.entry.state = domain::queue::step(place.entry.state, event)?;
        Ok(())
    }

    /// The call about a place is over.
    fn settle_place(
        &mut self,
        entry_id: EntryId,
        outcome: Outcome,
        cause: Option<Cause>,
    ) -> Result<(), Refusal> {
        let now = self.now;
        let mut places = self.places.iter_mut();
        let place = places.find(|one| one.entry.entry_id == entry_id).unwrap();
        let said = match place.ready_at {
            Some(_) => Said::Ready,
            None => Said::NotReady,
        };
        let event = EntryEvent::Settle(outcome, said);
        place.entry.state = domain::queue::step(place.entry.state, event)?;
        if outcome == Outcome::Declined {
            place.ready_at = None;
        }
        place.entry.failed_ring = is_in_vain(outcome).then_some(FailedRing {
            outcome,
            cause,
            at: now,
            here_since: None,
        });
        Ok(())
    }

    /// Which side of a call somebody is on.
    pub fn side_of(&self, id: CallId, user_id: UserId) -> Side {
        let call = self.calls.iter().find(|call| call.id == id).unwrap();
        call.machine.side_of(user_id).unwrap()
    }

    /// Deadlines that have passed.
    pub fn keep_deadlines(&mut self) {
        let due: Vec<CallId> = self
            .calls
            .iter()
            .filter(|call| call.machine.deadline().is_some_and(|at| at <= self.now))
            .map(|call| call.id)
            .collect();
        for id in due {
            let call = self.call(id).unwrap();
            let members = [call.caller.user_id, call.callee.user_id];
            let facts = DeadlineFacts {
                server_was_away: false,
                somebody_gone: !members.iter().all(|user_id| self.is_connected(*user_id)),
            };
            self.step(id, Event::Deadline(facts)).unwrap();
        }
    }

    pub fn next_deadline(&self) -> Option<Timestamp> {
        let deadlines = self.calls.iter().filter_map(|call| call.machine.deadline());
        deadlines.min()
    }

    /// For calls that ring no longer it does nothing.
    pub fn on_receipt(&mut self, id: CallId, receipt: RingReceipt) {
        if self.calls.iter().any(|call| call.id == id) {
            let event = Event::Receipt(receipt.stage, receipt.stall);
            self.step(id, event).unwrap();
        }
    }

    /// Which way this device's signals go: 0 is to the callee, 1 to the caller.
    fn way_of(&self, device: usize, call: &CallSnapshot) -> Option<usize> {
        let from = Some(self.sockets.get(&device)?.session_id);
        let is_of = |member: &CallMember| member.session_id == from;
        [&call.caller, &call.callee].into_iter().position(is_of)
    }

    pub fn relay(&mut self, device: usize, call_id: CallId, signal: Signal) {
        let call = self.call(call_id).unwrap();
        let Some(way) = self.way_of(device, &call) else {
            return;
        };
        let signals = match &mut self.middle {
            Some(middle) => middle(call_id, way, signal),
            None => vec![(way, signal)],
        };
        for (way, signal) in signals {
            self.pass_on(&call, way, signal);
        }
    }

    fn pass_on(&mut self, call: &CallSnapshot, way: usize, signal: Signal) {
        let buffer = self.found(call.id);
        buffer.signals[way].push(signal.clone());
        let number = u64::try_from(buffer.signals[way].len()).unwrap();
        let to = [&call.callee, &call.caller][way].session_id;
        let device = self
            .sockets
            .iter()
            .find(|(_, socket)| Some(socket.session_id) == to);
        if let Some(device) = device.map(|(device, _)| *device) {
            let frame = ServerFrame::Signal {
                call_id: call.id,
                number,
                signal,
            };
            self.whisper(device, frame);
        }
    }

    pub fn replay_signals(
        &mut self,
        device: usize,
        call_id: CallId,
        last_signal: u64,
        backlog: Backlog,
    ) {
        let Some(session_id) = self.sockets.get(&device).map(|socket| socket.session_id) else {
            return;
        };
        let call = self.call(call_id).unwrap();
        let way = usize::from(call.caller.session_id == Some(session_id));
        let old = self.is_old;
        let found = self.found(call_id);
        if backlog == Backlog::Outdated && !old {
            found.outdated[way] = u64::try_from(found.signals[way].len()).unwrap();
        }
        let last_signal = last_signal.max(found.outdated[way]);
        let missed: Vec<(u64, Signal)> = (1..)
            .zip(found.signals[way].iter().cloned())
            .filter(|(number, _)| *number > last_signal)
            .collect();
        for (number, signal) in missed {
            self.whisper(
                device,
                ServerFrame::Signal {
                    call_id,
                    number,
                    signal,
                },
            );
        }
    }
}
