//! The practice sessions a person can see, and their planning.
//!
//! Owns the home screen's list. A session's newest version wins, wherever it came from.

pub(crate) mod intent;
mod list;
mod plans;
pub(crate) mod state;
pub(crate) mod view;

use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::queue::state::Queue;
use crate::schedules::intent::{ScheduleIntent, ScheduleRequest};
use crate::schedules::state::Schedules;
use shared::Timestamp;

impl Feature for Schedules {
    type Intent = ScheduleIntent;
    type Request = ScheduleRequest;
    type Reads<'a> = &'a Queue;

    fn on_intent(&mut self, cx: &mut Ctx, queue: &Queue, intent: ScheduleIntent) {
        match intent {
            ScheduleIntent::ShowHome => self.show_home(cx),
            ScheduleIntent::ShowMoreSchedules => self.show_more(cx),
            ScheduleIntent::CreateSchedule(new) => self.create_schedule(cx, &new),
            ScheduleIntent::ChangeSchedule { schedule_id, plan } => {
                self.change_schedule(cx, queue, schedule_id, &plan);
            }
            ScheduleIntent::DeleteSchedule { schedule_id } => {
                self.delete_schedule(cx, queue, schedule_id)
            }
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: ScheduleRequest, answer: Answer) {
        match request {
            ScheduleRequest::Schedules => self.on_schedules(cx, answer),
            ScheduleRequest::MoreSchedules => self.on_more(cx, answer),
            ScheduleRequest::OfPeriod => self.on_period(cx, answer),
            ScheduleRequest::CreateSchedule => self.on_created(cx, answer),
            ScheduleRequest::ChangeSchedule(_) => self.on_changed(cx, answer),
            ScheduleRequest::DeleteSchedule(id) => self.on_deleted(cx, id, answer),
            ScheduleRequest::WaitingRooms => self.on_waiting_rooms(cx, answer),
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        match event {
            // Everything anew, with the first page alone.
            Event::Reload => {
                self.pages.start_anew();
                self.load_schedules(cx);
            }
            Event::Entered
            | Event::Missed
            | Event::SchedulesWanted
            | Event::Online { resumed: false } => self.load_schedules(cx),
            Event::PeriodShown { from, to } => self.load_period(cx, *from, *to),
            Event::ScheduleTold(schedule) => self.apply(schedule),
            _ => {}
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, _queue: &Queue) {
        self.reconcile_schedules(cx);
    }

    fn next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        self.schedules_next_at(cx)
    }
}
