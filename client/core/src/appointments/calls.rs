//! The call of an appointment: whoever is there first starts it, and the other one joins.
//!
//! From then on it is a call like any other one.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::Appointments;
use crate::calls::state::Calls;
use crate::calls::wish::CallWish;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::view_parts::{Action, WhyNot};
use shared::{Appointment, AppointmentId, AppointmentState, CallSnapshot, paths};

impl Appointments {
    pub(super) fn may_start_call(
        &self,
        cx: &Ctx,
        calls: &Calls,
        appointment: &Appointment,
    ) -> Action {
        let now = cx.link.to_server(cx.now);
        let rule = match appointment.state {
            AppointmentState::Confirmed if now < appointment.opens_at => Err(WhyNot::TooEarly),
            AppointmentState::Confirmed if now >= appointment.closes_at => {
                Err(WhyNot::AppointmentOver)
            }
            AppointmentState::Confirmed => self.free_for(calls, appointment.id),
            AppointmentState::Pending => Err(WhyNot::NotConfirmed),
            _ => Err(WhyNot::AppointmentOver),
        };
        cx.action(AppointmentRequest::StartAppointment(appointment.id), rule)
    }

    /// No call is in the way; one that waits to be joined is not.
    fn free_for(&self, calls: &Calls, id: AppointmentId) -> Result<(), WhyNot> {
        let joins = calls.appointment() == Some(id) && calls.rings_here();
        if calls.has_live() && !joins {
            return Err(WhyNot::InCall);
        }
        Ok(())
    }

    /// Starts the call, or answers the one that the other side started.
    pub(crate) fn start_appointment(&mut self, cx: &mut Ctx, calls: &Calls, id: AppointmentId) {
        let may = self
            .find(id)
            .is_some_and(|one| self.may_start_call(cx, calls, one) == Action::Allowed);
        if !may {
            return;
        }
        if calls.appointment() == Some(id) && calls.rings_here() {
            return cx.emit(Event::AcceptWanted);
        }
        cx.emit(Event::CallWanted(CallWish::Appointment(id)));
        let path = paths::with_id(paths::START_APPOINTMENT_CALL, id);
        cx.ask(ApiRequest::post(
            AppointmentRequest::StartAppointment(id),
            path,
        ));
    }

    /// Rings the other one loudly once more.
    pub(crate) fn ring_again(&mut self, cx: &mut Ctx, calls: &Calls) {
        let Some(id) = calls.appointment() else {
            return;
        };
        if self.may_ring_again(cx, calls) == Action::Allowed {
            let path = paths::with_id(paths::RING_APPOINTMENT_AGAIN, id);
            cx.ask(ApiRequest::post(AppointmentRequest::RingAgain(id), path));
        }
    }

    /// Whether the other one may be rung loudly once more.
    pub(crate) fn may_ring_again(&self, cx: &Ctx, calls: &Calls) -> Action {
        let Some(id) = calls.appointment() else {
            return Action::Refused {
                why: WhyNot::NotRinging,
            };
        };
        let rule = calls.quiet_since(cx.link.to_server(cx.now));
        cx.action(AppointmentRequest::RingAgain(id), rule)
    }

    /// The answer to starting a call or ringing again.
    pub(crate) fn on_appointment_call(&mut self, cx: &mut Ctx, id: AppointmentId, result: Answer) {
        match read::<CallSnapshot>(result) {
            Ok(call) => cx.emit(Event::CallTold(call)),
            Err(problem) => {
                cx.notices.fail(problem);
                cx.emit(Event::CallRefused);
                cx.emit(Event::CallsOutdated);
                self.fetch_appointment(cx, id);
            }
        }
    }
}
