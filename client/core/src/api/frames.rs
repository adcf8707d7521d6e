//! What the server tells, in its order.
//!
//! Owns the bookkeeping of sequence numbers: a stored frame counts once, and a gap means that the
//! state is fetched again. Hands each frame to the part it belongs to.

use crate::App;
use crate::ctx::Ctx;
use shared::{Envelope, ProblemCode, ServerFrame};

impl App {
    pub(crate) fn on_frame(&mut self, cx: &mut Ctx, connection: u64, envelope: Envelope) {
        if connection != self.link.connection {
            return;
        }
        match envelope.frame {
            ServerFrame::Authenticated {
                server_now,
                resumed,
                ..
            } => {
                self.on_authenticated(cx, server_now, envelope.seq, resumed);
            }
            ServerFrame::Refused {
                code: ProblemCode::Unauthenticated,
                ..
            } => {
                self.on_rejected(cx);
            }
            frame if self.link.is_online() => {
                let News { fresh, gap } = self.count(envelope.seq, envelope.stored);
                if fresh {
                    self.on_server_frame(cx, frame);
                }
                if gap {
                    self.resync(cx);
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

    fn on_server_frame(&mut self, cx: &mut Ctx, frame: ServerFrame) {
        match frame {
            ServerFrame::CallInvitation { call }
            | ServerFrame::CallConfirmed { call }
            | ServerFrame::CallDeclined { call }
            | ServerFrame::CallUpdated { call }
            | ServerFrame::CallEnded { call } => self.apply_call(cx, call),
            ServerFrame::RingReceipt { call_id, receipt } => self.apply_receipt(call_id, receipt),
            ServerFrame::Signal {
                call_id,
                number,
                signal,
            } => {
                self.apply_signal(cx, call_id, number, signal);
            }
            ServerFrame::QueueUpdated(snapshot) => self.apply_queue(snapshot),
            ServerFrame::ScheduleStatusChanged { schedule } => self.apply_schedule(schedule),
            ServerFrame::PresenceChanged {
                user_id,
                presence,
                reachability,
                accepts_direct_calls,
            } => {
                self.rooms.apply_presence(user_id, presence);
                let ring = (reachability, accepts_direct_calls);
                self.directory.apply_presence(user_id, presence, ring);
            }
            ServerFrame::ReadyChanged {
                schedule_id,
                patient_id,
                ready,
            } => {
                self.apply_ready(schedule_id, patient_id, ready);
            }
            ServerFrame::DeviceTestCompleted {
                schedule_id,
                patient_id,
                device_test,
            } => self
                .rooms
                .apply_device_test(schedule_id, patient_id, device_test),
            ServerFrame::Notification { notification } => self.apply_notification(cx, notification),
            ServerFrame::AppointmentChanged { appointment } => self.apply_appointment(appointment),
            ServerFrame::Message { message } => self.apply_message(cx, message),
            ServerFrame::MessageRead {
                encounter_id,
                user_id,
                marks,
            } => self.apply_marks(encounter_id, user_id, marks),
            ServerFrame::Typing {
                encounter_id,
                typing,
                ..
            } => self.apply_typing(cx, encounter_id, typing),
            ServerFrame::RingRehearsal { until } => self.apply_rehearsal(cx, until),
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
