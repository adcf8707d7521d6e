//! The list, and one appointment from close up.

use crate::api::error::{read, refused};
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::{Appointments, DAY_MS, Span};
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::instants::{earlier, soonest};
use crate::screens::route::Route;
use crate::view_parts::Loadable;
use shared::{Appointment, AppointmentId, AppointmentList, ProblemCode, Role, Timestamp, paths};

/// How far back a patient's list goes.
const PATIENT_BACK_MS: i64 = 366 * DAY_MS;

/// How far back a doctor's goes; the calendar fetches earlier ones when it gets there.
const DOCTOR_BACK_MS: i64 = 45 * DAY_MS;

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
        if from < self.listed_from(cx, cx.now) {
            let path = format!("{}?from={}&to={}", paths::APPOINTMENTS, from.0, to.0);
            cx.ask(ApiRequest::get(
                AppointmentRequest::EarlierAppointments,
                path,
            ));
        }
    }

    fn listed_from(&self, cx: &Ctx, now: Timestamp) -> Timestamp {
        let back_ms = match cx.account.role() {
            Some(Role::Doctor) => DOCTOR_BACK_MS,
            _ => PATIENT_BACK_MS,
        };
        cx.link.to_server(now).plus_ms(-back_ms)
    }

    pub(crate) fn load_appointments(&mut self, cx: &mut Ctx) {
        if matches!(self.listed, Loadable::Failed { .. }) {
            self.listed = Loadable::Loading;
        }
        let pause_ms = cx.rng.around_ms(REFRESH_EVERY_MS);
        self.refresh_at = Some(cx.now.plus_ms(pause_ms));
        let from = self.listed_from(cx, cx.now);
        let path = format!("{}?from={}", paths::APPOINTMENTS, from.0);
        cx.ask(ApiRequest::get(AppointmentRequest::Appointments, path));
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
                if kind == AppointmentRequest::Appointments {
                    self.listed = Loadable::Loaded { value: () };
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
