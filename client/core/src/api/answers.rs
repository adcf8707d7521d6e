//! Hands each answer to the part that asked.

use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, RequestError};
use serde_json::Value;

impl App {
    pub(crate) fn on_answer(
        &mut self,
        cx: &mut Ctx,
        kind: RequestKind,
        result: Result<Value, RequestError>,
    ) {
        match kind {
            RequestKind::SignIn | RequestKind::Register => self.on_entered(cx, kind, result),
            RequestKind::Refresh => self.on_refreshed(cx, result),
            // Whether the server heard the farewell or not, this device has forgotten the session.
            RequestKind::SignOut => {}
            RequestKind::Me => self.on_me(cx, result),
            RequestKind::Schedules => self.on_schedules(result),
            RequestKind::Schedule(_) => self.on_schedule(cx, result),
            RequestKind::CreateSchedule => self.on_created(result),
            RequestKind::ChangeSchedule(_) => self.on_changed(cx, result),
            RequestKind::DeleteSchedule(id) => self.on_deleted(cx, id, result),
            RequestKind::StartSession(_) | RequestKind::EndSession(_) => self.on_session(result),
            RequestKind::Profile => self.on_profile(result),
            RequestKind::SaveProfile => self.on_profile_saved(result),
            RequestKind::ChangePassword => self.on_password_changed(result),
            RequestKind::WaitingRooms => self.on_waiting_rooms(result),
            RequestKind::Inbox => self.on_inbox(result),
            RequestKind::TryRing(_) => self.on_ring_asked(cx, result),
            RequestKind::Choices => self.on_choices(result),
            RequestKind::SaveChoices => self.on_choices_saved(result),
            RequestKind::ReadInbox => self.on_inbox_read(cx, result),
            RequestKind::Queue(id) => self.on_queue(id, result),
            RequestKind::JoinQueue(_)
            | RequestKind::LeaveQueue(_)
            | RequestKind::SetReady(_)
            | RequestKind::Reset(..)
            | RequestKind::MarkNoShow(..)
            | RequestKind::Reorder(_)
            | RequestKind::Remove(..) => self.on_queue_changed(cx, kind, result),
            RequestKind::Invite(_)
            | RequestKind::CallDoctor(_)
            | RequestKind::CallBack(_)
            | RequestKind::Accept(_)
            | RequestKind::Decline(_)
            | RequestKind::Cancel(_)
            | RequestKind::End(_) => self.on_decided(cx, kind, result),
            RequestKind::ActiveCalls => self.on_active_calls(cx, result),
            RequestKind::Call(id) => self.on_call(cx, id, result),
            RequestKind::IceServers(id) => self.on_ice_servers(id, result),
            RequestKind::Messages(id) | RequestKind::EarlierMessages(id) => {
                self.on_messages(id, result)
            }
            RequestKind::SendMessage(id) => self.on_sent(cx, id, result),
            RequestKind::PutFile(id) => self.on_file_put(cx, id, result),
            RequestKind::GetFile(id) => self.on_file_got(cx, id, result),
            RequestKind::Report(id) => self.on_reported(cx, id, result),
            RequestKind::Rate(id) => self.on_rated(id, result),
            RequestKind::TestServers => self.on_test_servers(cx, result),
            RequestKind::Notes(id) => self.on_notes(id, result),
            RequestKind::SaveNotes(id) => self.on_notes_saved(cx, id, result),
            RequestKind::DeviceTest(_) | RequestKind::AppointmentTest(_) => {
                self.on_check_sent(cx, &result)
            }
            RequestKind::Doctors => self.on_doctors(result),
            RequestKind::Doctor(id) => self.on_doctor(id, result),
            RequestKind::Appointments | RequestKind::EarlierAppointments => {
                self.on_appointments(kind, result);
            }
            RequestKind::Appointment(id) => self.on_appointment(id, result),
            RequestKind::ConfirmAppointment(id)
            | RequestKind::DeclineAppointment(id)
            | RequestKind::CancelAppointment(id) => self.on_appointment_changed(cx, id, result),
            RequestKind::Book | RequestKind::MoveAppointment(_) => self.on_booked(cx, result),
            RequestKind::StartAppointment(id) | RequestKind::RingAgain(id) => {
                self.on_appointment_call(cx, id, result);
            }
            RequestKind::Slots => self.on_slots(result),
            RequestKind::Feed | RequestKind::RenewFeed => self.on_feed(result),
            RequestKind::Availability => self.on_availability(result),
            RequestKind::SaveRule => self.on_rule_saved(cx, result),
            RequestKind::SaveException => self.on_exception_saved(cx, result),
            RequestKind::SaveLeadTimes => self.on_lead_times_saved(result),
            RequestKind::DeleteRule(_) | RequestKind::DeleteException(_) => {
                self.on_hours_deleted(cx, kind, result);
            }
        }
    }
}
