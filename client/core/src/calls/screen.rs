//! The call as its screen needs it.

use crate::appointments::state::Appointments;
use crate::calls::state::{Calls, LiveCall};
use crate::calls::view::{CallStage, CallView};
use crate::chat::state::Chat;
use crate::ctx::Ctx;
use crate::notes::state::NoteDrafts;
use crate::queue::state::Queue;
use shared::{CallPhase, CallSnapshot, Outcome};

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
            notes: reads.notes.notes_view(cx, self),
            direct: self.direct_view(cx, live),
            appointment_id: live.call.appointment_id,
            loud: self.is_loud(cx.link.to_server(cx.now)),
            ring_again: reads.appointments.may_ring_again(cx, self),
            chat: self.chat_of_call(cx, reads.chat, live),
            rating: self.rating_view(cx, live),
            follow_up: self.follow_up(cx, live),
            next_patient: self.next_patient_action(cx, reads.queue, live),
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
            _ if self.lacks_consent() => CallStage::Held,
            CallPhase::Connecting => CallStage::Connecting { until },
            CallPhase::Active => CallStage::Active { since },
            CallPhase::Interrupted => CallStage::Interrupted { since, until },
        }
    }
}
