//! What the server tells, in its order.
//!
//! A stored frame counts once, and a gap means that the state is fetched again. Hands each frame to
//! the features that hear of it.

use crate::app::App;
use crate::events::Event;
use crate::session::link::News;
use shared::{Envelope, ProblemCode, ServerFrame};

impl App {
    pub(super) fn on_frame(&mut self, connection: u64, envelope: Envelope) {
        let cx = &mut self.ctx;
        if connection != cx.link.connection {
            return;
        }
        match envelope.frame {
            ServerFrame::Authenticated {
                server_now,
                resumed,
                ..
            } => cx.on_authenticated(server_now, envelope.seq, resumed),
            ServerFrame::Refused {
                code: ProblemCode::Unauthenticated,
                ..
            } => cx.on_rejected(),
            // On a socket that is not authenticated nothing else counts.
            frame => {
                if !cx.link.is_online() {
                    return;
                }
                cx.hear_clock(envelope.now);
                let News { fresh, gap } = cx.link.count(envelope.seq, envelope.stored);
                if fresh {
                    self.hand_on(frame);
                }
                if gap {
                    self.ctx.emit(Event::Missed);
                }
            }
        }
    }

    /// Every frame has its line here, and its line says who hears of it and by which function.
    fn hand_on(&mut self, frame: ServerFrame) {
        let Self {
            ctx: cx,
            schedules,
            queue,
            appointments,
            calls,
            chat,
            history,
            notifications,
            devices,
            ..
        } = self;
        match frame {
            ServerFrame::CallInvitation { call }
            | ServerFrame::CallConfirmed { call }
            | ServerFrame::CallDeclined { call }
            | ServerFrame::CallUpdated { call }
            | ServerFrame::CallEnded { call } => {
                history.apply_call(cx, &call);
                calls.apply_call(cx, call);
            }
            ServerFrame::Signal {
                call_id,
                number,
                signal,
            } => calls.apply_signal(cx, call_id, number, signal),
            ServerFrame::RingReceipt { call_id, receipt } => {
                queue.apply_receipt(call_id, receipt);
                calls.apply_receipt(call_id, receipt);
            }
            ServerFrame::RingRehearsal { until } => devices.apply_rehearsal(cx, calls, until),
            ServerFrame::PlaceMoved { from, schedule } => queue.apply_moved(cx, from, schedule),
            ServerFrame::RingReminder { schedule_id, until } => {
                devices.apply_reminder(cx, calls, schedule_id, until);
            }
            ServerFrame::QueueUpdated(snapshot) => queue.apply_queue(cx, snapshot),
            ServerFrame::ReadyChanged {
                schedule_id,
                patient_id,
                ready,
            } => queue.apply_ready(cx, schedule_id, patient_id, ready),
            ServerFrame::DeviceTestCompleted {
                schedule_id,
                patient_id,
                device_test,
            } => queue.apply_device_test(schedule_id, patient_id, device_test),
            ServerFrame::ScheduleStatusChanged { schedule } => {
                queue.note_schedule(cx, &schedule);
                schedules.apply(&schedule);
            }
            ServerFrame::PresenceChanged {
                user_id,
                presence,
                reachability,
                accepts_direct_calls,
            } => {
                queue.apply_presence(user_id, presence);
                let ring = (reachability, accepts_direct_calls);
                appointments
                    .directory
                    .apply_presence(user_id, presence, ring);
            }
            ServerFrame::AppointmentChanged { appointment } => {
                appointments.apply_appointment(appointment);
            }
            ServerFrame::Message { message } => chat.apply_message(cx, message),
            ServerFrame::MessageRead {
                encounter_id,
                user_id,
                marks,
            } => chat.apply_marks(cx, encounter_id, user_id, marks),
            // Nobody but the other one writes in a thread of two.
            ServerFrame::Typing {
                encounter_id,
                user_id: _,
                typing,
            } => chat.apply_typing(cx, encounter_id, typing),
            ServerFrame::Notification { notification } => {
                notifications.apply_notification(cx, notification);
            }
            // Handled before, or about one frame only, which the engine's log knows.
            ServerFrame::Authenticated { .. } | ServerFrame::Refused { .. } => {}
        }
    }
}
