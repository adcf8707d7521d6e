//! The practice sessions a person can see, and their planning.
//!
//! Owns the home screen's list. A session's newest version wins, wherever it came from.

pub(crate) mod plans;

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::screens::route::Route;
use crate::{App, Loadable, NoticeText, RequestError};
use serde::Deserialize;
use serde_json::Value;
use shared::{NewSchedule, Role, Schedule, ScheduleId, ScheduleStatus, Timestamp, paths};

/// More than a clinic plans; what lies beyond is not shown.
const MAX_SCHEDULES: usize = 500;

/// How often the list is fetched while it is in view: the server tells of a session only those who
/// take part in it.
const REFRESH_EVERY_MS: i64 = 20_000;

/// The list and what is known of it.
pub(crate) struct Schedules {
    pub(crate) list: Loadable<Vec<Schedule>>,
    refresh_at: Option<Timestamp>,
}

impl Default for Schedules {
    fn default() -> Self {
        Self {
            list: Loadable::Loading,
            refresh_at: None,
        }
    }
}

/// Answer to both lists.
#[derive(Deserialize)]
struct ScheduleList {
    schedules: Vec<Schedule>,
}

impl Schedules {
    pub(crate) fn find(&self, id: ScheduleId) -> Option<&Schedule> {
        self.all().iter().find(|schedule| schedule.id == id)
    }

    pub(crate) fn all(&self) -> &[Schedule] {
        match &self.list {
            Loadable::Loaded { value } => value,
            Loadable::Loading | Loadable::Failed { .. } => &[],
        }
    }

    /// It is there no more.
    pub(crate) fn forget(&mut self, id: ScheduleId) {
        if let Loadable::Loaded { value } = &mut self.list {
            value.retain(|schedule| schedule.id != id);
        }
    }

    fn apply(&mut self, schedule: &Schedule) {
        let Loadable::Loaded { value } = &mut self.list else {
            return;
        };
        match value.iter_mut().find(|known| known.id == schedule.id) {
            Some(known) if known.version <= schedule.version => *known = schedule.clone(),
            Some(_) => {}
            None => value.push(schedule.clone()),
        }
        order(value);
    }
}

/// Running ones first, then planned ones by their start, then past ones, latest first.
fn order(schedules: &mut Vec<Schedule>) {
    schedules.sort_by_key(|schedule| match schedule.status {
        ScheduleStatus::Online => (0, schedule.starts_at.0, schedule.id),
        ScheduleStatus::Upcoming => (1, schedule.starts_at.0, schedule.id),
        ScheduleStatus::Completed => (2, schedule.starts_at.0.saturating_neg(), schedule.id),
    });
    schedules.truncate(MAX_SCHEDULES);
}

impl App {
    pub(crate) fn load_schedules(&mut self, cx: &mut Ctx) {
        let path = match self.account.role() {
            Some(Role::Doctor) => paths::DOCTOR_SCHEDULES,
            Some(Role::Patient) => paths::PATIENT_SCHEDULES,
            Some(Role::Admin) | None => return,
        };
        if matches!(self.schedules.list, Loadable::Failed { .. }) {
            self.schedules.list = Loadable::Loading;
        }
        let pause_ms = self.rng.around_ms(REFRESH_EVERY_MS);
        self.schedules.refresh_at = Some(cx.now.plus_ms(pause_ms));
        self.ask(cx, ApiRequest::get(RequestKind::Schedules, path));
        self.load_overview(cx);
    }

    /// When the list is to be fetched again.
    pub(crate) fn schedules_next_at(&self) -> Option<Timestamp> {
        let shown = self.route == Route::Home && self.link.is_online();
        self.schedules
            .refresh_at
            .filter(|_| shown && self.account.may_practise())
    }

    pub(crate) fn reconcile_schedules(&mut self, cx: &mut Ctx) {
        if self.schedules_next_at().is_some_and(|at| at <= cx.now) {
            self.load_schedules(cx);
        }
    }

    pub(crate) fn on_schedules(&mut self, result: Result<Value, RequestError>) {
        match read::<ScheduleList>(result) {
            Ok(ScheduleList { mut schedules }) => {
                for schedule in &mut schedules {
                    // A frame may have told something newer while the answer was on its way.
                    if let Some(known) = self.schedules.find(schedule.id)
                        && known.version > schedule.version
                    {
                        *schedule = known.clone();
                    }
                }
                order(&mut schedules);
                for schedule in &schedules {
                    self.note_schedule(schedule);
                }
                self.schedules.list = Loadable::Loaded { value: schedules };
            }
            // An old list is better than none.
            Err(problem) => {
                if !matches!(self.schedules.list, Loadable::Loaded { .. }) {
                    self.schedules.list = Loadable::Failed { problem };
                }
            }
        }
    }

    /// One session as it is now.
    pub(crate) fn apply_schedule(&mut self, schedule: Schedule) {
        self.note_schedule(&schedule);
        self.schedules.apply(&schedule);
    }

    /// Brings an open room up to date, and tells a waiting patient that the doctor came or left.
    fn note_schedule(&mut self, schedule: &Schedule) {
        let Some(room) = self.rooms.get_mut(schedule.id) else {
            return;
        };
        if room.schedule.version > schedule.version {
            return;
        }
        let before = std::mem::replace(&mut room.schedule, schedule.clone()).status;
        let title = schedule.title.clone();
        if before != schedule.status && room.has_live_place() {
            match schedule.status {
                ScheduleStatus::Online => self.notices.add(NoticeText::SessionStarted { title }),
                ScheduleStatus::Completed => self.notices.add(NoticeText::SessionEnded { title }),
                ScheduleStatus::Upcoming => {}
            }
        }
    }

    pub(crate) fn reload(&mut self, cx: &mut Ctx) {
        if self.account.may_practise() {
            self.load_schedules(cx);
            self.load_inbox(cx);
            self.load_choices(cx);
            if self.route == Route::Profile {
                self.load_profile(cx);
            }
            self.fetch_rooms(cx);
            self.reload_appointments(cx);
        } else if self.account.session().is_some() {
            self.ask_who(cx);
        }
    }

    pub(crate) fn create_schedule(&mut self, cx: &mut Ctx, new: &NewSchedule) {
        let may = self.account.role() == Some(Role::Doctor) && self.account.may_practise();
        if may && !self.forms.new_schedule.busy {
            self.forms.new_schedule.begin();
            let request =
                ApiRequest::post(RequestKind::CreateSchedule, paths::DOCTOR_SCHEDULES).with(new);
            self.ask(cx, request);
        }
    }

    pub(crate) fn on_created(&mut self, result: Result<Value, RequestError>) {
        if let Some(schedule) = self.forms.new_schedule.settle(read::<Schedule>(result)) {
            self.apply_schedule(schedule);
        }
    }

    /// A session was started or ended.
    pub(crate) fn on_session(&mut self, result: Result<Value, RequestError>) {
        match read::<Schedule>(result) {
            Ok(schedule) => self.apply_schedule(schedule),
            Err(problem) => self.notices.fail(problem),
        }
    }

    /// A session that was to be opened and was not in the list.
    pub(crate) fn on_schedule(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        match read::<Schedule>(result) {
            Ok(schedule) => {
                self.apply_schedule(schedule.clone());
                if self.route == Route::Home {
                    self.enter_room(cx, schedule);
                }
            }
            Err(problem) => self.notices.fail(problem),
        }
    }
}
