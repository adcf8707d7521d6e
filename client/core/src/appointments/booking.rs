//! Finding a time with a doctor: free slots, and asking for one of them or for another time.
//!
//! Owns the slots that are shown. What is typed stays with the page. Somebody may take a slot while a
//! person still thinks; the server says so, and the slots are fetched anew.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::{Ctx, earlier};
use crate::screens::route::Route;
use crate::{Action, App, BookingScreen, FormState, Loadable, RequestError, WhyNot};
use serde_json::Value;
use shared::{
    Appointment, AppointmentId, DoctorCard, NewAppointment, Pii, RescheduleRequest, Role, SlotList,
    Timestamp, UserId, WantedTime, paths,
};

/// So many days of slots are here at once: four weeks and a day, so that whole weeks fit in any zone.
const WINDOW_MS: i64 = 29 * super::DAY_MS;
/// How often the slots are fetched while they are in view.
const REFRESH_EVERY_MS: i64 = 20_000;

/// One person looking for one time.
pub(crate) struct Booking {
    pub(crate) doctor_id: UserId,
    moving: Option<AppointmentId>,
    from: Timestamp,
    slots: Loadable<SlotList>,
    /// The doctor, where the directory was not looked at.
    doctor: Option<DoctorCard>,
    form: FormState,
    refresh_at: Option<Timestamp>,
}

impl Booking {
    /// Something changed that its slots depend on.
    pub(crate) fn refresh_soon(&mut self) {
        self.refresh_at = Some(Timestamp::default());
    }

    fn to(&self) -> Timestamp {
        self.from.plus_ms(WINDOW_MS)
    }
}

impl App {
    /// Looks for a time for a new appointment.
    pub(crate) fn open_booking(&mut self, cx: &mut Ctx, doctor_id: UserId) {
        if self.account.role() == Some(Role::Patient) {
            self.begin_booking(cx, doctor_id, None);
        }
    }

    /// Looks for another time for an appointment.
    pub(crate) fn open_move(&mut self, cx: &mut Ctx, id: AppointmentId) {
        let found = self.appointments.find(id).filter(|one| {
            self.may_give_up(one, RequestKind::MoveAppointment(id)) == Action::Allowed
        });
        if let Some(doctor_id) = found.map(|one| one.doctor_id) {
            self.begin_booking(cx, doctor_id, Some(id));
        }
    }

    fn begin_booking(&mut self, cx: &mut Ctx, doctor_id: UserId, moving: Option<AppointmentId>) {
        if !self.go_to(cx, Route::Booking) {
            return;
        }
        self.appointments.booking = Some(Booking {
            doctor_id,
            moving,
            from: self.link.to_server(cx.now),
            slots: Loadable::Loading,
            doctor: None,
            form: FormState::default(),
            refresh_at: None,
        });
        if self.directory.find(doctor_id).is_none() {
            let path = paths::with_id(paths::DOCTOR, doctor_id);
            self.ask(cx, ApiRequest::get(RequestKind::Doctor(doctor_id), path));
        }
        self.load_slots(cx);
    }

    pub(crate) fn on_doctor(&mut self, id: UserId, result: Result<Value, RequestError>) {
        // The screen says the name from elsewhere, or does without.
        if let Ok(card) = read::<DoctorCard>(result)
            && let Some(booking) = &mut self.appointments.booking
            && booking.doctor_id == id
        {
            booking.doctor = Some(card);
        }
    }

    /// The page shows days from then on.
    pub(crate) fn show_slots(&mut self, cx: &mut Ctx, from: Timestamp) {
        let now = self.link.to_server(cx.now);
        let Some(booking) = &mut self.appointments.booking else {
            return;
        };
        let from = from.max(now);
        if self.route == Route::Booking && booking.from != from {
            booking.from = from;
            booking.slots = Loadable::Loading;
            self.load_slots(cx);
        }
    }

    pub(crate) fn load_slots(&mut self, cx: &mut Ctx) {
        let pause_ms = self.rng.around_ms(REFRESH_EVERY_MS);
        let Some(booking) = &mut self.appointments.booking else {
            return;
        };
        if matches!(booking.slots, Loadable::Failed { .. }) {
            booking.slots = Loadable::Loading;
        }
        booking.refresh_at = Some(cx.now.plus_ms(pause_ms));
        let path = paths::with_id(paths::SLOTS, booking.doctor_id);
        let path = format!("{path}?from={}&to={}", booking.from.0, booking.to().0);
        self.ask(cx, ApiRequest::get(RequestKind::Slots, path));
    }

