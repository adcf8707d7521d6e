//! Appointments: the list, one from close up, and finding a time for one.
//!
//! Owns which appointments this device knows. The newest version of each wins, wherever it came from.
//! Must never work out a state by itself: the server does.

mod actions;
mod booking;
mod calendar_feed;
mod calls;
mod directory;
mod hours;
mod screen;
pub(crate) mod view;

pub(crate) use booking::Booking;
pub(crate) use directory::Directory;
pub(crate) use hours::Hours;
pub use view::*;

use crate::api::ApiRequest;
use crate::api::error::{read, refused};
use crate::api::request::RequestKind;
use crate::ctx::{Ctx, earlier, soonest};
use crate::screens::route::Route;
use crate::{App, Loadable, RequestError};
use serde_json::Value;
use shared::{
    Appointment, AppointmentId, AppointmentList, AppointmentState, Pii, ProblemCode, Role,
    Timestamp, paths,
};
use std::collections::BTreeMap;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How far back a patient's list goes.
const PATIENT_BACK_MS: i64 = 366 * DAY_MS;
/// How far back a doctor's goes; the calendar fetches earlier ones when it gets there.
const DOCTOR_BACK_MS: i64 = 45 * DAY_MS;
/// What a doctor's calendar shows before it was told otherwise.
const SHOWN_BACK_MS: i64 = 8 * DAY_MS;
const SHOWN_AHEAD_MS: i64 = 42 * DAY_MS;
/// How often the list is fetched while it is in view; news come by themselves.
const REFRESH_EVERY_MS: i64 = 60_000;
/// Appointments kept; the earliest make room.
const MAX_KNOWN: usize = 3_000;

/// From one instant up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

/// All of them, and what is known of the list.
pub(crate) struct Appointments {
    known: BTreeMap<AppointmentId, Appointment>,
    /// Whether the list was had.
    listed: Loadable<()>,
    /// What a doctor's calendar shows.
    shown: Option<Span>,
    /// Why the one that is to be shown could not be had.
    missing: Option<(AppointmentId, RequestError)>,
    refresh_at: Option<Timestamp>,
    pub(crate) feed: Option<Loadable<Pii>>,
    pub(crate) booking: Option<Booking>,
}

impl Default for Appointments {
    fn default() -> Self {
        Self {
            known: BTreeMap::new(),
            listed: Loadable::Loading,
            shown: None,
            missing: None,
            refresh_at: None,
            feed: None,
            booking: None,
        }
    }
}

impl Appointments {
    pub(crate) fn find(&self, id: AppointmentId) -> Option<&Appointment> {
        self.known.get(&id)
    }

    /// The one with the larger version is the newer one; a call's status comes with the same version.
    fn apply(&mut self, appointment: Appointment) {
        let outdated = self
            .known
            .get(&appointment.id)
            .is_some_and(|known| known.version > appointment.version);
        if outdated {
            return;
        }
        if self
            .missing
            .as_ref()
            .is_some_and(|(id, _)| *id == appointment.id)
        {
            self.missing = None;
        }
        if self.known.len() >= MAX_KNOWN && !self.known.contains_key(&appointment.id) {
            self.known.pop_first();
        }
        self.known.insert(appointment.id, appointment);
    }
}

/// Whether it still holds its time.
pub(crate) const fn is_open(state: AppointmentState) -> bool {
    matches!(
        state,
        AppointmentState::Pending | AppointmentState::Confirmed
    )
}

impl App {
    /// Goes to a place below any call; tells whether that is somewhere else.
    pub(crate) fn go_to(&mut self, cx: &mut Ctx, route: Route) -> bool {
        if !self.account.may_practise() || self.route == route {
            return false;
        }
        self.route = route;
        self.unfollow_others(cx, None);
        true
    }

    pub(crate) fn show_appointments(&mut self, cx: &mut Ctx) {
        if self.go_to(cx, Route::Appointments) {
            self.load_appointments(cx);
            if self.account.role() == Some(Role::Doctor) {
                self.load_schedules(cx);
            }
        }
    }

    pub(crate) fn open_appointment(&mut self, cx: &mut Ctx, id: AppointmentId) {
        if self.go_to(cx, Route::Appointment(id)) {
            self.appointments.missing = None;
            self.fetch_appointment(cx, id);
        }
    }

    /// The calendar shows another period.
    pub(crate) fn show_period(&mut self, cx: &mut Ctx, from: Timestamp, to: Timestamp) {
        if self.route != Route::Appointments || from >= to {
            return;
        }
        self.appointments.shown = Some(Span { from, to });
        if from < self.listed_from(cx.now) {
            let path = format!("{}?from={}&to={}", paths::APPOINTMENTS, from.0, to.0);
            self.ask(cx, ApiRequest::get(RequestKind::EarlierAppointments, path));
        }
    }

