//! What there is to see: everything a screen draws and nothing it would have to work out.

use crate::address_proof::view::ProofView;
use crate::appointments::view::{
    AppointmentScreen, AppointmentsScreen, AvailabilityScreen, BookingScreen, DoctorsScreen,
};
use crate::awaited::Awaited;
use crate::blocks::view::BlocksView;
use crate::calls::view::CallView;
use crate::chat::messages_view::MessagesScreen;
use crate::chat::view::ChatView;
use crate::devices::view::{DevicesView, Reminder};
use crate::history::view::HistoryScreen;
use crate::language::LanguageView;
use crate::notifications::notices::Notice;
use crate::notifications::view::Inbox;
use crate::patients::view::PatientCardView;
use crate::profile::view::ProfileScreen;
use crate::queue::view::{PracticeRoom, WaitingRoom};
use crate::schedules::view::{ChangeForm, PlannedSchedule};
use crate::session::forms::FormState;
use crate::session::server_url::RefusedAddress;
use crate::session::view::LinkState;
use crate::view_parts::{Action, Loadable};
use crate::zones::Zones;
use serde::{Deserialize, Serialize};
use shared::{Me, NotificationChoice, Schedule, WaitingRoomCounts};

/// One snapshot of the whole app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ViewState {
    /// Add to the device's own clock, as the page reads it, to get the server's; milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub clock_offset_ms: i64,
    /// The time zones of whatever is on the screen.
    pub zones: Zones,
    /// The server this app uses; absent where no address was given that may be used.
    pub server_url: Option<String>,
    /// The last address given, where it is not used.
    pub refused_address: Option<RefusedAddress>,
    /// How the realtime link stands.
    pub link: LinkState,
    /// Who is signed in.
    pub me: Option<Me>,
    /// The screen below any call.
    pub screen: Screen,
    /// What would be missed if the app ended; absent where nobody would notice.
    pub awaited: Option<Awaited>,
    /// The call, drawn above the screen: full screen for an invitation and a consultation.
    pub call: Option<CallView>,
    /// Unread messages in all of this person's threads.
    pub unread_messages: u32,
    /// The open chat, drawn on the screen where it was opened and beside the call.
    pub chat: Option<ChatView>,
    /// The clinic rings this patient once more, drawn above the screen.
    pub reminder: Option<Reminder>,
    /// The proof of the own address that the person is asked for, drawn above the screen.
    pub proof: Option<ProofView>,
    /// Whom the doctor has blocked; absent for everybody else.
    pub blocks: Option<BlocksView>,
    /// The card of a patient that the doctor looks at, drawn beside whatever is shown.
    pub patient_card: Option<PatientCardView>,
    /// Short messages, oldest first; at most five.
    pub notices: Vec<Notice>,
    /// What the practice has told this person; absent for those who have no rooms here.
    pub inbox: Option<Inbox>,
    /// Where pictures come from; absent until the bridge is open.
    pub bridge: Option<Bridge>,
    /// True where camera and microphone are synthetic; the screen must say so.
    pub synthetic_media: bool,
    /// The language of the page.
    pub language: LanguageView,
    /// The devices, and whether they work.
    pub devices: DevicesView,
    /// What the person wants to be told, and how; absent for those who have no rooms here.
    pub notification_choices: Option<Loadable<Vec<NotificationChoice>>>,
}

/// The screen below any call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Screen {
    /// A stored session is being opened.
    Opening,
    /// The sign-in form.
    SignIn(FormState),
    /// The registration form.
    Register(FormState),
    /// A code completes the registration.
    ProveAddress(ProofView),
    /// The doctor waits for an admin's approval.
    AwaitingApproval,
    /// The doctor's schedules.
    DoctorHome {
        /// Own schedules, running and next first.
        schedules: Loadable<Vec<Schedule>>,
        /// Show more of them; absent where all are here.
        more: Option<Action>,
        /// The form for a new one.
        new_schedule: FormState,
        /// Who waits in the running ones, as far as that is known.
        waiting_rooms: Vec<WaitingRoomCounts>,
        /// What may be done with those that have not started.
        plans: Vec<PlannedSchedule>,
        /// The form for changing one of them.
        change_schedule: ChangeForm,
    },
    /// A running or planned practice session.
    PracticeRoom(PracticeRoom),
    /// Schedules a patient can join.
    PatientHome {
        /// Online ones first, then by start.
        schedules: Loadable<Vec<Schedule>>,
        /// Show more of them; absent where all are here.
        more: Option<Action>,
    },
    /// A patient's waiting room.
    WaitingRoom(WaitingRoom),
    /// What a person tells about themselves, and the password.
    Profile(ProfileScreen),
    /// An admin signed in; this app has no screens for admins.
    AdminNotice,
    /// The directory of doctors, for patients.
    Doctors(DoctorsScreen),
    /// The own appointments.
    Appointments(AppointmentsScreen),
    /// One of them.
    Appointment(Box<AppointmentScreen>),
    /// The own threads.
    Messages(MessagesScreen),
    /// The own past calls.
    History(HistoryScreen),
    /// Looking for a time.
    Booking(Box<BookingScreen>),
    /// The doctor's hours.
    Availability(AvailabilityScreen),
}

/// Where the page gets its pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Bridge {
    /// `ws://127.0.0.1:port/?token=…`.
    pub url: String,
}
