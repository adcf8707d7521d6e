//! Appointments: the list, one from close up, and finding a time for one.
//!
//! Owns which appointments this device knows. The newest version of each wins, wherever it came from.
//! Must never work out a state by itself: the server does.

mod acts;
mod booking;
mod calls;
mod directory;
mod feed;
mod hours;
mod screen;
mod view;

pub(crate) use booking::Booking;
pub(crate) use directory::Directory;
pub(crate) use hours::Hours;
pub use view::*;

use crate::app::Place;
use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::trouble::{read, refused};
use crate::turn::{Turn, earlier, soonest};
use crate::{App, Loadable, Trouble};
use serde_json::Value;
use shared::{
    Appointment, AppointmentId, AppointmentList, Pii, ProblemCode, Role, Timestamp, paths,
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
const KNOWN_MAX: usize = 3_000;

/// From one instant up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

/// All of them, and what is known of the list.
pub(crate) struct Visits {
    known: BTreeMap<AppointmentId, Appointment>,
    /// Whether the list was had.
    listed: Loadable<()>,
    /// What a doctor's calendar shows.
    shown: Option<Span>,
    /// Why the one that is to be shown could not be had.
    missing: Option<(AppointmentId, Trouble)>,
    refresh_at: Option<Timestamp>,
    pub(crate) feed: Option<Loadable<Pii>>,
    pub(crate) booking: Option<Booking>,
}

impl Default for Visits {
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

impl Visits {
    pub(crate) fn find(&self, id: AppointmentId) -> Option<&Appointment> {
        self.known.get(&id)
    }

    /// The one with the larger version is the newer one; a call's status comes with the same version.
    fn take(&mut self, appointment: Appointment) {
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
        if self.known.len() >= KNOWN_MAX && !self.known.contains_key(&appointment.id) {
            self.known.pop_first();
        }
        self.known.insert(appointment.id, appointment);
    }
}

impl App {
    /// Goes to a place below any call; tells whether that is somewhere else.
    pub(crate) fn go_to(&mut self, turn: &mut Turn, place: Place) -> bool {
        if !self.account.may_practise() || self.place == place {
            return false;
        }
        self.place = place;
        self.unfollow_others(turn, None);
        true
    }

    pub(crate) fn show_appointments(&mut self, turn: &mut Turn) {
        if self.go_to(turn, Place::Appointments) {
            self.load_appointments(turn);
            if self.account.role() == Some(Role::Doctor) {
                self.load_schedules(turn);
            }
        }
    }

    pub(crate) fn open_appointment(&mut self, turn: &mut Turn, id: AppointmentId) {
        if self.go_to(turn, Place::Appointment(id)) {
            self.visits.missing = None;
            self.fetch_appointment(turn, id);
        }
    }

    /// The calendar shows another period.
    pub(crate) fn show_period(&mut self, turn: &mut Turn, from: Timestamp, to: Timestamp) {
        if self.place != Place::Appointments || from >= to {
            return;
        }
        self.visits.shown = Some(Span { from, to });
        if from < self.listed_from(turn.now) {
            let path = format!("{}?from={}&to={}", paths::APPOINTMENTS, from.0, to.0);
            self.ask(turn, Wish::get(Purpose::EarlierAppointments, path));
        }
    }

    fn listed_from(&self, now: Timestamp) -> Timestamp {
        let back_ms = match self.account.role() {
            Some(Role::Doctor) => DOCTOR_BACK_MS,
            _ => PATIENT_BACK_MS,
        };
        self.link.to_server(now).plus_ms(-back_ms)
    }

    pub(crate) fn load_appointments(&mut self, turn: &mut Turn) {
        if matches!(self.visits.listed, Loadable::Failed { .. }) {
            self.visits.listed = Loadable::Loading;
        }
        let pause_ms = self.chance.around_ms(REFRESH_EVERY_MS);
        self.visits.refresh_at = Some(turn.now.plus_ms(pause_ms));
        let from = self.listed_from(turn.now);
        let path = format!("{}?from={}", paths::APPOINTMENTS, from.0);
        self.ask(turn, Wish::get(Purpose::Appointments, path));
    }

    pub(crate) fn fetch_appointment(&mut self, turn: &mut Turn, id: AppointmentId) {
        let path = paths::with_id(paths::APPOINTMENT, id);
        self.ask(turn, Wish::get(Purpose::Appointment(id), path));
    }

    pub(crate) fn on_appointments(&mut self, purpose: Purpose, result: Result<Value, Trouble>) {
        match read::<AppointmentList>(result) {
            Ok(told) => {
                for appointment in told.appointments {
                    self.visits.take(appointment);
                }
                if purpose == Purpose::Appointments {
                    self.visits.listed = Loadable::Loaded { value: () };
                }
            }
            // What is known is better than nothing.
            Err(problem) => {
                if !matches!(self.visits.listed, Loadable::Loaded { .. }) {
                    self.visits.listed = Loadable::Failed { problem };
                }
            }
        }
    }

    pub(crate) fn on_appointment(&mut self, id: AppointmentId, result: Result<Value, Trouble>) {
        match read::<Appointment>(result) {
            Ok(appointment) => self.visits.take(appointment),
            Err(problem) => {
                if problem == refused(ProblemCode::NotFound) {
                    self.visits.known.remove(&id);
                }
                if self.visits.find(id).is_none() {
                    self.visits.missing = Some((id, problem));
                }
            }
        }
    }

    /// One appointment as it is now.
    pub(crate) fn take_appointment(&mut self, appointment: Appointment) {
        let booking = self.visits.booking.as_mut();
        // What somebody took is no slot any more, and what was given up may be one.
        if let Some(booking) = booking.filter(|one| one.doctor_id == appointment.doctor_id) {
            booking.refresh_soon();
        }
        self.visits.take(appointment);
    }

    /// Asks for whatever of it is in view, after a time in which something may have been missed.
    pub(crate) fn reload_visits(&mut self, turn: &mut Turn) {
        match self.place {
            Place::Appointments => self.load_appointments(turn),
            Place::Appointment(id) => {
                self.visits.missing = None;
                self.fetch_appointment(turn, id);
            }
            Place::Booking => self.load_slots(turn),
            Place::Doctors => self.load_doctors(turn),
            Place::Availability => self.load_availability(turn),
            Place::Opening
            | Place::SignIn
            | Place::Register
            | Place::Home
            | Place::Profile
            | Place::Room(_) => {}
        }
    }

    /// When something of it is due: a list to be fetched, or the time to start a call.
    pub(crate) fn visits_next_at(&self) -> Option<Timestamp> {
        if !self.account.may_practise() {
            return None;
        }
        let listed = self
            .visits
            .refresh_at
            .filter(|_| self.place == Place::Appointments && self.link.is_online());
        let turns = match self.place {
            Place::Appointments => {
                soonest(self.visits.known.values().map(|one| self.turns_at(one)))
            }
            Place::Appointment(id) => self.visits.find(id).and_then(|one| self.turns_at(one)),
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
        if !appointment.state.is_open() {
            return None;
        }
        earlier(ahead(appointment.opens_at), ahead(appointment.closes_at))
    }

    pub(crate) fn keep_visits(&mut self, turn: &mut Turn) {
        let due = self.visits.refresh_at.is_some_and(|at| at <= turn.now);
        if due && self.place == Place::Appointments && self.link.is_online() {
            self.load_appointments(turn);
        }
        self.keep_directory(turn);
        self.keep_booking(turn);
    }
}
