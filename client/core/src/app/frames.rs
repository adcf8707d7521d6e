//! What the server tells, in its order.
//!
//! A stored frame counts once, and a gap means that the state is fetched again. Hands each frame to
//! the features that hear of it.

use crate::app::App;
use crate::devices::DeviceReads;
use crate::events::Event;
use crate::feature::Feature;
use crate::queue::QueueReads;
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
            frame if cx.link.is_online() => {
                let News { fresh, gap } = cx.link.count(envelope.seq, envelope.stored);
                if fresh {
                    self.hand_on(frame);
                }
                if gap {
                    self.ctx.emit(Event::Missed);
                }
            }
            _ => {}
        }
    }

    fn hand_on(&mut self, frame: ServerFrame) {
        let Self {
            ctx: cx,
            schedules,
            queue,
            appointments,
            calls,
            ..
        } = self;
        match frame {
            ServerFrame::CallInvitation { .. }
            | ServerFrame::CallConfirmed { .. }
            | ServerFrame::CallDeclined { .. }
            | ServerFrame::CallUpdated { .. }
            | ServerFrame::CallEnded { .. }
            | ServerFrame::Signal { .. } => calls.on_frame(cx, (), frame),
            ServerFrame::RingReceipt { .. } => {
                queue.on_frame(cx, QueueReads { schedules, calls }, frame.clone());
                calls.on_frame(cx, (), frame);
            }
            ServerFrame::QueueUpdated(_)
            | ServerFrame::ReadyChanged { .. }
            | ServerFrame::DeviceTestCompleted { .. } => {
                queue.on_frame(cx, QueueReads { schedules, calls }, frame);
            }
            ServerFrame::ScheduleStatusChanged { .. } => {
                queue.on_frame(cx, QueueReads { schedules, calls }, frame.clone());
                schedules.on_frame(cx, queue, frame);
            }
            ServerFrame::PresenceChanged { .. } => {
                queue.on_frame(cx, QueueReads { schedules, calls }, frame.clone());
                appointments.on_frame(cx, calls, frame);
            }
            ServerFrame::Notification { .. } => self.notifications.on_frame(cx, (), frame),
            ServerFrame::AppointmentChanged { .. } => appointments.on_frame(cx, calls, frame),
            ServerFrame::Message { .. }
            | ServerFrame::MessageRead { .. }
            | ServerFrame::Typing { .. } => self.chat.on_frame(cx, calls, frame),
            ServerFrame::RingRehearsal { .. } => {
                let reads = DeviceReads {
                    queue,
                    calls,
                    appointments,
                };
                self.devices.on_frame(cx, reads, frame);
            }
            // Handled before, or about one frame only, which the engine's log knows.
            ServerFrame::Authenticated { .. } | ServerFrame::Refused { .. } => {}
        }
    }
}
