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
    /// The encounter ended too long ago.
    ChatClosed,
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
            Self::ScheduleNotOnline => ProblemCode::ScheduleNotOnline,
            Self::ScheduleCompleted => ProblemCode::ScheduleCompleted,
            Self::ScheduleStarted => ProblemCode::ScheduleStarted,
            Self::QueueFull => ProblemCode::QueueFull,
            Self::PatientNotReady => ProblemCode::PatientNotReady,
            Self::NobodyReady => ProblemCode::NobodyReady,
            Self::EntryState => ProblemCode::EntryNotAllowed,
            Self::ChatClosed => ProblemCode::ChatClosed,
        }
    }

    /// The same in words, for a person who reads a log.
    #[must_use]
    pub const fn detail(self) -> &'static str {
        match self {
            Self::CallPhase => "The call is in another phase.",
            Self::AnsweredElsewhere => "The call was answered on another device.",
            Self::CallEnded => "The call is over.",
            Self::NotYours => "Only the other side of the call may do that.",
            Self::ScheduleNotOnline => "The practice session is not online.",
            Self::ScheduleCompleted => "The practice session is over.",
            Self::ScheduleStarted => "The practice session has started.",
            Self::QueueFull => "The queue is full.",
            Self::PatientNotReady => "The patient is not ready.",
            Self::NobodyReady => "Nobody in the queue is ready.",
            Self::EntryState => "The place in the queue is in a state that does not allow it.",
            Self::ChatClosed => "The encounter ended too long ago to write to it.",
        }
    }
}
