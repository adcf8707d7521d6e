//! The list, and one appointment from close up.

use crate::api::error::{read, refused};
use crate::api::lists::read_list;
use crate::api::pages::behind;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::{Appointments, Span};
use crate::appointments::view::near;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::instants::{earlier, soonest};
use crate::screens::route::Route;
use crate::view_parts::{Action, Loadable};
use shared::{
    Appointment, AppointmentId, AppointmentList, Cursor, ProblemCode, Role, Timestamp, paths,
};

/// A calendar's period has no more pages than this.
const MAX_PERIOD_PAGES: u8 = 50;

/// How often the list is fetched while it is in view; news come by themselves.
const REFRESH_EVERY_MS: i64 = 60_000;

impl Appointments {
    pub(crate) fn show_appointments(&mut self, cx: &mut Ctx) {
        if cx.go_to(Route::Appointments) {
            self.load_appointments(cx);
            if cx.account.role() == Some(Role::Doctor) {
                cx.emit(Event::SchedulesWanted);
            }
        }
    }

    pub(crate) fn open_appointment(&mut self, cx: &mut Ctx, id: AppointmentId) {
        if cx.go_to(Route::Appointment(id)) {
            self.missing = None;
            self.fetch_appointment(cx, id);
        }
    }

    /// The calendar shows another period.
    pub(crate) fn show_period(&mut self, cx: &mut Ctx, from: Timestamp, to: Timestamp) {
        if cx.route != Route::Appointments || from >= to {
            return;
        }
        self.shown = Some(Span { from, to });
        self.load_period(cx);
    }

    /// A doctor's calendar has all of the time that it shows, however many pages that takes.
    fn load_period(&mut self, cx: &mut Ctx) {
        if cx.account.role() != Some(Role::Doctor) {
            return;
        }
        let Span { from, to } = self.shown.unwrap_or_else(|| near(cx.server_now()));
        cx.emit(Event::PeriodShown { from, to });
        let path = format!("{}?from={}&to={}", paths::APPOINTMENTS, from.0, to.0);
        cx.ask(ApiRequest::get(AppointmentRequest::OfPeriod, &path));
        self.period = Some((path, 0));
    }

    pub(crate) fn load_appointments(&mut self, cx: &mut Ctx) {
        if matches!(self.listed, Loadable::Failed { .. }) {
            self.listed = Loadable::Loading;
        }
        let pause_ms = cx.rng.around_ms(REFRESH_EVERY_MS);
        self.refresh_at = Some(cx.now.plus_ms(pause_ms));
        let request = AppointmentRequest::Appointments;
        cx.ask(ApiRequest::get(request, paths::APPOINTMENTS));
        self.load_period(cx);
    }

    pub(crate) fn show_more_appointments(&mut self, cx: &mut Ctx) {
        let request = AppointmentRequest::MoreAppointments;
        if let Some(next) = self.next.as_ref().filter(|_| !cx.requests.has(request)) {
            cx.ask(ApiRequest::get(request, behind(paths::APPOINTMENTS, next)));
        }
    }

    /// A patient's list can be gone on with; a doctor's calendar shows whatever time it is led to.
    pub(crate) fn more_appointments(&self, cx: &Ctx) -> Option<Action> {
        let goes_on = self.next.is_some() && cx.account.role() == Some(Role::Patient);
        goes_on.then(|| cx.action(AppointmentRequest::MoreAppointments, Ok(())))
    }

    pub(crate) fn fetch_appointment(&mut self, cx: &mut Ctx, id: AppointmentId) {
        let path = paths::with_id(paths::APPOINTMENT, id);
        cx.ask(ApiRequest::get(AppointmentRequest::Appointment(id), path));
    }

