//! What a request is for, and what that says about asking again.

use shared::{AppointmentId, CallId, EncounterId, ExceptionId, FileId, RuleId, ScheduleId, UserId};

/// What a request is for. No two requests of the same kind are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    SignIn,
    Register,
    Refresh,
    SignOut,
    Me,
    Schedules,
    /// A schedule that is to be opened and is not in the list.
    Schedule(ScheduleId),
    CreateSchedule,
    ChangeSchedule(ScheduleId),
    DeleteSchedule(ScheduleId),
    StartSession(ScheduleId),
    EndSession(ScheduleId),
    Queue(ScheduleId),
    JoinQueue(ScheduleId),
    LeaveQueue(ScheduleId),
    SetReady(ScheduleId),
    Invite(ScheduleId),
    Reset(ScheduleId, UserId),
    Remove(ScheduleId, UserId),
    MarkNoShow(ScheduleId, UserId),
    Reorder(ScheduleId),
    Profile,
    SaveProfile,
    ChangePassword,
    WaitingRooms,
    Inbox,
    ReadInbox,
    ActiveCalls,
    Call(CallId),
    IceServers(CallId),
    Accept(CallId),
    Decline(CallId),
    Cancel(CallId),
    End(CallId),
    Report(CallId),
    Rate(CallId),
    TestServers,
    DeviceTest(ScheduleId),
    Messages(EncounterId),
    EarlierMessages(EncounterId),
    SendMessage(EncounterId),
    Notes(EncounterId),
    SaveNotes(EncounterId),
    CallDoctor(UserId),
    CallBack(CallId),
    Choices,
    SaveChoices,
    TryRing(ScheduleId),
    Doctors,
    Doctor(UserId),
    Appointments,
    /// Those before the ones in the list.
    EarlierAppointments,
    Appointment(AppointmentId),
    ConfirmAppointment(AppointmentId),
    DeclineAppointment(AppointmentId),
    CancelAppointment(AppointmentId),
    MoveAppointment(AppointmentId),
    StartAppointment(AppointmentId),
    RingAgain(AppointmentId),
    Slots,
    Book,
    Feed,
    RenewFeed,
    Availability,
    SaveRule,
    DeleteRule(RuleId),
    SaveException,
    DeleteException(ExceptionId),
    SaveLeadTimes,
    AppointmentTest(AppointmentId),
    PutFile(EncounterId),
    GetFile(FileId),
}

/// How long a request may go on.
pub(crate) struct Policy {
    /// It decides something: every try carries the same idempotency key.
    pub(crate) decides: bool,
    /// How long it is tried again where no answer comes or the server is busy.
    pub(crate) retry_for_ms: i64,
    /// The longest pause between two tries.
    pub(crate) pause_cap_ms: i64,
}

/// A person who waits for a button's effect gives up about then.
const PATIENCE_MS: i64 = 15_000;
/// Facts are fetched again at the next link-up anyway.
const FACTS_MS: i64 = 60_000;
/// Accept and decline stop being meaningful at the ring's deadline, an end when the call is over;
/// this bounds what a wrong clock could do.
const CALL_DECISION_MS: i64 = 600_000;
/// A stored session is worth waiting for through any outage.
const SESSION_MS: i64 = i64::MAX / 4;

impl RequestKind {
    pub(crate) fn policy(self) -> Policy {
        let (decides, retry_for_ms, pause_cap_ms) = match self {
            // A form says at once what went wrong, and the person decides.
            Self::SignIn
            | Self::Register
            | Self::CreateSchedule
            | Self::ChangeSchedule(_)
            | Self::SaveProfile
            | Self::ChangePassword
            | Self::Book
            | Self::MoveAppointment(_)
            | Self::SaveRule
            | Self::SaveException
            | Self::SaveLeadTimes
            | Self::Rate(_) => (true, 0, 0),
            Self::Refresh => (true, SESSION_MS, 30_000),
            Self::SignOut => (true, PATIENCE_MS, 4_000),
            Self::Me
            | Self::Schedules
            | Self::Schedule(_)
            | Self::Inbox
            | Self::WaitingRooms
            | Self::Choices
            | Self::Profile
            | Self::Doctors
            | Self::Doctor(_)
            | Self::Appointments
            | Self::EarlierAppointments
            | Self::Appointment(_)
            | Self::Slots
            | Self::Feed
            | Self::Availability => (false, 5_000, 2_000),
            Self::Queue(_)
            | Self::Messages(_)
            | Self::EarlierMessages(_)
            | Self::GetFile(_)
            | Self::Notes(_) => (false, PATIENCE_MS, 4_000),
            Self::PutFile(_) => (true, FACTS_MS, 8_000),
            Self::ReadInbox
            | Self::DeleteSchedule(_)
            | Self::StartSession(_)
            | Self::EndSession(_)
            | Self::JoinQueue(_)
            | Self::LeaveQueue(_)
            | Self::SetReady(_)
            | Self::Invite(_)
            | Self::Reset(..)
            | Self::MarkNoShow(..)
            | Self::Reorder(_)
            | Self::Remove(..)
            | Self::SendMessage(_)
            | Self::CallDoctor(_)
            | Self::CallBack(_)
            | Self::SaveChoices
            | Self::TryRing(_)
            | Self::ConfirmAppointment(_)
            | Self::DeclineAppointment(_)
            | Self::CancelAppointment(_)
            | Self::StartAppointment(_)
            | Self::RingAgain(_)
            | Self::RenewFeed
            | Self::DeleteRule(_)
            | Self::DeleteException(_) => (true, PATIENCE_MS, 4_000),
            Self::ActiveCalls | Self::Call(_) => (false, FACTS_MS, 4_000),
            Self::IceServers(_) | Self::TestServers => (false, 8_000, 1_000),
            Self::Accept(_) | Self::Decline(_) | Self::Cancel(_) | Self::End(_) => {
                (true, CALL_DECISION_MS, 3_000)
            }
            // Repeated by its owner, with the newest report in place of the failed one.
            Self::Report(_)
            | Self::DeviceTest(_)
            | Self::AppointmentTest(_)
            | Self::SaveNotes(_) => (false, 0, 0),
        };
        Policy {
            decides,
            retry_for_ms,
            pause_cap_ms,
        }
    }

    /// Sent without an access token.
    pub(crate) fn is_anonymous(self) -> bool {
        matches!(self, Self::SignIn | Self::Register | Self::Refresh)
    }
}
