use shared::ProblemCode;

/// The rule says no. It changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The call is in a phase that does not allow it.
    CallPhase,
    /// The call was answered on another device.
    AnsweredElsewhere,
    /// The call is over.
    CallEnded,
    /// Not this side's to do.
    NotYours,
    /// The doctor wants nothing more of this patient online.
    ByPhoneOnly,
    /// The session is not online.
    ScheduleNotOnline,
    /// The session is over.
    ScheduleCompleted,
    /// The session has started.
    ScheduleStarted,
    /// The queue holds as many as it may.
    QueueFull,
    /// The patient is not ready.
    PatientNotReady,
    /// Nobody is ready.
    NobodyReady,
    /// The place is in a state that does not allow it.
    EntryState,
    /// The appointment is in a state that does not allow it.
    AppointmentState,
    /// That time is not one of the doctor's slots, or not to be had.
    NoSuchSlot,
    /// Outside the time in which the appointment's call may be started.
    OutsideWindow,
    /// The doctor takes no direct calls.
    NoDirectCalls,
    /// The doctor is not online.
    DoctorOffline,
    /// The doctor is in another call.
    DoctorBusy,
    /// As many as there may be.
    TooMany,
    /// The call ended otherwise than completed, or has not ended.
    NotCompleted,
    /// The rating was given too long ago to change it.
    RatingClosed,
    /// The encounter ended too long ago.
    ChatClosed,
    /// There is no room for more files.
    StorageFull,
    /// Not a direct call that came to nothing lately.
    NoCallBack,
    /// The clinic requires a passed device test first.
    DeviceTestRequired,
}

impl Refusal {
    /// The code a client is told.
    #[must_use]
    pub const fn code(self) -> ProblemCode {
        match self {
            Self::CallPhase => ProblemCode::CallPhase,
            Self::AnsweredElsewhere => ProblemCode::AnsweredElsewhere,
            Self::CallEnded => ProblemCode::CallEnded,
            Self::NotYours => ProblemCode::Denied,
            Self::ByPhoneOnly => ProblemCode::ByPhoneOnly,
            Self::ScheduleNotOnline => ProblemCode::ScheduleNotOnline,
            Self::ScheduleCompleted => ProblemCode::ScheduleCompleted,
            Self::ScheduleStarted => ProblemCode::ScheduleStarted,
            Self::QueueFull => ProblemCode::QueueFull,
            Self::PatientNotReady => ProblemCode::PatientNotReady,
            Self::NobodyReady => ProblemCode::NobodyReady,
            Self::EntryState => ProblemCode::EntryNotAllowed,
            Self::AppointmentState => ProblemCode::AppointmentState,
            Self::NoSuchSlot => ProblemCode::SlotTaken,
            Self::OutsideWindow => ProblemCode::OutsideWindow,
            Self::NoDirectCalls => ProblemCode::NoDirectCalls,
            Self::DoctorOffline => ProblemCode::DoctorOffline,
            Self::DoctorBusy => ProblemCode::DoctorBusy,
            Self::TooMany => ProblemCode::TooMany,
            Self::NotCompleted => ProblemCode::NotCompleted,
            Self::RatingClosed => ProblemCode::RatingClosed,
            Self::ChatClosed => ProblemCode::ChatClosed,
            Self::StorageFull => ProblemCode::StorageFull,
            Self::NoCallBack => ProblemCode::NoCallBack,
            Self::DeviceTestRequired => ProblemCode::DeviceTestRequired,
        }
    }

    /// The same in words, where the sentence that belongs to the code says something else.
    #[must_use]
    pub const fn detail(self) -> Option<&'static str> {
        match self {
            Self::NotYours => Some("Only the other side may do that."),
            Self::NoSuchSlot => Some("That time is not a free slot of the doctor."),
            _ => None,
        }
    }
}
