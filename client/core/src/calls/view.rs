//! What there is to see of a call, and filling it in.

use crate::appointments::state::Appointments;
use crate::calls::after::{InviteAgain, NextPatient, StillHere};
use crate::calls::state::{Calls, LiveCall};
use crate::calls::verification::VerificationView;
use crate::chat::state::Chat;
use crate::chat::view::ChatBadge;
use crate::ctx::Ctx;
use crate::notes::state::NoteDrafts;
use crate::notes::view::NotesView;
use crate::queue::state::Queue;
use crate::session::forms::FormState;
use crate::view_parts::{Action, DeviceTrouble};
use serde::{Deserialize, Serialize};
use shared::{
    AppointmentId, CallId, CallKind, CallPhase, CallSnapshot, Cause, Outcome, Pii, Quality, Rating,
    RingReceipt, Timestamp, UserId, limits,
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
    /// For the doctor: the patient, for `open_patient`.
    pub patient_id: Option<UserId>,
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
    /// Who is at the other end, as far as this device can tell.
    pub verification: VerificationView,
    /// The chat with the other one; for `open_thread` once the call is over.
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
    /// For the doctor of a queue once the call is over: who comes next.
    pub next_patient: Option<NextPatient>,
    /// For the doctor of a queue once the call came to nothing: the same patient again, in one press.
    pub invite_again: Option<InviteAgain>,
    /// For the patient of a queue once the call came to nothing: to be here now.
    pub still_here: Option<StillHere>,
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
    /// It goes on, and is said to go on here, but nobody agreed to it on this device: accepting it opens
    /// the devices, and nothing else does.
    Held,
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

/// What a direct call has besides what every call has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DirectView {
    /// It is shown as a card beside the work and covers nothing, until it is accepted.
    pub card: bool,
    /// Why the patient rings; may be empty.
    pub reason: Pii,
    /// When it was placed (server time).
    pub placed_at: Timestamp,
    /// What the called person said when declining; may be empty.
    pub decline_message: Pii,
    /// What the caller may do instead, once it came to nothing.
    pub fallback: Option<Fallback>,
}

/// What a patient may do whom no doctor answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Fallback {
    /// Whom it was about.
    pub doctor_id: UserId,
    /// Ring once more.
    pub call_again: Action,
    /// Look for a time.
    pub book: Action,
}

/// How a missed call is made up for, in one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum CallBack {
    /// The doctor calls the patient back.
    CallBack {
        /// The call that was missed.
        call_id: CallId,
        /// Whether that is possible now.
        action: Action,
    },
    /// The patient rings the doctor again.
    CallAgain {
        /// Whom.
        doctor_id: UserId,
        /// Whether that is possible now.
        action: Action,
    },
}

/// What a patient says of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RatingView {
    /// How far it got.
    pub form: FormState,
    /// The stars that the server has; absent before it has any.
    pub given: Option<u8>,
    /// What was said with them; may be empty.
    pub comment: Pii,
    /// Characters in the longest comment.
    pub longest: u32,
}

impl RatingView {
    pub(crate) fn new(form: &FormState, given: Option<&Rating>) -> Self {
        Self {
            form: form.clone(),
            given: given.map(|rating| rating.stars),
            comment: given
                .map(|rating| rating.comment.clone())
                .unwrap_or_default(),
            longest: u32::try_from(limits::MAX_NOTE_CHARS).unwrap_or(u32::MAX),
        }
    }
}

/// What a call's screen shows of other features.
#[derive(Clone, Copy)]
pub(crate) struct CallReads<'a> {
    pub(crate) queue: &'a Queue,
    pub(crate) notes: &'a NoteDrafts,
    pub(crate) chat: &'a Chat,
    pub(crate) appointments: &'a Appointments,
}

impl Calls {
    pub(crate) fn call_view(&self, cx: &Ctx, reads: CallReads<'_>) -> Option<CallView> {
        let live = self.live.as_ref().filter(|live| !live.hidden)?;
        let report = live.media.report();
        Some(CallView {
            call_id: live.call.id,
            kind: live.call.kind,
            outgoing: live.is_outgoing(),
            other_name: live.other().name.clone(),
            patient_id: cx.account.is_doctor().then(|| live.other().user_id),
            stage: live.stage(),
            accept: self.may_accept(cx, live, cx.now),
            decline: self.may_decline(cx, live, cx.now),
            cancel: self.may_cancel(cx, live),
            end: self.may_end(cx, live),
            microphone_on: report.microphone_on,
            camera_on: report.camera_on,
            other_microphone_on: live.other().media.microphone_on,
            other_camera_on: live.other().media.camera_on,
            device_trouble: live.media.trouble,
            quality: self.call_quality().map(|(quality, _)| quality),
            verification: live.verification.view(),
            notes: reads.notes.notes_view(cx, self),
            direct: self.direct_view(cx, live),
            appointment_id: live.call.appointment_id,
            loud: self.is_loud(cx.link.to_server(cx.now)),
            ring_again: reads.appointments.may_ring_again(cx, self),
            chat: Self::chat_of_call(reads.chat, live),
            rating: self.rating_view(cx, live),
            follow_up: self.follow_up(cx, live),
            next_patient: self.next_patient(cx, reads.queue, live),
            invite_again: self.invite_again(cx, reads.queue, live),
            still_here: self.still_here(cx, reads.queue, live),
        })
    }
}

impl Calls {
    /// The call that is on the screen.
    pub(crate) fn call_snapshot(&self) -> Option<&CallSnapshot> {
        let live = self.live.as_ref().filter(|live| !live.hidden)?;
        Some(&live.call)
    }
}

/// How long the two of a call that is over spoke, milliseconds; absent where they never met.
pub(crate) fn talked_ms(call: &CallSnapshot) -> Option<i64> {
    let met = call.active_at.zip(call.ended_at);
    met.map(|(active_at, ended_at)| ended_at.since_ms(active_at).max(0))
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
                talked_ms: talked_ms(call),
            },
            _ if self.is_elsewhere() => CallStage::Elsewhere,
            _ if self.lacks_consent() => CallStage::Held,
            CallPhase::Connecting => CallStage::Connecting { until },
            CallPhase::Active => CallStage::Active { since },
            CallPhase::Interrupted => CallStage::Interrupted { since, until },
        }
    }
}
