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
use crate::view_parts::Loadable;
use serde::Deserialize;
use shared::{NewSchedule, Role, Schedule, Timestamp, WaitingRooms, paths};

/// How often the list is fetched while it is in view: the server tells of a session only those who
/// take part in it.
const REFRESH_EVERY_MS: i64 = 20_000;

/// Answer to both lists.
#[derive(Deserialize)]
struct ScheduleList {
    schedules: Vec<Schedule>,
}

impl Schedules {
    pub(crate) fn load_schedules(&mut self, cx: &mut Ctx) {
        let path = match cx.account.role() {
            Some(Role::Doctor) => paths::DOCTOR_SCHEDULES,
            Some(Role::Patient) => paths::PATIENT_SCHEDULES,
            Some(Role::Admin) | None => return,
        };
        if matches!(self.list, Loadable::Failed { .. }) {
            self.list = Loadable::Loading;
        }
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
            Ok(ScheduleList { mut schedules }) => {
                for schedule in &mut schedules {
                    // A frame may have told something newer while the answer was on its way.
                    if let Some(known) = self.find(schedule.id)
                        && known.version > schedule.version
                    {
                        *schedule = known.clone();
                    }
                }
                order(&mut schedules);
                cx.emit(Event::SchedulesListed(schedules.clone()));
                self.list = Loadable::Loaded { value: schedules };
            }
            // An old list is better than none.
            Err(problem) => {
                if !matches!(self.list, Loadable::Loaded { .. }) {
                    self.list = Loadable::Failed { problem };
                }
            }
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
