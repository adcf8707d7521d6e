//! Appointments: the list, one from close up, and finding a time for one.
//!
//! Owns which appointments this device knows. The newest version of each wins, wherever it came from.
//! Must never work out a state by itself: the server does.

mod actions;
mod booking;
mod calendar_feed;
mod calls;
mod directory;
pub(crate) mod feed_view;
mod hours;
pub(crate) mod intent;
mod list;
pub(crate) mod state;
pub(crate) mod view;

use crate::appointments::intent::{AppointmentIntent, AppointmentRequest};
use crate::appointments::state::Appointments;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use shared::Timestamp;

impl Feature for Appointments {
    type Intent = AppointmentIntent;
    type Request = AppointmentRequest;
    type Reads<'a> = &'a Calls;

    fn on_intent(&mut self, cx: &mut Ctx, calls: &Calls, intent: AppointmentIntent) {
        match intent {
            AppointmentIntent::ShowDoctors => self.show_doctors(cx),
            AppointmentIntent::ShowMoreDoctors => self.show_more_doctors(cx),
            AppointmentIntent::FindDoctors { words } => self.find_doctors(cx, &words),
            AppointmentIntent::ShowAppointments => self.show_appointments(cx),
            AppointmentIntent::ShowMoreAppointments => self.show_more_appointments(cx),
            AppointmentIntent::ShowAvailability => self.show_availability(cx),
            AppointmentIntent::ShowPeriod { from, to } => self.show_period(cx, from, to),
            AppointmentIntent::OpenAppointment { appointment_id } => {
                self.open_appointment(cx, appointment_id);
            }
            AppointmentIntent::OpenBooking { doctor_id } => self.open_booking(cx, doctor_id),
            AppointmentIntent::OpenMove { appointment_id } => {
                self.open_move(cx, calls, appointment_id)
            }
            AppointmentIntent::ShowSlots { from } => self.show_slots(cx, from),
            AppointmentIntent::Book { time, reason } => self.book(cx, calls, time, reason),
            AppointmentIntent::ConfirmAppointment { appointment_id } => {
                self.confirm_appointment(cx, calls, appointment_id);
            }
            AppointmentIntent::DeclineAppointment {
                appointment_id,
                reason,
            } => self.decline_appointment(cx, calls, appointment_id, reason),
            AppointmentIntent::CancelAppointment {
                appointment_id,
                reason,
            } => self.cancel_appointment(cx, calls, appointment_id, reason),
            AppointmentIntent::StartAppointment { appointment_id } => {
                self.start_appointment(cx, calls, appointment_id);
            }
            AppointmentIntent::RingAgain => self.ring_again(cx, calls),
            AppointmentIntent::ShowFeed => self.show_feed(cx),
            AppointmentIntent::RenewFeed => self.renew_feed(cx),
            AppointmentIntent::SaveRule { rule_id, rule } => self.save_rule(cx, rule_id, &rule),
            AppointmentIntent::DeleteRule { rule_id } => self.delete_rule(cx, rule_id),
            AppointmentIntent::SaveException {
                exception_id,
                exception,
            } => self.save_exception(cx, exception_id, &exception),
            AppointmentIntent::DeleteException { exception_id } => {
                self.delete_exception(cx, exception_id)
            }
            AppointmentIntent::SaveLeadTimes(lead_times) => self.save_lead_times(cx, lead_times),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: AppointmentRequest, answer: Answer) {
        match request {
            AppointmentRequest::Doctors => self.on_doctors(cx, answer),
            AppointmentRequest::MoreDoctors => self.on_more_doctors(cx, answer),
            AppointmentRequest::FindDoctors => self.on_found(cx, answer),
            AppointmentRequest::Doctor(id) => self.on_doctor(id, answer),
            AppointmentRequest::Appointments
            | AppointmentRequest::MoreAppointments
            | AppointmentRequest::OfPeriod => {
                self.on_appointments(cx, request, answer);
            }
            AppointmentRequest::Appointment(id) => self.on_appointment(id, answer),
            AppointmentRequest::ConfirmAppointment(id)
            | AppointmentRequest::DeclineAppointment(id)
            | AppointmentRequest::CancelAppointment(id) => {
                self.on_appointment_changed(cx, id, answer)
            }
            AppointmentRequest::Book | AppointmentRequest::MoveAppointment(_) => {
                self.on_booked(cx, answer)
            }
            AppointmentRequest::StartAppointment(id) | AppointmentRequest::RingAgain(id) => {
                self.on_appointment_call(cx, id, answer);
            }
            AppointmentRequest::Slots => self.on_slots(cx, answer),
            AppointmentRequest::Feed => self.on_feed(answer),
            AppointmentRequest::RenewFeed => self.on_feed_address(cx, answer),
            AppointmentRequest::Availability => self.on_availability(cx, answer),
            AppointmentRequest::SaveRule => self.on_rule_saved(cx, answer),
            AppointmentRequest::SaveException => self.on_exception_saved(cx, answer),
            AppointmentRequest::SaveLeadTimes => self.on_lead_times_saved(cx, answer),
            AppointmentRequest::DeleteRule(_) | AppointmentRequest::DeleteException(_) => {
                self.on_hours_deleted(cx, request, answer);
            }
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        if let Event::Online { .. } | Event::Missed | Event::Reload = event {
            self.reload_appointments(cx);
        }
        // It may be pressed once more.
        if let (Event::AddressProved, Some(booking)) = (event, &mut self.booking) {
            booking.form.problem = None;
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, _calls: &Calls) {
        self.reconcile_appointments(cx);
    }

    fn next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        self.appointments_next_at(cx)
    }
}
