//! Fetching the list, and planning sessions.

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::schedules::intent::ScheduleRequest;
use crate::schedules::state::{Schedules, order};
use crate::screens::route::Route;
use shared::{NewSchedule, Role, Schedule, ScheduleList, Timestamp, WaitingRooms, paths};

/// How often the list is fetched while it is in view: the server tells of a session only those who
/// take part in it.
const REFRESH_EVERY_MS: i64 = 20_000;

/// Where this person's list is.
fn list_path(cx: &Ctx) -> Option<&'static str> {
    match cx.account.role() {
        Some(Role::Doctor) => Some(paths::DOCTOR_SCHEDULES),
        Some(Role::Patient) => Some(paths::PATIENT_SCHEDULES),
        Some(Role::Admin) | None => None,
    }
}

impl Schedules {
    pub(crate) fn load_schedules(&mut self, cx: &mut Ctx) {
        let Some(path) = list_path(cx) else {
            return;
        };
        self.pages.begin();
        let pause_ms = cx.rng.around_ms(REFRESH_EVERY_MS);
        self.refresh_at = Some(cx.now.plus_ms(pause_ms));
        cx.ask(ApiRequest::get(ScheduleRequest::Schedules, path));
        self.load_overview(cx);
    }

    /// When the list is to be fetched again.
    pub(crate) fn schedules_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let shown = cx.route == Route::Home && cx.link.is_online();
        self.refresh_at
            .filter(|_| shown && cx.account.may_practise())
    }

    pub(crate) fn reconcile_schedules(&mut self, cx: &mut Ctx) {
        if self.schedules_next_at(cx).is_some_and(|at| at <= cx.now) {
            self.load_schedules(cx);
        }
    }

    pub(crate) fn on_schedules(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<ScheduleList>(cx, result) {
            Ok(ScheduleList { schedules, next }) => {
                let schedules = self.newest(schedules);
                cx.emit(Event::SchedulesListed(schedules.clone()));
                self.pages.begin_with(schedules, next, |one| one.id);
            }
            Err(problem) => self.pages.fail(problem),
        }
        self.put_in_order();
    }

    pub(crate) fn show_more(&mut self, cx: &mut Ctx) {
        if let Some(path) = list_path(cx) {
            self.pages
                .ask_for_more(cx, ScheduleRequest::MoreSchedules, path);
        }
    }

    pub(crate) fn on_more(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<ScheduleList>(cx, result) {
            Ok(ScheduleList { schedules, next }) => {
                let schedules = self.newest(schedules);
                cx.emit(Event::SchedulesListed(schedules.clone()));
                self.pages.go_on_with(schedules, next, |one| one.id);
                self.put_in_order();
            }
            Err(problem) => cx.notices.fail(problem),
        }
    }

    fn put_in_order(&mut self) {
        if let Some(rows) = self.pages.rows_mut() {
            order(rows);
        }
    }

    /// A doctor's calendar shows that time.
    pub(crate) fn load_period(&mut self, cx: &mut Ctx, from: Timestamp, to: Timestamp) {
        if cx.account.is_doctor() {
            let path = format!("{}?from={}&to={}", paths::DOCTOR_SCHEDULES, from.0, to.0);
            cx.ask(ApiRequest::get(ScheduleRequest::OfPeriod, path));
        }
    }

    /// What is known is better than nothing, and the next ones come soon.
    pub(crate) fn on_period(&mut self, cx: &mut Ctx, result: Answer) {
        if let Ok(told) = read_list::<ScheduleList>(cx, result) {
            self.of_period = self.newest(told.schedules);
        }
    }

    pub(crate) fn show_home(&mut self, cx: &mut Ctx) {
        if cx.go_to(Route::Home) {
            self.load_schedules(cx);
        }
    }

    fn load_overview(&mut self, cx: &mut Ctx) {
        if cx.account.is_doctor() {
            let request = ApiRequest::get(ScheduleRequest::WaitingRooms, paths::WAITING_ROOMS);
            cx.ask(request);
        }
    }

    /// Old figures are better than none, and the next ones come soon.
    pub(crate) fn on_waiting_rooms(&mut self, cx: &mut Ctx, result: Answer) {
        if let Ok(told) = read_list::<WaitingRooms>(cx, result) {
            self.counted = told.waiting_rooms;
        }
    }

    pub(crate) fn create_schedule(&mut self, cx: &mut Ctx, new: &NewSchedule) {
        let may = cx.account.is_doctor();
        if may && !self.new.busy {
            self.new.begin();
            let request =
                ApiRequest::post(ScheduleRequest::CreateSchedule, paths::DOCTOR_SCHEDULES)
                    .with(new);
            cx.ask(request);
        }
    }

    pub(crate) fn on_created(&mut self, cx: &mut Ctx, result: Answer) {
        if let Some(schedule) = self.new.settle(read::<Schedule>(result)) {
            cx.emit(Event::ScheduleTold(schedule));
        }
    }
}
