//! The doctor's hours: weekly rules, days that are different, lead times.
//!
//! The server keeps them and says what is wrong with a form. After each change all of it is fetched
//! again, for the server also says which appointments lie outside of it.

use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::app::Place;
use crate::ctx::Turn;
use crate::{App, AvailabilityScreen, FormState, Loadable, Method, Trouble};
use serde_json::Value;
use shared::{
    Availability, AvailabilityException, AvailabilityRule, ExceptionId, LeadTimes,
    NewAvailabilityException, NewAvailabilityRule, ProblemCode, Role, RuleId, paths,
};

/// What is known of them, and the forms.
pub(crate) struct Hours {
    pub(crate) plan: Loadable<Availability>,
    rule: FormState,
    exception: FormState,
    lead_times: FormState,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            plan: Loadable::Loading,
            rule: FormState::default(),
            exception: FormState::default(),
            lead_times: FormState::default(),
        }
    }
}

impl App {
    pub(crate) fn show_availability(&mut self, turn: &mut Turn) {
        if self.account.role() == Some(Role::Doctor) && self.go_to(turn, Place::Availability) {
            self.load_availability(turn);
        }
    }

    pub(crate) fn load_availability(&mut self, turn: &mut Turn) {
        if matches!(self.hours.plan, Loadable::Failed { .. }) {
            self.hours.plan = Loadable::Loading;
        }
        self.ask(turn, Wish::get(Purpose::Availability, paths::AVAILABILITY));
    }

    pub(crate) fn on_availability(&mut self, result: Result<Value, Trouble>) {
        match read::<Availability>(result) {
            Ok(value) => self.hours.plan = Loadable::Loaded { value },
            // What is known is better than nothing.
            Err(problem) => {
                if !matches!(self.hours.plan, Loadable::Loaded { .. }) {
                    self.hours.plan = Loadable::Failed { problem };
                }
            }
        }
    }

    fn may_plan(&self) -> bool {
        self.place == Place::Availability
    }

    /// Adds weekly hours, or replaces some.
    pub(crate) fn save_rule(
        &mut self,
        turn: &mut Turn,
        id: Option<RuleId>,
        rule: &NewAvailabilityRule,
    ) {
        if !self.may_plan() || self.hours.rule.busy {
            return;
        }
        self.hours.rule.begin();
        let wish = match id {
            None => Wish::post(Purpose::SaveRule, paths::AVAILABILITY_RULES),
            Some(id) => {
                let path = paths::with_id(paths::AVAILABILITY_RULE, id);
                Wish::send(Purpose::SaveRule, Method::Put, path)
            }
        };
        self.ask(turn, wish.with(rule));
    }

    pub(crate) fn on_rule_saved(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        let saved = self.hours.rule.settle(read::<AvailabilityRule>(result));
        if let (Some(rule), Loadable::Loaded { value }) = (saved, &mut self.hours.plan) {
            value.rules.retain(|known| known.id != rule.id);
            value.rules.push(rule);
        }
        self.load_availability(turn);
    }

    /// Adds a day that is different, or replaces one.
    pub(crate) fn save_exception(
        &mut self,
        turn: &mut Turn,
        id: Option<ExceptionId>,
        exception: &NewAvailabilityException,
    ) {
        if !self.may_plan() || self.hours.exception.busy {
            return;
        }
        self.hours.exception.begin();
        let wish = match id {
            None => Wish::post(Purpose::SaveException, paths::AVAILABILITY_EXCEPTIONS),
            Some(id) => {
                let path = paths::with_id(paths::AVAILABILITY_EXCEPTION, id);
                Wish::send(Purpose::SaveException, Method::Put, path)
            }
        };
        self.ask(turn, wish.with(exception));
    }

    pub(crate) fn on_exception_saved(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        let saved = read::<AvailabilityException>(result);
        let saved = self.hours.exception.settle(saved);
        if let (Some(exception), Loadable::Loaded { value }) = (saved, &mut self.hours.plan) {
            value.exceptions.retain(|known| known.id != exception.id);
            value.exceptions.push(exception);
            value
                .exceptions
                .sort_by(|one, other| one.date.cmp(&other.date));
        }
        self.load_availability(turn);
    }

    pub(crate) fn save_lead_times(&mut self, turn: &mut Turn, lead_times: LeadTimes) {
        if self.may_plan() && !self.hours.lead_times.busy {
            self.hours.lead_times.begin();
            let wish = Wish::send(Purpose::SaveLeadTimes, Method::Put, paths::AVAILABILITY);
            self.ask(turn, wish.with(&lead_times));
        }
    }

    pub(crate) fn on_lead_times_saved(&mut self, result: Result<Value, Trouble>) {
        let saved = self.hours.lead_times.settle(read::<Availability>(result));
        if let Some(value) = saved {
            self.hours.plan = Loadable::Loaded { value };
        }
    }

    pub(crate) fn delete_rule(&mut self, turn: &mut Turn, id: RuleId) {
        if self.may_plan() && self.link.is_online() && !self.requests.has(Purpose::DeleteRule(id)) {
            let path = paths::with_id(paths::AVAILABILITY_RULE, id);
            self.ask(
                turn,
                Wish::send(Purpose::DeleteRule(id), Method::Delete, path),
            );
        }
    }

    pub(crate) fn delete_exception(&mut self, turn: &mut Turn, id: ExceptionId) {
        let busy = self.requests.has(Purpose::DeleteException(id));
        if self.may_plan() && self.link.is_online() && !busy {
            let path = paths::with_id(paths::AVAILABILITY_EXCEPTION, id);
            self.ask(
                turn,
                Wish::send(Purpose::DeleteException(id), Method::Delete, path),
            );
        }
    }

    /// Hours, or a day that was different, were deleted.
    pub(crate) fn on_hours_deleted(
        &mut self,
        turn: &mut Turn,
        purpose: Purpose,
        result: Result<Value, Trouble>,
    ) {
        let gone = match result {
            // Another device was faster.
            Ok(_)
            | Err(Trouble::Refused {
                code: ProblemCode::NotFound,
                ..
            }) => true,
            Err(problem) => {
                self.notices.fail(problem);
                false
            }
        };
        if let (true, Loadable::Loaded { value }) = (gone, &mut self.hours.plan) {
            match purpose {
                Purpose::DeleteRule(id) => value.rules.retain(|rule| rule.id != id),
                Purpose::DeleteException(id) => value.exceptions.retain(|one| one.id != id),
                _ => {}
            }
        }
        self.load_availability(turn);
    }

    pub(crate) fn availability_screen(&self) -> AvailabilityScreen {
        let (mut rules, mut exceptions) = (Vec::new(), Vec::new());
        if let Loadable::Loaded { value } = &self.hours.plan {
            let all = value.rules.iter().map(|rule| rule.id);
            rules.extend(all.filter(|id| self.requests.has(Purpose::DeleteRule(*id))));
            let all = value.exceptions.iter().map(|one| one.id);
            exceptions.extend(all.filter(|id| self.requests.has(Purpose::DeleteException(*id))));
        }
        AvailabilityScreen {
            availability: self.hours.plan.clone(),
            rule: self.hours.rule.clone(),
            exception: self.hours.exception.clone(),
            lead_times: self.hours.lead_times.clone(),
            deleting_rules: rules,
            deleting_exceptions: exceptions,
            change: self.action(Purpose::SaveRule, Ok(())),
        }
    }
}
