//! The doctor's hours: weekly rules, days that are different, lead times.
//!
//! The server keeps them and says what is wrong with a form. After each change all of it is fetched
//! again, for the server also says which appointments lie outside of it.

use crate::api::error::{RequestError, read};
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::Appointments;
use crate::appointments::view::AvailabilityScreen;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::Method;
use crate::screens::route::Route;
use crate::view_parts::Loadable;
use shared::{
    Availability, AvailabilityException, AvailabilityRule, ExceptionId, LeadTimes,
    NewAvailabilityException, NewAvailabilityRule, ProblemCode, Role, RuleId, paths,
};

impl Appointments {
    pub(crate) fn show_availability(&mut self, cx: &mut Ctx) {
        if cx.account.role() == Some(Role::Doctor) && cx.go_to(Route::Availability) {
            self.load_availability(cx);
        }
    }

    pub(crate) fn load_availability(&mut self, cx: &mut Ctx) {
        if matches!(self.hours.plan, Loadable::Failed { .. }) {
            self.hours.plan = Loadable::Loading;
        }
        cx.ask(ApiRequest::get(
            AppointmentRequest::Availability,
            paths::AVAILABILITY,
        ));
    }

    pub(crate) fn on_availability(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<Availability>(cx, result) {
            Ok(value) => self.hours.plan = Loadable::Loaded { value },
            // What is known is better than nothing.
            Err(problem) => {
                if !matches!(self.hours.plan, Loadable::Loaded { .. }) {
                    self.hours.plan = Loadable::Failed { problem };
                }
            }
        }
    }

    fn may_plan(&self, cx: &Ctx) -> bool {
        cx.route == Route::Availability
    }

    /// Adds weekly hours, or replaces some.
    pub(crate) fn save_rule(
        &mut self,
        cx: &mut Ctx,
        id: Option<RuleId>,
        rule: &NewAvailabilityRule,
    ) {
        if !self.may_plan(cx) || self.hours.rule.busy {
            return;
        }
        self.hours.rule.begin();
        let request = match id {
            None => ApiRequest::post(AppointmentRequest::SaveRule, paths::AVAILABILITY_RULES),
            Some(id) => {
                let path = paths::with_id(paths::AVAILABILITY_RULE, id);
                ApiRequest::send(AppointmentRequest::SaveRule, Method::Put, path)
            }
        };
        cx.ask(request.with(rule));
    }

    pub(crate) fn on_rule_saved(&mut self, cx: &mut Ctx, result: Answer) {
        let saved = self.hours.rule.settle(read::<AvailabilityRule>(result));
        if let (Some(rule), Loadable::Loaded { value }) = (saved, &mut self.hours.plan) {
            value.rules.retain(|known| known.id != rule.id);
            value.rules.push(rule);
        }
        self.load_availability(cx);
    }

    /// Adds a day that is different, or replaces one.
    pub(crate) fn save_exception(
        &mut self,
        cx: &mut Ctx,
        id: Option<ExceptionId>,
        exception: &NewAvailabilityException,
    ) {
        if !self.may_plan(cx) || self.hours.exception.busy {
            return;
        }
        self.hours.exception.begin();
        let request = match id {
            None => ApiRequest::post(
                AppointmentRequest::SaveException,
                paths::AVAILABILITY_EXCEPTIONS,
            ),
            Some(id) => {
                let path = paths::with_id(paths::AVAILABILITY_EXCEPTION, id);
                ApiRequest::send(AppointmentRequest::SaveException, Method::Put, path)
            }
        };
        cx.ask(request.with(exception));
    }

    pub(crate) fn on_exception_saved(&mut self, cx: &mut Ctx, result: Answer) {
        let saved = read::<AvailabilityException>(result);
        let saved = self.hours.exception.settle(saved);
        if let (Some(exception), Loadable::Loaded { value }) = (saved, &mut self.hours.plan) {
            value.exceptions.retain(|known| known.id != exception.id);
            value.exceptions.push(exception);
            value
                .exceptions
                .sort_by(|one, other| one.date.cmp(&other.date));
        }
        self.load_availability(cx);
    }

    pub(crate) fn save_lead_times(&mut self, cx: &mut Ctx, lead_times: LeadTimes) {
        if self.may_plan(cx) && !self.hours.lead_times.busy {
            self.hours.lead_times.begin();
            let request = ApiRequest::send(
                AppointmentRequest::SaveLeadTimes,
                Method::Put,
                paths::AVAILABILITY,
            );
            cx.ask(request.with(&lead_times));
        }
    }

    pub(crate) fn on_lead_times_saved(&mut self, cx: &mut Ctx, result: Answer) {
        let saved = self
            .hours
            .lead_times
            .settle(read_list::<Availability>(cx, result));
        if let Some(value) = saved {
            self.hours.plan = Loadable::Loaded { value };
        }
    }

    pub(crate) fn delete_rule(&mut self, cx: &mut Ctx, id: RuleId) {
        if self.may_plan(cx)
            && cx.link.is_online()
            && !cx.requests.has(AppointmentRequest::DeleteRule(id))
        {
            let path = paths::with_id(paths::AVAILABILITY_RULE, id);
            cx.ask(ApiRequest::send(
                AppointmentRequest::DeleteRule(id),
                Method::Delete,
                path,
            ));
        }
    }

    pub(crate) fn delete_exception(&mut self, cx: &mut Ctx, id: ExceptionId) {
        let busy = cx.requests.has(AppointmentRequest::DeleteException(id));
        if self.may_plan(cx) && cx.link.is_online() && !busy {
            let path = paths::with_id(paths::AVAILABILITY_EXCEPTION, id);
            cx.ask(ApiRequest::send(
                AppointmentRequest::DeleteException(id),
                Method::Delete,
                path,
            ));
        }
    }

    /// Hours, or a day that was different, were deleted.
    pub(crate) fn on_hours_deleted(
        &mut self,
        cx: &mut Ctx,
        kind: AppointmentRequest,
        result: Answer,
    ) {
        let gone = match result {
            // Another device was faster.
            Ok(_)
            | Err(RequestError::Refused {
                code: ProblemCode::NotFound,
                ..
            }) => true,
            Err(problem) => {
                cx.notices.fail(problem);
                false
            }
        };
        if let (true, Loadable::Loaded { value }) = (gone, &mut self.hours.plan) {
            match kind {
                AppointmentRequest::DeleteRule(id) => value.rules.retain(|rule| rule.id != id),
                AppointmentRequest::DeleteException(id) => {
                    value.exceptions.retain(|one| one.id != id)
                }
                _ => {}
            }
        }
        self.load_availability(cx);
    }

    pub(crate) fn availability_screen(&self, cx: &Ctx) -> AvailabilityScreen {
        let (mut rules, mut exceptions) = (Vec::new(), Vec::new());
        if let Loadable::Loaded { value } = &self.hours.plan {
            let all = value.rules.iter().map(|rule| rule.id);
            rules.extend(all.filter(|id| cx.requests.has(AppointmentRequest::DeleteRule(*id))));
            let all = value.exceptions.iter().map(|one| one.id);
            exceptions
                .extend(all.filter(|id| cx.requests.has(AppointmentRequest::DeleteException(*id))));
        }
        AvailabilityScreen {
            availability: self.hours.plan.clone(),
            rule: self.hours.rule.clone(),
            exception: self.hours.exception.clone(),
            lead_times: self.hours.lead_times.clone(),
            deleting_rules: rules,
            deleting_exceptions: exceptions,
            change: cx.action(AppointmentRequest::SaveRule, Ok(())),
        }
    }
}
