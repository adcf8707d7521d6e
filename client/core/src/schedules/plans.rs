//! Changing and deleting sessions that have not started.
//!
//! The view shows the same answers that the intents obey. The server decides in the end: somebody
//! may join while the doctor reads what deleting means.

use crate::api::error::{RequestError, read};
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::io::Method;
use crate::queue::state::Queue;
use crate::schedules::intent::ScheduleRequest;
use crate::schedules::state::Schedules;
use crate::schedules::view::{ChangeForm, PlannedSchedule};
use crate::view_parts::{Action, WhyNot};
use shared::{NewSchedule, ProblemCode, Schedule, ScheduleId, ScheduleStatus, paths};

impl Schedules {
    /// What may be done with each session that has not started.
    pub(crate) fn plans(&self, cx: &Ctx, queue: &Queue) -> Vec<PlannedSchedule> {
        let upcoming = |schedule: &&Schedule| schedule.status == ScheduleStatus::Upcoming;
        let plan = |schedule: &Schedule| PlannedSchedule {
            schedule_id: schedule.id,
            change: self.may_change(cx, queue, schedule),
            delete: self.may_delete(cx, queue, schedule),
        };
        let planned = self.all().iter().filter(upcoming);
        planned.map(plan).collect()
    }

    fn may_change(&self, cx: &Ctx, queue: &Queue, schedule: &Schedule) -> Action {
        cx.action(
            ScheduleRequest::ChangeSchedule(schedule.id),
            self.not_started(queue, schedule),
        )
    }

    fn may_delete(&self, cx: &Ctx, queue: &Queue, schedule: &Schedule) -> Action {
        // Nobody may lose a place without being told.
        let empty = match schedule.waiting {
            0 => Ok(()),
            _ => Err(WhyNot::SomebodyWaits),
        };
        let rule = self.not_started(queue, schedule).and(empty);
        cx.action(ScheduleRequest::DeleteSchedule(schedule.id), rule)
    }

    fn not_started(&self, queue: &Queue, schedule: &Schedule) -> Result<(), WhyNot> {
        // Its room holds it as well, and may have heard of the start first.
        let status = queue.status_of(schedule.id).unwrap_or(schedule.status);
        match status {
            ScheduleStatus::Upcoming => Ok(()),
            ScheduleStatus::Online => Err(WhyNot::SessionStarted),
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
        }
    }

    fn own_plan(&self, cx: &Ctx, id: ScheduleId) -> Option<&Schedule> {
        let doctor = cx.account.is_doctor();
        self.find(id).filter(|_| doctor)
    }

    pub(crate) fn change_schedule(
        &mut self,
        cx: &mut Ctx,
        queue: &Queue,
        id: ScheduleId,
        plan: &NewSchedule,
    ) {
        let may = self
            .own_plan(cx, id)
            .is_some_and(|schedule| self.not_started(queue, schedule).is_ok());
        if !may || self.change.form.busy {
            return;
        }
        if self.change.schedule_id != Some(id) {
            self.change = ChangeForm {
                schedule_id: Some(id),
                ..ChangeForm::default()
            };
        }
        self.change.form.begin();
        let path = paths::with_id(paths::DOCTOR_SCHEDULE, id);
        let request = ApiRequest::send(ScheduleRequest::ChangeSchedule(id), Method::Patch, path);
        cx.ask(request.with(plan));
    }

    pub(crate) fn on_changed(&mut self, cx: &mut Ctx, result: Answer) {
        let answer = read::<Schedule>(result);
        let outdated = matches!(&answer, Err(problem) if is_news(problem));
        if let Some(schedule) = self.change.form.settle(answer) {
            cx.emit(Event::ScheduleTold(schedule));
        } else if outdated {
            self.load_schedules(cx);
        }
    }

    pub(crate) fn delete_schedule(&mut self, cx: &mut Ctx, queue: &Queue, id: ScheduleId) {
        let may = self
            .own_plan(cx, id)
            .is_some_and(|schedule| self.may_delete(cx, queue, schedule) == Action::Allowed);
        if may {
            let path = paths::with_id(paths::DOCTOR_SCHEDULE, id);
            let request =
                ApiRequest::send(ScheduleRequest::DeleteSchedule(id), Method::Delete, path);
            cx.ask(request);
        }
    }

    pub(crate) fn on_deleted(&mut self, cx: &mut Ctx, id: ScheduleId, result: Answer) {
        match result {
            Ok(_) => self.forget(id),
            // Another device was faster.
            Err(RequestError::Refused {
                code: ProblemCode::NotFound,
                ..
            }) => self.forget(id),
            Err(problem) => cx.notices.fail(problem),
        }
        // A list that is on its way may still hold it, and a refusal has a reason that is not in view.
        self.load_schedules(cx);
    }
}

/// The server knows more of the session than this device.
fn is_news(problem: &RequestError) -> bool {
    matches!(
        problem,
        RequestError::Refused {
            code: ProblemCode::ScheduleStarted | ProblemCode::NotFound,
            ..
        }
    )
}
