//! What may be done about an appointment, and doing it.
//!
//! The view shows the same answers that the intents obey, so no button can lie.

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::appointments::intent::AppointmentRequest;
use crate::appointments::state::Appointments;
use crate::appointments::view::AppointmentRow;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::view_parts::{Action, WhyNot};
use shared::{Appointment, AppointmentId, AppointmentState, CancelRequest, Pii, Role, paths};

impl Appointments {
    pub(super) fn appointment_row(
        &self,
        cx: &Ctx,
        calls: &Calls,
        appointment: &Appointment,
    ) -> AppointmentRow {
        AppointmentRow {
            confirm: self.may_answer(
                cx,
                appointment,
                AppointmentRequest::ConfirmAppointment(appointment.id),
            ),
            decline: self.may_answer(
                cx,
                appointment,
                AppointmentRequest::DeclineAppointment(appointment.id),
            ),
            cancel: self.may_give_up(
                cx,
                calls,
                appointment,
                AppointmentRequest::CancelAppointment(appointment.id),
            ),
            move_to: self.may_give_up(
                cx,
                calls,
                appointment,
                AppointmentRequest::MoveAppointment(appointment.id),
            ),
            start: self.may_start_call(cx, calls, appointment),
            appointment: appointment.clone(),
        }
    }

    /// Its time is still to come, or just runs.
    fn still_open(&self, cx: &Ctx, appointment: &Appointment) -> Result<(), WhyNot> {
        let over = cx.link.to_server(cx.now) >= appointment.ends_at;
        if over || !appointment.state.is_open() {
            return Err(WhyNot::AppointmentOver);
        }
        Ok(())
    }

    fn may_answer(&self, cx: &Ctx, appointment: &Appointment, kind: AppointmentRequest) -> Action {
        let asked_for = match appointment.state {
            AppointmentState::Pending
                if cx.account.role().and_then(Role::party) != Some(appointment.asked_by) =>
            {
                Ok(())
            }
            AppointmentState::Pending => Err(WhyNot::OthersTurn),
            _ => Err(WhyNot::Answered),
        };
        let rule = self.still_open(cx, appointment).and(asked_for);
        cx.action(kind, rule)
    }

    pub(super) fn may_give_up(
        &self,
        cx: &Ctx,
        calls: &Calls,
        appointment: &Appointment,
        kind: AppointmentRequest,
    ) -> Action {
        let quiet = match calls.appointment() {
            Some(id) if id == appointment.id && calls.is_conversation() => Err(WhyNot::InCall),
            _ => Ok(()),
        };
        let rule = self.still_open(cx, appointment).and(quiet);
        cx.action(kind, rule)
    }

    /// Sends a request about an appointment where `allowed` says so.
    fn act_on(
        &mut self,
        cx: &mut Ctx,
        calls: &Calls,
        id: AppointmentId,
        allowed: impl FnOnce(&AppointmentRow) -> Action,
        request: ApiRequest,
    ) {
        let row = self
            .find(id)
            .map(|one| self.appointment_row(cx, calls, one));
        if row.is_some_and(|row| allowed(&row) == Action::Allowed) {
            cx.ask(request);
        }
    }

    pub(crate) fn confirm_appointment(&mut self, cx: &mut Ctx, calls: &Calls, id: AppointmentId) {
        let path = paths::with_id(paths::CONFIRM_APPOINTMENT, id);
        let request = ApiRequest::post(AppointmentRequest::ConfirmAppointment(id), path);
        self.act_on(cx, calls, id, |row| row.confirm, request);
    }

    pub(crate) fn decline_appointment(
        &mut self,
        cx: &mut Ctx,
        calls: &Calls,
        id: AppointmentId,
        reason: Pii,
    ) {
        let path = paths::with_id(paths::DECLINE_APPOINTMENT, id);
        let request = ApiRequest::post(AppointmentRequest::DeclineAppointment(id), path)
            .with(&CancelRequest { reason });
        self.act_on(cx, calls, id, |row| row.decline, request);
    }

    pub(crate) fn cancel_appointment(
        &mut self,
        cx: &mut Ctx,
        calls: &Calls,
        id: AppointmentId,
        reason: Pii,
    ) {
        let path = paths::with_id(paths::CANCEL_APPOINTMENT, id);
        let request = ApiRequest::post(AppointmentRequest::CancelAppointment(id), path)
            .with(&CancelRequest { reason });
        self.act_on(cx, calls, id, |row| row.cancel, request);
    }

    /// The answer to whatever was done about an appointment.
    pub(crate) fn on_appointment_changed(
        &mut self,
        cx: &mut Ctx,
        id: AppointmentId,
        result: Answer,
    ) {
        match read::<Appointment>(result) {
            Ok(appointment) => self.apply_appointment(appointment),
            // What was refused was decided on an outdated picture.
            Err(problem) => {
                cx.notices.fail(problem);
                self.fetch_appointment(cx, id);
            }
        }
    }
}
