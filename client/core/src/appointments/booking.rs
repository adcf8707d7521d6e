//! Finding a time with a doctor: free slots, and asking for one of them or for another time.
//!
//! Owns the slots that are shown. What is typed stays with the page. Somebody may take a slot while a
//! person still thinks; the server says so, and the slots are fetched anew.

use crate::api::error::read;
use crate::api::lists::read_list;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::{Appointments, Booking};
use crate::appointments::view::BookingScreen;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::instants::earlier;
use crate::screens::route::Route;
use crate::view_parts::{Action, Loadable, WhyNot, show};
use shared::{
    Appointment, AppointmentId, DoctorCard, NewAppointment, Pii, RescheduleRequest, Role, SlotList,
    Timestamp, UserId, WantedTime, paths,
};

/// How often the slots are fetched while they are in view.
const REFRESH_EVERY_MS: i64 = 20_000;

impl Appointments {
    /// Looks for a time for a new appointment.
    pub(crate) fn open_booking(&mut self, cx: &mut Ctx, doctor_id: UserId) {
        if cx.account.role() == Some(Role::Patient) {
            self.begin_booking(cx, doctor_id, None);
        }
    }

    /// Looks for another time for an appointment.
    pub(crate) fn open_move(&mut self, cx: &mut Ctx, calls: &Calls, id: AppointmentId) {
        let found = self.find(id).filter(|one| {
            self.may_give_up(cx, calls, one, AppointmentRequest::MoveAppointment(id))
                == Action::Allowed
        });
        if let Some(doctor_id) = found.map(|one| one.doctor_id) {
            self.begin_booking(cx, doctor_id, Some(id));
        }
    }

    fn begin_booking(&mut self, cx: &mut Ctx, doctor_id: UserId, moving: Option<AppointmentId>) {
        if !cx.go_to(Route::Booking) {
            return;
        }
        self.booking = Some(Booking::new(doctor_id, moving, cx.server_now()));
        if self.directory.find(doctor_id).is_none() {
            let path = paths::with_id(paths::DOCTOR, doctor_id);
            cx.ask(ApiRequest::get(AppointmentRequest::Doctor(doctor_id), path));
        }
        self.load_slots(cx);
    }

    pub(crate) fn on_doctor(&mut self, id: UserId, result: Answer) {
        // The screen says the name from elsewhere, or does without.
        if let Ok(card) = read::<DoctorCard>(result)
            && let Some(booking) = &mut self.booking
            && booking.doctor_id == id
        {
            booking.doctor = Some(card);
        }
    }

    /// The page shows days from then on.
    pub(crate) fn show_slots(&mut self, cx: &mut Ctx, from: Timestamp) {
        let now = cx.link.to_server(cx.now);
        let Some(booking) = &mut self.booking else {
            return;
        };
        let from = from.max(now);
        if cx.route == Route::Booking && booking.from != from {
            booking.from = from;
            booking.slots = Loadable::Loading;
            self.load_slots(cx);
        }
    }

    pub(crate) fn load_slots(&mut self, cx: &mut Ctx) {
        let pause_ms = cx.rng.around_ms(REFRESH_EVERY_MS);
        let Some(booking) = &mut self.booking else {
            return;
        };
        if matches!(booking.slots, Loadable::Failed { .. }) {
            booking.slots = Loadable::Loading;
        }
        booking.refresh_at = Some(cx.now.plus_ms(pause_ms));
        let path = paths::with_id(paths::SLOTS, booking.doctor_id);
        let mut path = format!("{path}?from={}&to={}", booking.from.0, booking.to().0);
        if let Some(moving) = booking.moving {
            path += &format!("&moving={moving}");
        }
        cx.ask(ApiRequest::get(AppointmentRequest::Slots, path));
    }

    pub(crate) fn on_slots(&mut self, cx: &mut Ctx, result: Answer) {
        let Some(booking) = &mut self.booking else {
            return;
        };
        match read_list::<SlotList>(cx, result) {
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

    fn may_book(&self, cx: &Ctx, calls: &Calls, booking: &Booking) -> Action {
        if booking.form.busy {
            return Action::Busy;
        }
        match booking.moving {
            None => cx.action(AppointmentRequest::Book, Ok(())),
            Some(id) => match self.find(id) {
                Some(one) => {
                    self.may_give_up(cx, calls, one, AppointmentRequest::MoveAppointment(id))
                }
                None => Action::Refused {
                    why: WhyNot::AppointmentOver,
                },
            },
        }
    }

    /// Asks for this time.
    pub(crate) fn book(&mut self, cx: &mut Ctx, calls: &Calls, time: WantedTime, reason: Pii) {
        let open = self.booking.as_ref();
        let Some(booking) = open.filter(|_| cx.route == Route::Booking) else {
            return;
        };
        // A form that was sent without the server says so, as every form does.
        let may = match self.may_book(cx, calls, booking) {
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
                ApiRequest::post(AppointmentRequest::Book, paths::APPOINTMENTS).with(
                    &NewAppointment {
                        doctor_id,
                        time,
                        reason,
                    },
                )
            }
            Some(id) => {
                let path = paths::with_id(paths::RESCHEDULE_APPOINTMENT, id);
                ApiRequest::post(AppointmentRequest::MoveAppointment(id), path)
                    .with(&RescheduleRequest { time })
            }
        };
        if let Some(booking) = &mut self.booking {
            booking.form.begin();
        }
        cx.ask(request);
    }

    /// Booked, or moved: the person sees what became of it.
    pub(crate) fn on_booked(&mut self, cx: &mut Ctx, result: Answer) {
        let answer = read::<Appointment>(result);
        let Some(booking) = &mut self.booking else {
            // The person went elsewhere meanwhile.
            match answer {
                Ok(appointment) => self.apply_appointment(appointment),
                Err(problem) => cx.notices.fail(problem),
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
                if cx.route == Route::Booking {
                    cx.go_to(Route::Appointment(id));
                }
                self.booking = None;
            }
            // Somebody was faster, perhaps.
            None => self.load_slots(cx),
        }
    }

    pub(crate) fn booking_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let booking = self.booking.as_ref()?;
        let shown = cx.route == Route::Booking && cx.link.is_online();
        let refresh_at = booking.refresh_at.filter(|_| shown);
        earlier(refresh_at, None)
    }

    pub(crate) fn reconcile_booking(&mut self, cx: &mut Ctx) {
        if self.booking_next_at(cx).is_some_and(|at| at <= cx.now) {
            self.load_slots(cx);
        }
    }

    pub(crate) fn booking_screen(
        &self,
        cx: &Ctx,
        calls: &Calls,
        booking: &Booking,
    ) -> BookingScreen {
        let known = self.directory.find(booking.doctor_id);
        let time_zone = match &booking.slots {
            Loadable::Loaded { value } => value.time_zone.clone(),
            Loadable::Loading | Loadable::Failed { .. } => String::new(),
        };
        BookingScreen {
            doctor_id: booking.doctor_id,
            doctor: known.or(booking.doctor.as_ref()).cloned(),
            moving: booking.moving.and_then(|id| self.find(id)).cloned(),
            from: booking.from,
            to: booking.to(),
            slots: show(&booking.slots, |told| told.slots.clone()),
            time_zone,
            book: self.may_book(cx, calls, booking),
            form: booking.form.clone(),
        }
    }
}
