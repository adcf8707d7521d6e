//! What may be done about an appointment, and doing it.
//!
//! The view shows the same answers that the intents obey, so no button can lie.

use super::is_open;
use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{Action, App, AppointmentRow, RequestError, WhyNot};
use serde_json::Value;
use shared::{Appointment, AppointmentId, AppointmentState, CancelRequest, Pii, paths};

impl App {
    pub(super) fn appointment_row(&self, appointment: &Appointment) -> AppointmentRow {
        AppointmentRow {
            confirm: self.may_answer(appointment, RequestKind::ConfirmAppointment(appointment.id)),
            decline: self.may_answer(appointment, RequestKind::DeclineAppointment(appointment.id)),
            cancel: self.may_give_up(appointment, RequestKind::CancelAppointment(appointment.id)),
            move_to: self.may_give_up(appointment, RequestKind::MoveAppointment(appointment.id)),
            start: self.may_start_call(appointment),
            appointment: appointment.clone(),
        }
    }

    /// Its time is still to come, or just runs.
    fn still_open(&self, appointment: &Appointment) -> Result<(), WhyNot> {
        let over = self.link.to_server(self.now) >= appointment.ends_at;
        if over || !is_open(appointment.state) {
            return Err(WhyNot::AppointmentOver);
        }
        Ok(())
    }

    fn may_answer(&self, appointment: &Appointment, kind: RequestKind) -> Action {
        let asked_for = match appointment.state {
            AppointmentState::Pending if self.account.role() != Some(appointment.asked_by) => {
                Ok(())
            }
            AppointmentState::Pending => Err(WhyNot::OthersTurn),
            _ => Err(WhyNot::Answered),
        };
        let rule = self.still_open(appointment).and(asked_for);
        self.action(kind, rule)
    }

    pub(super) fn may_give_up(&self, appointment: &Appointment, kind: RequestKind) -> Action {
        let quiet = match self.calls.appointment() {
            Some(id) if id == appointment.id && self.calls.is_conversation() => Err(WhyNot::InCall),
            _ => Ok(()),
        };
        let rule = self.still_open(appointment).and(quiet);
        self.action(kind, rule)
    }

    /// Sends a request about an appointment where `allowed` says so.
    fn act_on(
        &mut self,
        cx: &mut Ctx,
        id: AppointmentId,
        allowed: impl FnOnce(&AppointmentRow) -> Action,
        request: ApiRequest,
    ) {
        let row = self
            .appointments
            .find(id)
            .map(|one| self.appointment_row(one));
        if row.is_some_and(|row| allowed(&row) == Action::Allowed) {
            self.ask(cx, request);
        }
    }

    pub(crate) fn confirm_appointment(&mut self, cx: &mut Ctx, id: AppointmentId) {
        let path = paths::with_id(paths::CONFIRM_APPOINTMENT, id);
        let request = ApiRequest::post(RequestKind::ConfirmAppointment(id), path);
        self.act_on(cx, id, |row| row.confirm, request);
    }

    pub(crate) fn decline_appointment(&mut self, cx: &mut Ctx, id: AppointmentId, reason: Pii) {
        let path = paths::with_id(paths::DECLINE_APPOINTMENT, id);
        let request = ApiRequest::post(RequestKind::DeclineAppointment(id), path)
            .with(&CancelRequest { reason });
        self.act_on(cx, id, |row| row.decline, request);
    }

    pub(crate) fn cancel_appointment(&mut self, cx: &mut Ctx, id: AppointmentId, reason: Pii) {
        let path = paths::with_id(paths::CANCEL_APPOINTMENT, id);
        let request = ApiRequest::post(RequestKind::CancelAppointment(id), path)
            .with(&CancelRequest { reason });
        self.act_on(cx, id, |row| row.cancel, request);
    }

    /// The answer to whatever was done about an appointment.
    pub(crate) fn on_appointment_changed(
        &mut self,
        cx: &mut Ctx,
        id: AppointmentId,
        result: Result<Value, RequestError>,
    ) {
        match read::<Appointment>(result) {
            Ok(appointment) => self.apply_appointment(appointment),
            // What was refused was decided on an outdated picture.
            Err(problem) => {
                self.notices.fail(problem);
                self.fetch_appointment(cx, id);
            }
        }
    }
}
