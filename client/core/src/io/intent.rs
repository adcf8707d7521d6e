//! What a person wants: every feature has its own intents.

use crate::address_proof::intent::ProofIntent;
use crate::appointments::intent::AppointmentIntent;
use crate::blocks::intent::BlockIntent;
use crate::calls::intent::CallIntent;
use crate::chat::intent::ChatIntent;
use crate::devices::intent::DeviceIntent;
use crate::history::intent::HistoryIntent;
use crate::language::intent::LanguageIntent;
use crate::notes::intent::NotesIntent;
use crate::notifications::intent::NotificationIntent;
use crate::page_faults::intent::PageIntent;
use crate::patients::intent::PatientIntent;
use crate::profile::intent::ProfileIntent;
use crate::queue::intent::QueueIntent;
use crate::schedules::intent::ScheduleIntent;
use crate::session::intent::SessionIntent;
use serde::{Deserialize, Serialize};

/// What a person wants, from a window, a notification's button or the command line.
///
/// An intent that is not allowed at the moment changes nothing; the view says which are. On the wire
/// all of them are one list, told apart by `do`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Intent {
    /// At the entrance.
    Session(SessionIntent),
    /// With their own profile.
    Profile(ProfileIntent),
    /// With the proof of their address.
    Proof(ProofIntent),
    /// With patients whom they block.
    Block(BlockIntent),
    /// With the practice sessions.
    Schedule(ScheduleIntent),
    /// In a practice room or a waiting room.
    Queue(QueueIntent),
    /// With a call.
    Call(CallIntent),
    /// With the notes beside a call.
    Notes(NotesIntent),
    /// In a chat.
    Chat(ChatIntent),
    /// With a patient's card.
    Patient(PatientIntent),
    /// With their past calls.
    History(HistoryIntent),
    /// With what they are told.
    Notification(NotificationIntent),
    /// With doctors, appointments and hours.
    Appointment(AppointmentIntent),
    /// With the devices.
    Device(DeviceIntent),
    /// With the language.
    Language(LanguageIntent),
    /// Nobody wants it: the page has something to say.
    Page(PageIntent),
}

macro_rules! intents {
    ($($variant:ident($intent:ty)),* $(,)?) => {
        $(impl From<$intent> for Intent {
            fn from(intent: $intent) -> Self {
                Self::$variant(intent)
            }
        })*
    };
}

intents! {
    Session(SessionIntent),
    Profile(ProfileIntent),
    Proof(ProofIntent),
    Block(BlockIntent),
    Schedule(ScheduleIntent),
    Queue(QueueIntent),
    Call(CallIntent),
    Notes(NotesIntent),
    Chat(ChatIntent),
    Patient(PatientIntent),
    History(HistoryIntent),
    Notification(NotificationIntent),
    Appointment(AppointmentIntent),
    Device(DeviceIntent),
    Language(LanguageIntent),
    Page(PageIntent),
}
