//! The doctors of the practice, for patients.
//!
//! While it is in view, the server tells of each doctor's coming and going and of whether a ring would
//! reach them. The list is fetched again now and then, for what doctors tell about themselves.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::screens::route::Route;
use crate::{App, DoctorRow, DoctorsScreen, Loadable, RequestError};
use serde_json::Value;
use shared::{DoctorCard, DoctorList, Presence, Reachability, Role, Timestamp, UserId, paths};

/// How often the list is fetched while it is in view.
const REFRESH_EVERY_MS: i64 = 60_000;

/// The doctors as far as they are known.
pub(crate) struct Directory {
    pub(crate) list: Loadable<Vec<DoctorCard>>,
    refresh_at: Option<Timestamp>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            list: Loadable::Loading,
            refresh_at: None,
        }
    }
}

impl Directory {
    pub(crate) fn find(&self, id: UserId) -> Option<&DoctorCard> {
        match &self.list {
            Loadable::Loaded { value } => value.iter().find(|doctor| doctor.user_id == id),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    pub(crate) fn apply_presence(
        &mut self,
        user_id: UserId,
        presence: Presence,
        (reachability, accepts): (Reachability, bool),
    ) {
        let Loadable::Loaded { value } = &mut self.list else {
            return;
        };
        for doctor in value.iter_mut().filter(|doctor| doctor.user_id == user_id) {
            doctor.presence = presence;
            doctor.reachability = reachability;
            doctor.accepts_direct_calls = accepts;
        }
    }
}

impl App {
    pub(crate) fn show_doctors(&mut self, cx: &mut Ctx) {
        if self.account.role() == Some(Role::Patient) && self.go_to(cx, Route::Doctors) {
            self.load_doctors(cx);
        }
    }

    pub(crate) fn load_doctors(&mut self, cx: &mut Ctx) {
        if matches!(self.directory.list, Loadable::Failed { .. }) {
            self.directory.list = Loadable::Loading;
        }
        let pause_ms = self.rng.around_ms(REFRESH_EVERY_MS);
        self.directory.refresh_at = Some(cx.now.plus_ms(pause_ms));
        self.ask(cx, ApiRequest::get(RequestKind::Doctors, paths::DOCTORS));
    }

    pub(crate) fn on_doctors(&mut self, result: Result<Value, RequestError>) {
        match read::<DoctorList>(result) {
            Ok(told) => {
                self.directory.list = Loadable::Loaded {
                    value: told.doctors,
                };
            }
            // An old list is better than none.
            Err(problem) => {
                if !matches!(self.directory.list, Loadable::Loaded { .. }) {
                    self.directory.list = Loadable::Failed { problem };
                }
            }
        }
    }

    /// When the list is to be fetched again.
    pub(crate) fn directory_next_at(&self) -> Option<Timestamp> {
        let shown = self.route == Route::Doctors && self.link.is_online();
        self.directory
            .refresh_at
            .filter(|_| shown && self.account.may_practise())
    }

    pub(crate) fn reconcile_directory(&mut self, cx: &mut Ctx) {
        if self.directory_next_at().is_some_and(|at| at <= cx.now) {
            self.load_doctors(cx);
        }
    }

    pub(crate) fn doctors_screen(&self) -> DoctorsScreen {
        let row = |doctor: &DoctorCard| DoctorRow {
            doctor: doctor.clone(),
            book: self.action(RequestKind::Doctor(doctor.user_id), Ok(())),
            call: self.may_call(doctor),
        };
        DoctorsScreen {
            doctors: crate::view_parts::show(&self.directory.list, |doctors| {
                doctors.iter().map(row).collect()
            }),
        }
    }
}
