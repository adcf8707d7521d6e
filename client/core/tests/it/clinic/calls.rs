//! The small server's calls: phases, deadlines, receipts and signals.

use super::server::{CONNECT_MS, Call, INTERRUPTED_MS, RING_MS, Server};
use shared::*;

/// On what terms somebody is rung.
#[derive(Clone)]
pub enum Terms {
    /// For a place in a queue.
    Queue(ScheduleId, EntryId),
    /// For an appointment, until its window closes.
    Appointment(AppointmentId, Timestamp),
    /// For nothing that was there before, with a few words why.
    Direct(Pii),
}

impl Server {
    pub fn call(&self, id: CallId) -> Option<&CallSnapshot> {
        self.calls
            .iter()
            .map(|call| &call.snapshot)
            .find(|call| call.id == id)
    }

    pub fn live_call(&self) -> Option<CallSnapshot> {
        self.calls
            .iter()
            .map(|call| call.snapshot.clone())
            .find(|call| call.phase != CallPhase::Ended)
    }

    fn member(&self, user_id: UserId, session_id: Option<SessionId>) -> CallMember {
        let me = &self.users[&user_id].me;
        CallMember {
            user_id,
            role: me.role,
            name: me.name.clone(),
            session_id,
            media: MediaReport::default(),
        }
    }

    pub fn place_call(
        &mut self,
        schedule_id: ScheduleId,
        caller: (UserId, SessionId),
        patient_id: UserId,
    ) -> CallSnapshot {
        let entry = self
            .places
            .iter_mut()
            .find(|p| p.entry.patient_id == patient_id)
            .unwrap();
        entry.entry.state = EntryState::Invited;
        let entry_id = entry.entry.entry_id;
        let call = self.ring(Terms::Queue(schedule_id, entry_id), caller, patient_id);
        let entry = self
            .places
            .iter_mut()
            .find(|p| p.entry.patient_id == patient_id)
            .unwrap();
        entry.entry.call_id = Some(call.id);
        self.queue_changed(schedule_id);
        call
    }

    /// Rings somebody, and tells both.
    pub fn ring(
        &mut self,
        terms: Terms,
        caller: (UserId, SessionId),
        callee: UserId,
    ) -> CallSnapshot {
        let loud_until = self.now.plus_ms(RING_MS);
        let (kind, until) = match &terms {
            Terms::Queue(..) => (CallKind::Queue, loud_until),
            Terms::Appointment(_, closes_at) => (CallKind::Appointment, *closes_at),
            Terms::Direct(_) => (CallKind::Direct, loud_until),
        };
        let mut reason = Pii::default();
        let (schedule_id, entry_id, appointment_id) = match terms {
            Terms::Queue(schedule_id, entry_id) => (Some(schedule_id), Some(entry_id), None),
            Terms::Appointment(id, _) => (None, None, Some(id)),
            Terms::Direct(words) => {
                reason = words;
                (None, None, None)
            }
        };
        let snapshot = CallSnapshot {
            id: CallId(self.id()),
            version: 1,
            kind,
            schedule_id,
            entry_id,
            appointment_id,
            phase: CallPhase::Ringing,
            until: Some(until),
            loud_until: Some(loud_until),
            caller: self.member(caller.0, Some(caller.1)),
            callee: self.member(callee, None),
            receipt: RingReceipt {
                stage: RingStage::Sent,
                stall: None,
            },
            placed_at: self.now,
            accepted_at: None,
            active_at: None,
            ended_at: None,
            outcome: None,
            cause: None,
            ended_by: None,
            reason,
            decline_message: Pii::default(),
        };
        self.calls.push(Call {
            snapshot: snapshot.clone(),
            signals: [Vec::new(), Vec::new()],
        });
        let call = snapshot.clone();
        self.tell(callee, ServerFrame::CallInvitation { call });
        let call = snapshot.clone();
        self.tell(caller.0, ServerFrame::CallUpdated { call });
        snapshot
    }

    /// Changes a call and tells both.
    pub fn change_call(
        &mut self,
        id: CallId,
        change: impl FnOnce(&mut CallSnapshot),
    ) -> CallSnapshot {
        let call = self
            .calls
            .iter_mut()
            .find(|call| call.snapshot.id == id)
            .unwrap();
        let before = call.snapshot.phase;
        change(&mut call.snapshot);
        call.snapshot.version += 1;
        let call = call.snapshot.clone();
        let frame = match (before, call.phase) {
            (CallPhase::Ringing, CallPhase::Connecting) => {
                ServerFrame::CallConfirmed { call: call.clone() }
            }
            (_, CallPhase::Ended) => ServerFrame::CallEnded { call: call.clone() },
            _ => ServerFrame::CallUpdated { call: call.clone() },
        };
        self.tell(call.caller.user_id, frame.clone());
        self.tell(call.callee.user_id, frame);
        call
    }

