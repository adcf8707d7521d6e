use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        ///
        /// A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A person who can sign in: patient, doctor or admin.
    UserId,
    /// One signed-in device of a person; it outlives its access tokens and ends by logging out.
    SessionId,
    /// One practice session of a doctor.
    ScheduleId,
    /// One patient's place in one schedule's queue.
    EntryId,
    /// One call, from the first ring to its outcome.
    CallId,
    /// One appointment; moving it makes another one.
    AppointmentId,
    /// One of a doctor's weekly rules of availability.
    RuleId,
    /// One of a doctor's exceptions from them.
    ExceptionId,
    /// What brings one patient and one doctor together, and what chat and notes hang on. It is the id
    /// of the thing itself: of a place in a queue, an appointment or a direct call. Ids of different
    /// things never meet, so which of them it is need not be said.
    EncounterId,
    /// One message of a thread.
    MessageId,
    /// One file of a thread.
    FileId,
}

impl From<EntryId> for EncounterId {
    fn from(entry_id: EntryId) -> Self {
        Self(entry_id.0)
    }
}

impl From<AppointmentId> for EncounterId {
    fn from(appointment_id: AppointmentId) -> Self {
        Self(appointment_id.0)
    }
}

impl From<CallId> for EncounterId {
    fn from(call_id: CallId) -> Self {
        Self(call_id.0)
    }
}
