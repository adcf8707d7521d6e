//! The practice room and the waiting room: a session's queue as this person may see it.
//!
//! Owns which queues this device follows. The newest version of a queue wins. Must never work out a
//! position or a state by itself: the server does.

mod actions;
mod hand_over;
mod hold;
pub(crate) mod intent;
mod order;
mod overview;
mod rooms;
pub(crate) mod state;
pub(crate) mod view;

use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::queue::actions::Asked;
use crate::queue::intent::{QueueIntent, QueueRequest};
use crate::queue::state::Queue;
use crate::schedules::state::Schedules;

/// What the queue reads of others.
#[derive(Clone, Copy)]
pub(crate) struct QueueReads<'a> {
    pub(crate) schedules: &'a Schedules,
    pub(crate) calls: &'a Calls,
}

impl Feature for Queue {
    type Intent = QueueIntent;
    type Request = QueueRequest;
    type Reads<'a> = QueueReads<'a>;

    fn on_intent(&mut self, cx: &mut Ctx, reads: QueueReads<'_>, intent: QueueIntent) {
        match intent {
            QueueIntent::OpenSchedule { schedule_id } => {
                self.open_schedule(cx, reads.schedules, schedule_id)
            }
            QueueIntent::StartSession => self.start_session(cx),
            QueueIntent::EndSession => self.end_session(cx, reads.calls, None),
            QueueIntent::EndSessionSaying { words } => {
                self.end_session(cx, reads.calls, Some(words))
            }
            QueueIntent::SetBack {
                patient_id,
                to,
                text,
            } => self.set_back(cx, patient_id, to, text),
            QueueIntent::TellWaiting { text } => self.tell_waiting(cx, text),
            QueueIntent::LookForColleagues => self.look_for_colleagues(cx),
            QueueIntent::HandOver {
                patient_id,
                to,
                text,
            } => self.hand_over(cx, patient_id, to, text),
            QueueIntent::JoinQueue { reason } => self.join_queue(cx, reason),
            QueueIntent::LeaveQueue => self.leave_queue(cx),
            QueueIntent::SetReady { ready } => self.set_ready(cx, ready),
            QueueIntent::Invite { patient_id } => self.invite(cx, reads.calls, patient_id),
            QueueIntent::InviteAnyway { patient_id } => {
                self.invite_one(cx, reads.calls, patient_id, Asked::AndSure)
            }
            QueueIntent::SayHere { schedule_id } => self.say_here(cx, schedule_id),
            QueueIntent::ResetPatient { patient_id } => self.reset_patient(cx, patient_id),
            QueueIntent::RemovePatient { patient_id } => self.remove_patient(cx, patient_id),
            QueueIntent::MarkNoShow { patient_id } => self.mark_no_show(cx, patient_id),
            QueueIntent::MoveInQueue { patient_id, to } => self.move_in_queue(cx, patient_id, to),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: QueueRequest, answer: Answer) {
        match request {
            QueueRequest::Schedule(_) => self.on_schedule(cx, answer),
            QueueRequest::StartSession(_) | QueueRequest::EndSession(_) => {
                self.on_session(cx, answer)
            }
            QueueRequest::Queue(id) => self.on_queue(cx, id, answer),
            QueueRequest::JoinQueue(_)
            | QueueRequest::LeaveQueue(_)
            | QueueRequest::SetReady(_)
            | QueueRequest::Reset(..)
            | QueueRequest::MarkNoShow(..)
            | QueueRequest::Reorder(_)
            | QueueRequest::Remove(..) => self.on_queue_changed(cx, request, answer),
            QueueRequest::Invite(id) => self.on_invited(cx, id, answer),
            QueueRequest::SetBack(..) | QueueRequest::HandOver(..) => self.on_held(cx, answer),
            QueueRequest::Colleagues => self.on_colleagues(cx, answer),
            QueueRequest::TellWaiting(_) => self.on_told(cx, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        match event {
            Event::Online { .. } => {
                self.subscribe_rooms(cx);
                self.fetch_rooms(cx);
            }
            Event::Missed | Event::Reload => self.fetch_rooms(cx),
            // It may be pressed once more.
            Event::AddressProved => self.join.problem = None,
            Event::RouteChanged => self.unfollow_others(cx, None),
            Event::ScheduleTold(schedule) => self.note_schedule(cx, schedule),
            Event::SchedulesListed(schedules) => {
                for schedule in schedules {
                    self.note_schedule(cx, schedule);
                }
            }
            _ => {}
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, reads: QueueReads<'_>) {
        self.reconcile_overview(cx, reads.schedules);
    }
}
