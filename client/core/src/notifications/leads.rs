//! Where the thing is that somebody was told of.

use crate::appointments::intent::AppointmentIntent;
use crate::chat::intent::ChatIntent;
use crate::history::intent::HistoryIntent;
use crate::io::Intent;
use crate::profile::intent::ProfileIntent;
use crate::queue::intent::QueueIntent;
use shared::NotificationAbout;

/// What a person wants who presses on it. It shows a place and does nothing there.
pub(super) fn opens(about: &NotificationAbout) -> Intent {
    match *about {
        NotificationAbout::NewMessage { encounter_id, .. } => {
            ChatIntent::OpenThread { encounter_id }.into()
        }
        NotificationAbout::MissedCall { .. } => HistoryIntent::ShowHistory.into(),
        NotificationAbout::SessionStarted { schedule_id, .. }
        | NotificationAbout::SessionEnded { schedule_id, .. }
        | NotificationAbout::RemovedFromQueue { schedule_id }
        | NotificationAbout::HandedOver { schedule_id, .. }
        | NotificationAbout::PlaceLapsed { schedule_id, .. }
        | NotificationAbout::WaitingRoom { schedule_id, .. } => {
            QueueIntent::OpenSchedule { schedule_id }.into()
        }
        NotificationAbout::AppointmentChanged { appointment_id, .. }
        | NotificationAbout::AppointmentReminder { appointment_id, .. } => {
            AppointmentIntent::OpenAppointment { appointment_id }.into()
        }
        NotificationAbout::ByPhoneOnly { .. } => AppointmentIntent::ShowDoctors.into(),
        NotificationAbout::MailUndeliverable {
            other_name: Some(_),
            ..
        } => AppointmentIntent::ShowAppointments.into(),
        NotificationAbout::MailUndeliverable {
            other_name: None, ..
        }
        | NotificationAbout::PasswordTried { .. } => ProfileIntent::ShowProfile.into(),
    }
}
