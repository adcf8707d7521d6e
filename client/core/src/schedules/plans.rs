//! Changing and deleting sessions that have not started.
//!
//! The view shows the same answers that the intents obey. The server decides in the end: somebody
//! may join while the doctor reads what deleting means.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{Action, App, FormState, Method, RequestError, WhyNot};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{NewSchedule, ProblemCode, Role, Schedule, ScheduleId, ScheduleStatus, paths};

/// What may be done with a session that has not started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PlannedSchedule {
    /// Which.
    pub schedule_id: ScheduleId,
    /// Change title, time and the rest.
    pub change: Action,
    /// Delete it.
    pub delete: Action,
}

/// The form for changing a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangeForm {
    /// Which session it was sent for last; the form of any other one is blank.
    pub schedule_id: Option<ScheduleId>,
    /// How that went.
    pub form: FormState,
}

impl App {
    /// What may be done with each session that has not started.
    pub(crate) fn plans(&self) -> Vec<PlannedSchedule> {
        let upcoming = |schedule: &&Schedule| schedule.status == ScheduleStatus::Upcoming;
        let plan = |schedule: &Schedule| PlannedSchedule {
            schedule_id: schedule.id,
            change: self.may_change(schedule),
            delete: self.may_delete(schedule),
        };
        let planned = self.schedules.all().iter().filter(upcoming);
        planned.map(plan).collect()
    }

    fn may_change(&self, schedule: &Schedule) -> Action {
        self.action(
            RequestKind::ChangeSchedule(schedule.id),
            self.not_started(schedule),
        )
    }

    fn may_delete(&self, schedule: &Schedule) -> Action {
        // Nobody may lose a place without being told.
        let empty = match schedule.waiting {
            0 => Ok(()),
            _ => Err(WhyNot::SomebodyWaits),
        };
        let rule = self.not_started(schedule).and(empty);
        self.action(RequestKind::DeleteSchedule(schedule.id), rule)
    }

    fn not_started(&self, schedule: &Schedule) -> Result<(), WhyNot> {
        // Its room holds it as well, and may have heard of the start first.
        let status = self
            .rooms
            .get(schedule.id)
            .map_or(schedule.status, |room| room.schedule.status);
        match status {
            ScheduleStatus::Upcoming => Ok(()),
            ScheduleStatus::Online => Err(WhyNot::SessionStarted),
            ScheduleStatus::Completed => Err(WhyNot::SessionOver),
        }
    }

    fn own_plan(&self, id: ScheduleId) -> Option<&Schedule> {
        let doctor = self.account.role() == Some(Role::Doctor) && self.account.may_practise();
        self.schedules.find(id).filter(|_| doctor)
    }

    pub(crate) fn change_schedule(&mut self, cx: &mut Ctx, id: ScheduleId, plan: &NewSchedule) {
        let may = self
            .own_plan(id)
            .is_some_and(|schedule| self.not_started(schedule).is_ok());
        if !may || self.forms.change_schedule.form.busy {
            return;
        }
        if self.forms.change_schedule.schedule_id != Some(id) {
            self.forms.change_schedule = ChangeForm {
                schedule_id: Some(id),
                ..ChangeForm::default()
            };
        }
        self.forms.change_schedule.form.begin();
        let path = paths::with_id(paths::DOCTOR_SCHEDULE, id);
        let request = ApiRequest::send(RequestKind::ChangeSchedule(id), Method::Patch, path);
        self.ask(cx, request.with(plan));
    }

    pub(crate) fn on_changed(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        let answer = read::<Schedule>(result);
        let outdated = matches!(&answer, Err(problem) if is_news(problem));
        if let Some(schedule) = self.forms.change_schedule.form.settle(answer) {
            self.apply_schedule(schedule);
        } else if outdated {
            self.load_schedules(cx);
        }
    }

    pub(crate) fn delete_schedule(&mut self, cx: &mut Ctx, id: ScheduleId) {
        let may = self
            .own_plan(id)
            .is_some_and(|schedule| self.may_delete(schedule) == Action::Allowed);
        if may {
            let path = paths::with_id(paths::DOCTOR_SCHEDULE, id);
            let request = ApiRequest::send(RequestKind::DeleteSchedule(id), Method::Delete, path);
            self.ask(cx, request);
        }
    }

    pub(crate) fn on_deleted(
        &mut self,
        cx: &mut Ctx,
        id: ScheduleId,
        result: Result<Value, RequestError>,
    ) {
        match result {
            Ok(_) => self.schedules.forget(id),
            // Another device was faster.
            Err(RequestError::Refused {
                code: ProblemCode::NotFound,
                ..
            }) => self.schedules.forget(id),
            Err(problem) => self.notices.fail(problem),
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