    pub fn accept(&mut self, id: CallId, session_id: SessionId) -> CallSnapshot {
        let now = self.now;
        if let Some(place) = self.places.iter_mut().find(|p| p.entry.call_id == Some(id)) {
            place.entry.state = EntryState::InCall;
        }
        self.change_call(id, |call| {
            call.phase = CallPhase::Connecting;
            call.until = Some(now.plus_ms(CONNECT_MS));
            call.accepted_at = Some(now);
            call.callee.session_id = Some(session_id);
            call.receipt.stage = RingStage::Answered;
        })
    }

    pub fn end(
        &mut self,
        id: CallId,
        outcome: Outcome,
        cause: Option<Cause>,
        by: Option<UserId>,
    ) -> CallSnapshot {
        let now = self.now;
        let call = self.change_call(id, |call| {
            call.phase = CallPhase::Ended;
            call.until = None;
            call.ended_at = Some(now);
            call.outcome = Some(outcome);
            call.cause = cause;
            call.ended_by = by;
        });
        if let Some(place) = self.places.iter_mut().find(|p| p.entry.call_id == Some(id)) {
            place.entry.call_id = None;
            place.entry.state = match outcome {
                Outcome::Completed => EntryState::Done,
                _ => EntryState::Waiting,
            };
        }
        if let Some(schedule_id) = call.schedule_id {
            self.queue_changed(schedule_id);
        }
        call
    }

    pub fn report(&mut self, id: CallId, user_id: UserId, report: MediaReport) -> CallSnapshot {
        let now = self.now;
        self.change_call(id, |call| {
            if call.caller.user_id == user_id {
                call.caller.media = report;
            } else {
                call.callee.media = report;
            }
            let both = call.caller.media.receiving && call.callee.media.receiving;
            match (call.phase, both) {
                (CallPhase::Connecting | CallPhase::Interrupted, true) => {
                    call.phase = CallPhase::Active;
                    call.until = None;
                    call.active_at.get_or_insert(now);
                }
                (CallPhase::Active, false) => {
                    call.phase = CallPhase::Interrupted;
                    call.until = Some(now.plus_ms(INTERRUPTED_MS));
                }
                _ => {}
            }
        })
    }

    /// Deadlines that have passed.
    pub fn keep_deadlines(&mut self) {
        let due: Vec<CallSnapshot> = self
            .calls
            .iter()
            .map(|call| call.snapshot.clone())
            .filter(|call| call.until.is_some_and(|until| until <= self.now))
            .collect();
        for call in due {
            let (outcome, cause) = match call.phase {
                CallPhase::Ringing => (Outcome::Missed, Cause::RangUnheard),
                CallPhase::Connecting => (Outcome::NeverConnected, Cause::NetworkBlocked),
                _ => (Outcome::Lost, Cause::OtherSideGone),
            };
            self.end(call.id, outcome, Some(cause), None);
        }
    }

    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.calls
            .iter()
            .filter_map(|call| call.snapshot.until)
            .min()
    }

    pub fn on_receipt(&mut self, id: CallId, receipt: RingReceipt) {
        let Some(call) = self.calls.iter_mut().find(|call| call.snapshot.id == id) else {
            return;
        };
        if call.snapshot.phase == CallPhase::Ringing && receipt.stage >= call.snapshot.receipt.stage
        {
            call.snapshot.receipt = receipt;
            let caller = call.snapshot.caller.user_id;
            self.tell(
                caller,
                ServerFrame::RingReceipt {
                    call_id: id,
                    receipt,
                },
            );
        }
    }

    /// The device of the other side: its number here and which way signals go.
    fn towards(
        &self,
        session_id: SessionId,
        call: &CallSnapshot,
    ) -> Option<(Option<usize>, usize)> {
        let (to, way) = if call.caller.session_id == Some(session_id) {
            (call.callee.session_id, 0)
        } else if call.callee.session_id == Some(session_id) {
            (call.caller.session_id, 1)
        } else {
            return None;
        };
        let device = self
            .sockets
            .iter()
            .find(|(_, socket)| Some(socket.session_id) == to);
        Some((device.map(|(device, _)| *device), way))
    }

    pub fn relay(&mut self, device: usize, call_id: CallId, signal: Signal) {
        let Some(session_id) = self.sockets.get(&device).map(|socket| socket.session_id) else {
            return;
        };
        let call = self.call(call_id).unwrap().clone();
        let Some((to, way)) = self.towards(session_id, &call) else {
            return;
        };
        let buffer = self
            .calls
            .iter_mut()
            .find(|call| call.snapshot.id == call_id)
            .unwrap();
        buffer.signals[way].push(signal.clone());
        let number = u64::try_from(buffer.signals[way].len()).unwrap();
        if let Some(to) = to {
            self.whisper(
                to,
                ServerFrame::Signal {
                    call_id,
                    number,
                    signal,
                },
            );
        }
    }

    pub fn replay_signals(&mut self, device: usize, call_id: CallId, last_signal: u64) {
        let Some(session_id) = self.sockets.get(&device).map(|socket| socket.session_id) else {
            return;
        };
        let call = self.call(call_id).unwrap();
        let way = usize::from(call.caller.session_id == Some(session_id));
        let found = self
            .calls
            .iter()
            .find(|call| call.snapshot.id == call_id)
            .unwrap();
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
