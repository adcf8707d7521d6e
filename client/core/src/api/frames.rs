//! What the server tells, in its order.
//!
//! Owns the bookkeeping of sequence numbers: a stored frame counts once, and a gap means that the
//! state is fetched again. Hands each frame to the part it belongs to.

use crate::App;
use crate::ctx::Turn;
use shared::{Envelope, ProblemCode, ServerFrame};

impl App {
    pub(crate) fn on_frame(&mut self, turn: &mut Turn, connection: u64, envelope: Envelope) {
        if connection != self.link.connection {
            return;
        }
        match envelope.frame {
            ServerFrame::Authenticated {
                server_now,
                resumed,
                ..
            } => {
                self.on_authenticated(turn, server_now, envelope.seq, resumed);
            }
            ServerFrame::Refused {
                code: ProblemCode::Unauthenticated,
                ..
            } => {
                self.on_rejected(turn);
            }
            frame if self.link.is_online() => {
                let News { fresh, gap } = self.count(envelope.seq, envelope.stored);
                if fresh {
                    self.take_frame(turn, frame);
                }
                if gap {
                    self.resync(turn);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, seq: i64, stored: bool) -> News {
        let Some(last) = self.link.last_seq else {
            self.link.last_seq = Some(seq);
            return News {
                fresh: true,
                gap: false,
            };
        };
        let expected = if stored { last.saturating_add(1) } else { last };
        if seq > last {
            self.link.last_seq = Some(seq);
        }
        News {
            fresh: !stored || seq > last,
            gap: seq > expected,
        }
    }

    fn take_frame(&mut self, turn: &mut Turn, frame: ServerFrame) {
        match frame {
            ServerFrame::CallInvitation { call }
            | ServerFrame::CallConfirmed { call }
            | ServerFrame::CallDeclined { call }
            | ServerFrame::CallUpdated { call }
            | ServerFrame::CallEnded { call } => self.take_call(turn, call),
            ServerFrame::RingReceipt { call_id, receipt } => self.take_receipt(call_id, receipt),
            ServerFrame::Signal {
                call_id,
                number,
                signal,
            } => {
                self.take_signal(turn, call_id, number, signal);
            }
            ServerFrame::QueueUpdated(snapshot) => self.take_queue(snapshot),
            ServerFrame::ScheduleStatusChanged { schedule } => self.take_schedule(schedule),
            ServerFrame::PresenceChanged {
                user_id,
                presence,
                reachability,
                accepts_direct_calls,
            } => {
                self.rooms.take_presence(user_id, presence);
                let ring = (reachability, accepts_direct_calls);
                self.directory.take_presence(user_id, presence, ring);
            }
            ServerFrame::ReadyChanged {
                schedule_id,
                patient_id,
                ready,
            } => {
                self.take_ready(schedule_id, patient_id, ready);
            }
            ServerFrame::DeviceTestCompleted {
                schedule_id,
                patient_id,
                device_test,
            } => self
                .rooms
                .take_device_test(schedule_id, patient_id, device_test),
            ServerFrame::Notification { notification } => {
                self.take_notification(turn, notification)
            }
            ServerFrame::AppointmentChanged { appointment } => self.take_appointment(appointment),
            ServerFrame::Message { message } => self.take_message(turn, message),
            ServerFrame::MessageRead {
                encounter_id,
                user_id,
                marks,
            } => self.take_marks(encounter_id, user_id, marks),
            ServerFrame::Typing {
                encounter_id,
                typing,
                ..
            } => self.take_typing(turn, encounter_id, typing),
            ServerFrame::RingRehearsal { until } => self.take_rehearsal(turn, until),
            // Handled before, or about one frame only, which the engine's log knows.
            ServerFrame::Authenticated { .. } | ServerFrame::Refused { .. } => {}
        }
    }
}

/// What a frame's number says.
struct News {
    /// It was not taken in before.
    fresh: bool,
    /// Something before it is missing.
    gap: bool,
}
