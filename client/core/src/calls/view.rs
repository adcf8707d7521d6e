//! The call as its screen needs it.

use super::Line;
use crate::{App, CallStage, CallView};
use shared::{CallPhase, CallSnapshot, Outcome};

impl App {
    pub(crate) fn call_view(&self) -> Option<CallView> {
        let line = self.calls.line.as_ref().filter(|line| !line.hidden)?;
        let report = line.media.report();
        Some(CallView {
            call_id: line.call.id,
            kind: line.call.kind,
            outgoing: line.is_outgoing(),
            other_name: line.other().name.clone(),
            stage: line.stage(),
            accept: self.may_accept(line, self.now),
            decline: self.may_decline(line, self.now),
            cancel: self.may_cancel(line),
            end: self.may_end(line),
            microphone_on: report.microphone_on,
            camera_on: report.camera_on,
            other_microphone_on: line.other().media.microphone_on,
            other_camera_on: line.other().media.camera_on,
            device_trouble: line.media.trouble,
            quality: self.call_quality().map(|(quality, _)| quality),
            notes: self.notes_view(),
            direct: self.direct_view(line),
            appointment_id: line.call.appointment_id,
            loud: self.calls.is_loud(self.link.to_server(self.now)),
            ring_again: self.may_ring_again(),
            chat: self.chat_of_call(line),
            rating: self.rating_view(line),
            follow_up: self.follow_up(line),
            next_patient: self.next_patient_action(line),
        })
    }
}

impl App {
    /// The call that is on the screen.
    pub(crate) fn call_snapshot(&self) -> Option<&CallSnapshot> {
        let line = self.calls.line.as_ref().filter(|line| !line.hidden)?;
        Some(&line.call)
    }
}

impl Line {
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
