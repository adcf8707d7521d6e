//! The doctors of the practice, for patients.
//!
//! While it is in view, the server tells of each doctor's coming and going and of whether a ring would
//! reach them. The list is fetched again now and then, for what doctors tell about themselves.

use crate::api::lists::read_list;
use crate::api::pages::percent_encoded;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::Appointments;
use crate::appointments::view::{DoctorRow, DoctorsScreen};
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::screens::route::Route;
use crate::view_parts::show;
use shared::{DoctorCard, DoctorList, Role, Timestamp, limits, paths};

/// How often the list is fetched while it is in view.
const REFRESH_EVERY_MS: i64 = 60_000;

impl Appointments {
    pub(crate) fn show_doctors(&mut self, cx: &mut Ctx) {
        if cx.account.role() == Some(Role::Patient) && cx.go_to(Route::Doctors) {
            self.load_doctors(cx);
        }
    }

    pub(crate) fn load_doctors(&mut self, cx: &mut Ctx) {
        self.directory.pages.begin();
        let pause_ms = cx.rng.around_ms(REFRESH_EVERY_MS);
        self.directory.refresh_at = Some(cx.now.plus_ms(pause_ms));
        cx.ask(ApiRequest::get(AppointmentRequest::Doctors, paths::DOCTORS));
    }

    pub(crate) fn on_doctors(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<DoctorList>(cx, result) {
            Ok(told) => {
                let pages = &mut self.directory.pages;
                pages.begin_with(told.doctors, told.next, |one| one.user_id);
            }
            Err(problem) => self.directory.pages.fail(problem),
        }
    }

    pub(crate) fn show_more_doctors(&mut self, cx: &mut Ctx) {
        let pages = &self.directory.pages;
        pages.ask_for_more(cx, AppointmentRequest::MoreDoctors, paths::DOCTORS);
    }

    pub(crate) fn on_more_doctors(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<DoctorList>(cx, result) {
            Ok(told) => {
                let pages = &mut self.directory.pages;
                pages.go_on_with(told.doctors, told.next, |one| one.user_id);
            }
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// Looks beyond the pages that are here; the page itself looks through those.
    pub(crate) fn find_doctors(&mut self, cx: &mut Ctx, words: &str) {
        let more = AppointmentRequest::MoreDoctors;
        if words.trim().is_empty() || self.directory.pages.more(cx, more).is_none() {
            return;
        }
        let words: String = words.chars().take(limits::MAX_NAME_CHARS).collect();
        let path = format!("{}?search={}", paths::DOCTORS, percent_encoded(&words));
        cx.ask(ApiRequest::get(AppointmentRequest::FindDoctors, path));
    }

    pub(crate) fn on_found(&mut self, cx: &mut Ctx, result: Answer) {
        match read_list::<DoctorList>(cx, result) {
            Ok(told) => self.directory.found = told.doctors,
            Err(problem) => cx.notices.fail(problem),
        }
    }

    /// When the list is to be fetched again.
    pub(crate) fn directory_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let shown = cx.route == Route::Doctors && cx.link.is_online();
        self.directory
            .refresh_at
            .filter(|_| shown && cx.account.may_practise())
    }

    pub(crate) fn reconcile_directory(&mut self, cx: &mut Ctx) {
        if self.directory_next_at(cx).is_some_and(|at| at <= cx.now) {
            self.load_doctors(cx);
        }
    }

    pub(crate) fn doctors_screen(&self, cx: &Ctx, calls: &Calls) -> DoctorsScreen {
        let row = |doctor: &DoctorCard| DoctorRow {
            doctor: doctor.clone(),
            book: cx.action(AppointmentRequest::Doctor(doctor.user_id), Ok(())),
            call: calls.may_call(cx, doctor),
        };
        DoctorsScreen {
            doctors: show(&self.directory.pages.list, |doctors| {
                doctors.iter().map(row).collect()
            }),
            found: self.directory.beyond().map(row).collect(),
            more: self
                .directory
                .pages
                .more(cx, AppointmentRequest::MoreDoctors),
        }
    }
}
