//! Hands each answer to the part that asked.

use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{App, Trouble};
use serde_json::Value;

impl App {
    pub(crate) fn on_answer(
        &mut self,
        turn: &mut Turn,
        purpose: Purpose,
        result: Result<Value, Trouble>,
    ) {
        match purpose {
            Purpose::SignIn | Purpose::Register => self.on_entered(turn, purpose, result),
            Purpose::Refresh => self.on_refreshed(turn, result),
            // Whether the server heard the farewell or not, this device has forgotten the session.
            Purpose::SignOut => {}
            Purpose::Me => self.on_me(turn, result),
            Purpose::Schedules => self.on_schedules(result),
            Purpose::Schedule(_) => self.on_schedule(turn, result),
            Purpose::CreateSchedule => self.on_created(result),
            Purpose::ChangeSchedule(_) => self.on_changed(turn, result),
            Purpose::DeleteSchedule(id) => self.on_deleted(turn, id, result),
            Purpose::StartSession(_) | Purpose::EndSession(_) => self.on_session(result),
            Purpose::Profile => self.on_profile(result),
            Purpose::SaveProfile => self.on_profile_saved(result),
            Purpose::ChangePassword => self.on_password_changed(result),
            Purpose::WaitingRooms => self.on_waiting_rooms(result),
            Purpose::Inbox => self.on_inbox(result),
            Purpose::TryRing(_) => self.on_ring_asked(turn, result),
            Purpose::Choices => self.on_choices(result),
            Purpose::SaveChoices => self.on_choices_saved(result),
            Purpose::ReadInbox => self.on_inbox_read(turn, result),
            Purpose::Queue(id) => self.on_queue(id, result),
            Purpose::JoinQueue(_)
            | Purpose::LeaveQueue(_)
            | Purpose::SetReady(_)
            | Purpose::Reset(..)
            | Purpose::MarkNoShow(..)
            | Purpose::Reorder(_)
            | Purpose::Remove(..) => self.on_queue_changed(turn, purpose, result),
            Purpose::Invite(_)
            | Purpose::CallDoctor(_)
            | Purpose::CallBack(_)
            | Purpose::Accept(_)
            | Purpose::Decline(_)
            | Purpose::Cancel(_)
            | Purpose::End(_) => self.on_decided(turn, purpose, result),
            Purpose::ActiveCalls => self.on_active_calls(turn, result),
            Purpose::Call(id) => self.on_call(turn, id, result),
            Purpose::IceServers(id) => self.on_ice_servers(id, result),
            Purpose::Messages(id) | Purpose::EarlierMessages(id) => self.on_messages(id, result),
            Purpose::SendMessage(id) => self.on_sent(turn, id, result),
            Purpose::PutFile(id) => self.on_file_put(turn, id, result),
            Purpose::GetFile(id) => self.on_file_got(turn, id, result),
            Purpose::Report(id) => self.on_reported(turn, id, result),
            Purpose::Rate(id) => self.on_rated(id, result),
            Purpose::TestServers => self.on_test_servers(turn, result),
            Purpose::Notes(id) => self.on_notes(id, result),
            Purpose::SaveNotes(id) => self.on_notes_saved(turn, id, result),
            Purpose::DeviceTest(_) | Purpose::AppointmentTest(_) => {
                self.on_check_sent(turn, &result)
            }
            Purpose::Doctors => self.on_doctors(result),
            Purpose::Doctor(id) => self.on_doctor(id, result),
            Purpose::Appointments | Purpose::EarlierAppointments => {
                self.on_appointments(purpose, result);
            }
            Purpose::Appointment(id) => self.on_appointment(id, result),
            Purpose::ConfirmAppointment(id)
            | Purpose::DeclineAppointment(id)
            | Purpose::CancelAppointment(id) => self.on_appointment_changed(turn, id, result),
            Purpose::Book | Purpose::MoveAppointment(_) => self.on_booked(turn, result),
            Purpose::StartAppointment(id) | Purpose::RingAgain(id) => {
                self.on_appointment_call(turn, id, result);
            }
            Purpose::Slots => self.on_slots(result),
            Purpose::Feed | Purpose::RenewFeed => self.on_feed(result),
            Purpose::Availability => self.on_availability(result),
            Purpose::SaveRule => self.on_rule_saved(turn, result),
            Purpose::SaveException => self.on_exception_saved(turn, result),
            Purpose::SaveLeadTimes => self.on_lead_times_saved(result),
            Purpose::DeleteRule(_) | Purpose::DeleteException(_) => {
                self.on_hours_deleted(turn, purpose, result);
            }
        }
    }
}
