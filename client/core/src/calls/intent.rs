//! What a person wants with a call, and what is asked of the server for it.

use crate::api::policy::Policy;
use serde::{Deserialize, Serialize};
use shared::{CallId, UserId};

/// What a person wants with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum CallIntent {
    /// The invitation screen is in front of a person's eyes.
    InvitationSeen,
    /// Accept the ringing call.
    Accept,
    /// Decline the ringing call.
    Decline,
    /// Withdraw the call one has placed.
    Cancel,
    /// End the call.
    End,
    /// Send sound or not.
    SetMicrophone {
        /// The wished state.
        on: bool,
    },
    /// Send a picture or not.
    SetCamera {
        /// The wished state.
        on: bool,
    },
    /// Patient: say how the consultation was that just ended; can be said anew.
    RateCall {
        /// 1 to 5; five are the best.
        stars: u8,
        /// May be empty.
        comment: shared::Pii,
    },
    /// Close the screen of an ended call.
    CloseCall,
    /// Patient: ring a doctor without an appointment.
    CallDoctor {
        /// Whom.
        doctor_id: UserId,
        /// Why, in a few words; may be empty.
        reason: shared::Pii,
    },
    /// Doctor: ring the patient of a direct call that was missed.
    CallBack {
        /// Which call.
        call_id: CallId,
    },
    /// Decline the ringing call with a few words for the caller.
    DeclineWith {
        /// What they are told.
        message: shared::Pii,
    },
}

/// What is asked of the server about calls. No two of the same kind
/// are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallRequest {
    ActiveCalls,
    Call(CallId),
    IceServers(CallId),
    Accept(CallId),
    Decline(CallId),
    Cancel(CallId),
    End(CallId),
    Report(CallId),
    Rate(CallId),
    CallDoctor(UserId),
    CallBack(CallId),
}

impl CallRequest {
    /// How long it may go on.
    pub(crate) const fn policy(self) -> Policy {
        match self {
            Self::ActiveCalls | Self::Call(..) => Policy::FACT,
            Self::IceServers(..) => Policy::RELAYS,
            Self::Accept(..) | Self::Decline(..) | Self::Cancel(..) | Self::End(..) => {
                Policy::CALL_DECISION
            }
            Self::Report(..) => Policy::REPORT,
            Self::Rate(..) => Policy::FORM,
            Self::CallDoctor(..) | Self::CallBack(..) => Policy::DECISION,
        }
    }
}