    pub(crate) fn on_appointments(
        &mut self,
        cx: &mut Ctx,
        kind: AppointmentRequest,
        result: Answer,
    ) {
        match read_list::<AppointmentList>(cx, result) {
            Ok(told) => {
                for appointment in told.appointments {
                    self.apply(appointment);
                }
                match kind {
                    AppointmentRequest::OfPeriod => self.go_on_with_period(cx, told.next),
                    AppointmentRequest::MoreAppointments => {
                        (self.next, self.went_on) = (told.next, true);
                    }
                    _ => {
                        self.listed = Loadable::Loaded { value: () };
                        if !self.went_on {
                            self.next = told.next;
                        }
                    }
                }
            }
            // What is known is better than nothing.
            Err(problem) => {
                if !matches!(self.listed, Loadable::Loaded { .. }) {
                    self.listed = Loadable::Failed { problem };
                }
            }
        }
    }

    fn go_on_with_period(&mut self, cx: &mut Ctx, next: Option<Cursor>) {
        if let (Some((path, pages)), Some(next)) = (&mut self.period, next)
            && *pages < MAX_PERIOD_PAGES
        {
            *pages += 1;
            let path = behind(path, &next);
            cx.ask(ApiRequest::get(AppointmentRequest::OfPeriod, path));
        }
    }

    pub(crate) fn on_appointment(&mut self, id: AppointmentId, result: Answer) {
        match read::<Appointment>(result) {
            Ok(appointment) => self.apply(appointment),
            Err(problem) => {
                if problem == refused(ProblemCode::NotFound) {
                    self.known.remove(&id);
                }
                if self.find(id).is_none() {
                    self.missing = Some((id, problem));
                }
            }
        }
    }

    /// One appointment as it is now.
    pub(crate) fn apply_appointment(&mut self, appointment: Appointment) {
        let booking = self.booking.as_mut();
        // What somebody took is no slot any more, and what was given up may be one.
        if let Some(booking) = booking.filter(|one| one.doctor_id == appointment.doctor_id) {
            booking.refresh_soon();
        }
        self.apply(appointment);
    }

    /// Asks for whatever of it is in view, after a time in which something may have been missed.
    pub(crate) fn reload_appointments(&mut self, cx: &mut Ctx) {
        match cx.route {
            Route::Appointments => self.load_appointments(cx),
            Route::Appointment(id) => {
                self.missing = None;
                self.fetch_appointment(cx, id);
            }
            Route::Booking => self.load_slots(cx),
            Route::Doctors => self.load_doctors(cx),
            Route::Availability => self.load_availability(cx),
            Route::Opening
            | Route::SignIn
            | Route::Register
            | Route::ProveAddress
            | Route::Home
            | Route::Profile
            | Route::Messages
            | Route::History
            | Route::Room(_) => {}
        }
    }

    /// When something of it is due: a list to be fetched, or the time to start a call.
    pub(crate) fn appointments_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        if !cx.account.may_practise() {
            return None;
        }
        let listed = self
            .refresh_at
            .filter(|_| cx.route == Route::Appointments && cx.link.is_online());
        let turns = match cx.route {
            Route::Appointments => soonest(self.known.values().map(|one| self.turns_at(cx, one))),
            Route::Appointment(id) => self.find(id).and_then(|one| self.turns_at(cx, one)),
            _ => None,
        };
        soonest([
            listed,
            turns,
            self.directory_next_at(cx),
            self.booking_next_at(cx),
        ])
    }

    /// When it will be possible to start its call, or no longer so.
    fn turns_at(&self, cx: &Ctx, appointment: &Appointment) -> Option<Timestamp> {
        let ahead = |at: Timestamp| {
            let at = cx.link.to_device(at);
            (at > cx.now).then_some(at)
        };
        if !appointment.state.is_open() {
            return None;
        }
        earlier(ahead(appointment.opens_at), ahead(appointment.closes_at))
    }

    pub(crate) fn reconcile_appointments(&mut self, cx: &mut Ctx) {
        let due = self.refresh_at.is_some_and(|at| at <= cx.now);
        if due && cx.route == Route::Appointments && cx.link.is_online() {
            self.load_appointments(cx);
        }
        self.reconcile_directory(cx);
        self.reconcile_booking(cx);
    }
}
