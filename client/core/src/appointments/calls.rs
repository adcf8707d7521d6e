//! The call of an appointment: whoever is there first starts it, and the other one joins.
//!
//! From then on it is a call like any other one.

use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{Action, App, Trouble, WhyNot};
use serde_json::Value;
use shared::{Appointment, AppointmentId, AppointmentState, CallSnapshot, paths};

impl App {
    pub(super) fn may_start_call(&self, appointment: &Appointment) -> Action {
        let now = self.link.to_server(self.now);
        let rule = match appointment.state {
            AppointmentState::Confirmed if now < appointment.opens_at => Err(WhyNot::TooEarly),
            AppointmentState::Confirmed if now >= appointment.closes_at => {
                Err(WhyNot::AppointmentOver)
            }
            AppointmentState::Confirmed => self.free_for(appointment.id),
            AppointmentState::Pending => Err(WhyNot::NotConfirmed),
            _ => Err(WhyNot::AppointmentOver),
        };
        self.action(Purpose::StartAppointment(appointment.id), rule)
    }

    /// No call is in the way; one that waits to be joined is not.
    fn free_for(&self, id: AppointmentId) -> Result<(), WhyNot> {
        let joins = self.calls.appointment() == Some(id) && self.calls.rings_here();
        if self.calls.has_live() && !joins {
            return Err(WhyNot::InCall);
        }
        Ok(())
    }

    /// Starts the call, or answers the one that the other side started.
    pub(crate) fn start_appointment(&mut self, turn: &mut Turn, id: AppointmentId) {
        let may = self
            .visits
            .find(id)
            .is_some_and(|one| self.may_start_call(one) == Action::Allowed);
        if !may {
            return;
        }
        if self.calls.appointment() == Some(id) && self.calls.rings_here() {
            return self.accept(turn);
        }
        let path = paths::with_id(paths::START_APPOINTMENT_CALL, id);
        self.ask(turn, Wish::post(Purpose::StartAppointment(id), path));
    }

    /// Rings the other one loudly once more.
    pub(crate) fn ring_again(&mut self, turn: &mut Turn) {
        let Some(id) = self.calls.appointment() else {
            return;
        };
        if self.may_ring_again() == Action::Allowed {
            let path = paths::with_id(paths::RING_APPOINTMENT_AGAIN, id);
            self.ask(turn, Wish::post(Purpose::RingAgain(id), path));
        }
    }

    /// Whether the other one may be rung loudly once more.
    pub(crate) fn may_ring_again(&self) -> Action {
        let Some(id) = self.calls.appointment() else {
            return Action::Refused {
                why: WhyNot::NotRinging,
            };
        };
        let rule = self.calls.quiet_since(self.link.to_server(self.now));
        self.action(Purpose::RingAgain(id), rule)
    }

    /// The answer to starting a call or ringing again.
    pub(crate) fn on_appointment_call(
        &mut self,
        turn: &mut Turn,
        id: AppointmentId,
        result: Result<Value, Trouble>,
    ) {
        match read::<CallSnapshot>(result) {
            Ok(call) => self.take_call(turn, call),
            Err(problem) => {
                self.notices.fail(problem);
                self.fetch_active_calls(turn);
                self.fetch_appointment(turn, id);
            }
        }
    }
}
