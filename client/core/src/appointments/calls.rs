//! The call of an appointment: whoever is there first starts it, and the other one joins.
//!
//! From then on it is a call like any other one.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{Action, App, RequestError, WhyNot};
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
        self.action(RequestKind::StartAppointment(appointment.id), rule)
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
    pub(crate) fn start_appointment(&mut self, cx: &mut Ctx, id: AppointmentId) {
        let may = self
            .appointments
            .find(id)
            .is_some_and(|one| self.may_start_call(one) == Action::Allowed);
        if !may {
            return;
        }
        if self.calls.appointment() == Some(id) && self.calls.rings_here() {
            return self.accept(cx);
        }
        let path = paths::with_id(paths::START_APPOINTMENT_CALL, id);
        self.ask(
            cx,
            ApiRequest::post(RequestKind::StartAppointment(id), path),
        );
    }

    /// Rings the other one loudly once more.
    pub(crate) fn ring_again(&mut self, cx: &mut Ctx) {
        let Some(id) = self.calls.appointment() else {
            return;
        };
        if self.may_ring_again() == Action::Allowed {
            let path = paths::with_id(paths::RING_APPOINTMENT_AGAIN, id);
            self.ask(cx, ApiRequest::post(RequestKind::RingAgain(id), path));
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
        self.action(RequestKind::RingAgain(id), rule)
    }

    /// The answer to starting a call or ringing again.
    pub(crate) fn on_appointment_call(
        &mut self,
        cx: &mut Ctx,
        id: AppointmentId,
        result: Result<Value, RequestError>,
    ) {
        match read::<CallSnapshot>(result) {
            Ok(call) => self.apply_call(cx, call),
            Err(problem) => {
                self.notices.fail(problem);
                self.fetch_active_calls(cx);
                self.fetch_appointment(cx, id);
            }
        }
    }
}
