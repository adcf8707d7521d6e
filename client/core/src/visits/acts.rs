//! What may be done about an appointment, and doing it.
//!
//! The view shows the same answers that the intents obey, so no button can lie.

use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::trouble::read;
use crate::turn::Turn;
use crate::{Action, App, AppointmentRow, Trouble, WhyNot};
use serde_json::Value;
use shared::{Appointment, AppointmentId, AppointmentState, CancelRequest, Pii, Role, paths};

impl App {
    pub(super) fn appointment_row(&self, appointment: &Appointment) -> AppointmentRow {
        AppointmentRow {
            confirm: self.may_answer(appointment, Purpose::ConfirmAppointment(appointment.id)),
            decline: self.may_answer(appointment, Purpose::DeclineAppointment(appointment.id)),
            cancel: self.may_give_up(appointment, Purpose::CancelAppointment(appointment.id)),
            move_to: self.may_give_up(appointment, Purpose::MoveAppointment(appointment.id)),
            start: self.may_start_call(appointment),
            appointment: appointment.clone(),
        }
    }

    /// Its time is still to come, or just runs.
    fn still_open(&self, appointment: &Appointment) -> Result<(), WhyNot> {
        let over = self.link.to_server(self.now) >= appointment.ends_at;
        if over || !appointment.state.is_open() {
            return Err(WhyNot::AppointmentOver);
        }
        Ok(())
    }

    fn may_answer(&self, appointment: &Appointment, purpose: Purpose) -> Action {
        let asked_for = match appointment.state {
            AppointmentState::Pending
                if self.account.role().and_then(Role::party) != Some(appointment.asked_by) =>
            {
                Ok(())
            }
            AppointmentState::Pending => Err(WhyNot::OthersTurn),
            _ => Err(WhyNot::Answered),
        };
        let rule = self.still_open(appointment).and(asked_for);
        self.action(purpose, rule)
    }

    pub(super) fn may_give_up(&self, appointment: &Appointment, purpose: Purpose) -> Action {
        let quiet = match self.calls.appointment() {
            Some(id) if id == appointment.id && self.calls.is_conversation() => Err(WhyNot::InCall),
            _ => Ok(()),
        };
        let rule = self.still_open(appointment).and(quiet);
        self.action(purpose, rule)
    }

    /// Sends a wish about an appointment where `allowed` says so.
    fn act_on(
        &mut self,
        turn: &mut Turn,
        id: AppointmentId,
        allowed: impl FnOnce(&AppointmentRow) -> Action,
        wish: Wish,
    ) {
        let row = self.visits.find(id).map(|one| self.appointment_row(one));
        if row.is_some_and(|row| allowed(&row) == Action::Allowed) {
            self.ask(turn, wish);
        }
    }

    pub(crate) fn confirm_appointment(&mut self, turn: &mut Turn, id: AppointmentId) {
        let path = paths::with_id(paths::CONFIRM_APPOINTMENT, id);
        let wish = Wish::post(Purpose::ConfirmAppointment(id), path);
        self.act_on(turn, id, |row| row.confirm, wish);
    }

    pub(crate) fn decline_appointment(&mut self, turn: &mut Turn, id: AppointmentId, reason: Pii) {
        let path = paths::with_id(paths::DECLINE_APPOINTMENT, id);
        let wish =
            Wish::post(Purpose::DeclineAppointment(id), path).with(&CancelRequest { reason });
        self.act_on(turn, id, |row| row.decline, wish);
    }

    pub(crate) fn cancel_appointment(&mut self, turn: &mut Turn, id: AppointmentId, reason: Pii) {
        let path = paths::with_id(paths::CANCEL_APPOINTMENT, id);
        let wish = Wish::post(Purpose::CancelAppointment(id), path).with(&CancelRequest { reason });
        self.act_on(turn, id, |row| row.cancel, wish);
    }

    /// The answer to whatever was done about an appointment.
    pub(crate) fn on_appointment_changed(
        &mut self,
        turn: &mut Turn,
        id: AppointmentId,
        result: Result<Value, Trouble>,
    ) {
        match read::<Appointment>(result) {
            Ok(appointment) => self.take_appointment(appointment),
            // What was refused was decided on an outdated picture.
            Err(problem) => {
                self.notices.fail(problem);
                self.fetch_appointment(turn, id);
            }
        }
    }
}
