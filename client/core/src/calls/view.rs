//! The call as its screen needs it.

use super::LiveCall;
use crate::App;
use crate::calls::direct::DirectView;
use crate::calls::notes::NotesView;
use crate::calls::rating::RatingView;
use crate::chat::ChatBadge;
use crate::view_parts::{Action, DeviceTrouble};
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, CallId, CallKind, CallPhase, CallSnapshot, Cause, Outcome, Pii, Quality,
    RingReceipt, Timestamp, UserId,
};

/// A call as this device shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CallView {
    /// Which.
    pub call_id: CallId,
    /// Which way led into it.
    pub kind: CallKind,
    /// True where this person placed it.
    pub outgoing: bool,
    /// The other one's name.
    pub other_name: Pii,
    /// Where it stands.
    pub stage: CallStage,
    /// Accept the invitation.
    pub accept: Action,
    /// Decline the invitation.
    pub decline: Action,
    /// Withdraw the invitation.
    pub cancel: Action,
    /// End the call.
    pub end: Action,
    /// Whether sound is sent.
    pub microphone_on: bool,
    /// Whether a picture is sent.
    pub camera_on: bool,
    /// Whether the other one sends sound.
    pub other_microphone_on: bool,
    /// Whether the other one sends a picture.
    pub other_camera_on: bool,
    /// What is wrong with the own devices.
    pub device_trouble: Option<DeviceTrouble>,
    /// How the connection is; absent before the first second.
    pub quality: Option<Quality>,
    /// The chat with the other one, where the call has one and a screen shows it.
    pub chat: Option<ChatBadge>,
    /// What the doctor notes about the visit; absent for the patient.
    pub notes: Option<NotesView>,
    /// What a direct call has besides.
    pub direct: Option<DirectView>,
    /// The appointment, for an appointment's call.
    pub appointment_id: Option<AppointmentId>,
    /// While it rings: it does so loudly. After that it stands there to be joined.
    pub loud: bool,
    /// Ring the other one loudly once more, for an appointment's call.
    pub ring_again: Action,
    /// For the patient once the consultation is over: how it was.
    pub rating: Option<RatingView>,
    /// For the patient once the consultation is over: the doctor to book a further time with.
    pub follow_up: Option<UserId>,
    /// For the doctor of a queue once the call is over: invite the next patient.
    pub next_patient: Option<Action>,
}

/// Where a call stands, as its screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum CallStage {
    /// Ringing until the deadline (server time).
    Ringing {
        /// The deadline.
        until: Timestamp,
        /// How far the ring got, for the caller.
        receipt: RingReceipt,
    },
    /// Accepted; the two devices look for each other.
    Connecting {
        /// The deadline.
        until: Timestamp,
    },
    /// They see and hear each other.
    Active {
        /// When that began (server time).
        since: Timestamp,
    },
    /// The connection dropped and is being brought back.
    Interrupted {
        /// When that began first (server time); the duration goes on from it.
        since: Timestamp,
        /// The deadline.
        until: Timestamp,
    },
    /// Answered on another device of this person.
    Elsewhere,
    /// Over.
    Ended {
        /// How.
        outcome: Outcome,
        /// Why.
        cause: Option<Cause>,
        /// True where this person ended, declined or cancelled it.
        by_me: bool,
        /// How long they spoke, milliseconds; absent where they never met.
        #[cfg_attr(feature = "ts", ts(type = "number | null"))]
        talked_ms: Option<i64>,
    },
}

impl App {
    pub(crate) fn call_view(&self) -> Option<CallView> {
        let live = self.calls.live.as_ref().filter(|live| !live.hidden)?;
        let report = live.media.report();
        Some(CallView {
            call_id: live.call.id,
            kind: live.call.kind,
            outgoing: live.is_outgoing(),
            other_name: live.other().name.clone(),
            stage: live.stage(),
            accept: self.may_accept(live, self.now),
            decline: self.may_decline(live, self.now),
            cancel: self.may_cancel(live),
            end: self.may_end(live),
            microphone_on: report.microphone_on,
            camera_on: report.camera_on,
            other_microphone_on: live.other().media.microphone_on,
            other_camera_on: live.other().media.camera_on,
            device_trouble: live.media.trouble,
            quality: self.call_quality().map(|(quality, _)| quality),
            notes: self.notes_view(),
            direct: self.direct_view(live),
            appointment_id: live.call.appointment_id,
            loud: self.calls.is_loud(self.link.to_server(self.now)),
            ring_again: self.may_ring_again(),
            chat: self.chat_of_call(live),
            rating: self.rating_view(live),
            follow_up: self.follow_up(live),
            next_patient: self.next_patient_action(live),
        })
    }
}

impl App {
    /// The call that is on the screen.
    pub(crate) fn call_snapshot(&self) -> Option<&CallSnapshot> {
        let live = self.calls.live.as_ref().filter(|live| !live.hidden)?;
        Some(&live.call)
    }
}

impl LiveCall {
    fn stage(&self) -> CallStage {
        let call = &self.call;
        // The contract gives every phase with a deadline one; an absent one reads as run out.
        let until = call.until.unwrap_or(call.placed_at);
        let since = call
            .active_at
            .or(call.accepted_at)
            .unwrap_or(call.placed_at);
        match call.phase {
            CallPhase::Ringing => CallStage::Ringing {
                until,
                receipt: call.receipt,
            },
            CallPhase::Ended => CallStage::Ended {
                outcome: call.outcome.unwrap_or(Outcome::Completed),
                cause: call.cause,
                by_me: call.ended_by == Some(self.me),
                talked_ms: call
                    .active_at
                    .zip(call.ended_at)
                    .map(|(active_at, ended_at)| ended_at.since_ms(active_at).max(0)),
            },
            _ if self.is_elsewhere() => CallStage::Elsewhere,
            CallPhase::Connecting => CallStage::Connecting { until },
            CallPhase::Active => CallStage::Active { since },
            CallPhase::Interrupted => CallStage::Interrupted { since, until },
        }
    }
}