    fn listed_from(&self, now: Timestamp) -> Timestamp {
        let back_ms = match self.account.role() {
            Some(Role::Doctor) => DOCTOR_BACK_MS,
            _ => PATIENT_BACK_MS,
        };
        self.link.to_server(now).plus_ms(-back_ms)
    }

    pub(crate) fn load_appointments(&mut self, cx: &mut Ctx) {
        if matches!(self.appointments.listed, Loadable::Failed { .. }) {
            self.appointments.listed = Loadable::Loading;
        }
        let pause_ms = self.rng.around_ms(REFRESH_EVERY_MS);
        self.appointments.refresh_at = Some(cx.now.plus_ms(pause_ms));
        let from = self.listed_from(cx.now);
        let path = format!("{}?from={}", paths::APPOINTMENTS, from.0);
        self.ask(cx, ApiRequest::get(RequestKind::Appointments, path));
    }

    pub(crate) fn fetch_appointment(&mut self, cx: &mut Ctx, id: AppointmentId) {
        let path = paths::with_id(paths::APPOINTMENT, id);
        self.ask(cx, ApiRequest::get(RequestKind::Appointment(id), path));
    }

    pub(crate) fn on_appointments(
        &mut self,
        kind: RequestKind,
        result: Result<Value, RequestError>,
    ) {
        match read::<AppointmentList>(result) {
            Ok(told) => {
                for appointment in told.appointments {
                    self.appointments.apply(appointment);
                }
                if kind == RequestKind::Appointments {
                    self.appointments.listed = Loadable::Loaded { value: () };
                }
            }
            // What is known is better than nothing.
            Err(problem) => {
                if !matches!(self.appointments.listed, Loadable::Loaded { .. }) {
                    self.appointments.listed = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn on_appointment(
        &mut self,
        id: AppointmentId,
        result: Result<Value, RequestError>,
    ) {
        match read::<Appointment>(result) {
            Ok(appointment) => self.appointments.apply(appointment),
            Err(problem) => {
                if problem == refused(ProblemCode::NotFound) {
                    self.appointments.known.remove(&id);
                }
                if self.appointments.find(id).is_none() {
                    self.appointments.missing = Some((id, problem));
                }
            }
        }
    }

    /// One appointment as it is now.
    pub(crate) fn apply_appointment(&mut self, appointment: Appointment) {
        let booking = self.appointments.booking.as_mut();
        // What somebody took is no slot any more, and what was given up may be one.
        if let Some(booking) = booking.filter(|one| one.doctor_id == appointment.doctor_id) {
            booking.refresh_soon();
        }
        self.appointments.apply(appointment);
    }

    /// Asks for whatever of it is in view, after a time in which something may have been missed.
    pub(crate) fn reload_appointments(&mut self, cx: &mut Ctx) {
        match self.route {
            Route::Appointments => self.load_appointments(cx),
            Route::Appointment(id) => {
                self.appointments.missing = None;
                self.fetch_appointment(cx, id);
            }
            Route::Booking => self.load_slots(cx),
            Route::Doctors => self.load_doctors(cx),
            Route::Availability => self.load_availability(cx),
            Route::Opening
            | Route::SignIn
            | Route::Register
            | Route::Home
            | Route::Profile
            | Route::Room(_) => {}
        }
    }

    /// When something of it is due: a list to be fetched, or the time to start a call.
    pub(crate) fn appointments_next_at(&self) -> Option<Timestamp> {
        if !self.account.may_practise() {
            return None;
        }
        let listed = self
            .appointments
            .refresh_at
            .filter(|_| self.route == Route::Appointments && self.link.is_online());
        let turns = match self.route {
            Route::Appointments => soonest(
                self.appointments
                    .known
                    .values()
                    .map(|one| self.turns_at(one)),
            ),
            Route::Appointment(id) => self
                .appointments
                .find(id)
                .and_then(|one| self.turns_at(one)),
            _ => None,
        };
        soonest([
            listed,
            turns,
            self.directory_next_at(),
            self.booking_next_at(),
        ])
    }

    /// When it will be possible to start its call, or no longer so.
    fn turns_at(&self, appointment: &Appointment) -> Option<Timestamp> {
        let ahead = |at: Timestamp| {
            let at = self.link.to_device(at);
            (at > self.now).then_some(at)
        };
        if !is_open(appointment.state) {
            return None;
        }
        earlier(ahead(appointment.opens_at), ahead(appointment.closes_at))
    }

    pub(crate) fn reconcile_appointments(&mut self, cx: &mut Ctx) {
        let due = self.appointments.refresh_at.is_some_and(|at| at <= cx.now);
        if due && self.route == Route::Appointments && self.link.is_online() {
            self.load_appointments(cx);
        }
        self.reconcile_directory(cx);
        self.reconcile_booking(cx);
    }
}