    pub(crate) fn on_slots(&mut self, result: Result<Value, RequestError>) {
        let Some(booking) = &mut self.appointments.booking else {
            return;
        };
        match read::<SlotList>(result) {
            Ok(told) if told.doctor_id == booking.doctor_id => {
                booking.slots = Loadable::Loaded { value: told };
            }
            Ok(_) => {}
            // Old slots are better than none: the server decides in the end.
            Err(problem) => {
                if !matches!(booking.slots, Loadable::Loaded { .. }) {
                    booking.slots = Loadable::Failed { problem };
                }
            }
        }
    }

    fn may_book(&self, booking: &Booking) -> Action {
        if booking.form.busy {
            return Action::Busy;
        }
        match booking.moving {
            None => self.action(RequestKind::Book, Ok(())),
            Some(id) => match self.appointments.find(id) {
                Some(one) => self.may_give_up(one, RequestKind::MoveAppointment(id)),
                None => Action::Refused {
                    why: WhyNot::AppointmentOver,
                },
            },
        }
    }

    /// Asks for this time.
    pub(crate) fn book(&mut self, cx: &mut Ctx, time: WantedTime, reason: Pii) {
        let open = self.appointments.booking.as_ref();
        let Some(booking) = open.filter(|_| self.route == Route::Booking) else {
            return;
        };
        // A form that was sent without the server says so, as every form does.
        let may = match self.may_book(booking) {
            Action::Allowed => true,
            Action::Refused { why } => why == WhyNot::Offline,
            Action::Busy => false,
        };
        if !may {
            return;
        }
        let request = match booking.moving {
            None => {
                let doctor_id = booking.doctor_id;
                ApiRequest::post(RequestKind::Book, paths::APPOINTMENTS).with(&NewAppointment {
                    doctor_id,
                    time,
                    reason,
                })
            }
            Some(id) => {
                let path = paths::with_id(paths::RESCHEDULE_APPOINTMENT, id);
                ApiRequest::post(RequestKind::MoveAppointment(id), path)
                    .with(&RescheduleRequest { time })
            }
        };
        if let Some(booking) = &mut self.appointments.booking {
            booking.form.begin();
        }
        self.ask(cx, request);
    }

    /// Booked, or moved: the person sees what became of it.
    pub(crate) fn on_booked(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        let answer = read::<Appointment>(result);
        let Some(booking) = &mut self.appointments.booking else {
            // The person went elsewhere meanwhile.
            match answer {
                Ok(appointment) => self.apply_appointment(appointment),
                Err(problem) => self.notices.fail(problem),
            }
            return;
        };
        let moved = booking.moving;
        match booking.form.settle(answer) {
            Some(appointment) => {
                let id = appointment.id;
                self.apply_appointment(appointment);
                if let Some(before) = moved {
                    self.fetch_appointment(cx, before);
                }
                if self.route == Route::Booking {
                    self.go_to(cx, Route::Appointment(id));
                }
                self.appointments.booking = None;
            }
            // Somebody was faster, perhaps.
            None => self.load_slots(cx),
        }
    }

    pub(crate) fn booking_next_at(&self) -> Option<Timestamp> {
        let booking = self.appointments.booking.as_ref()?;
        let shown = self.route == Route::Booking && self.link.is_online();
        let refresh_at = booking.refresh_at.filter(|_| shown);
        earlier(refresh_at, None)
    }

    pub(crate) fn reconcile_booking(&mut self, cx: &mut Ctx) {
        if self.booking_next_at().is_some_and(|at| at <= cx.now) {
            self.load_slots(cx);
        }
    }

    pub(crate) fn booking_screen(&self, booking: &Booking) -> BookingScreen {
        let known = self.directory.find(booking.doctor_id);
        let time_zone = match &booking.slots {
            Loadable::Loaded { value } => value.time_zone.clone(),
            Loadable::Loading | Loadable::Failed { .. } => String::new(),
        };
        BookingScreen {
            doctor_id: booking.doctor_id,
            doctor: known.or(booking.doctor.as_ref()).cloned(),
            moving: booking
                .moving
                .and_then(|id| self.appointments.find(id))
                .cloned(),
            from: booking.from,
            to: booking.to(),
            slots: crate::view_parts::show(&booking.slots, |told| told.slots.clone()),
            time_zone,
            book: self.may_book(booking),
            form: booking.form.clone(),
        }
    }
}
