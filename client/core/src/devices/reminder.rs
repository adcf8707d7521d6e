//! The clinic's second ring, after an invitation that nobody answered: nobody waits behind it, so it
//! opens nothing. Whoever hears it says to be here, and the doctor invites again.

use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::devices::state::{Devices, SecondRing};
use crate::devices::view::{Reminder, RingRehearsal};
use crate::io::Effect;
use crate::queue::intent::QueueRequest;
use shared::{ScheduleId, Timestamp, ToggleReadyRequest, paths};

impl Devices {
    /// It rings once more. What comes too late, or beside a call, is silent.
    pub(crate) fn apply_reminder(
        &mut self,
        cx: &mut Ctx,
        calls: &Calls,
        schedule_id: ScheduleId,
        until: Timestamp,
    ) {
        let until = cx.link.to_device(until);
        if calls.has_live() || until <= cx.now {
            return;
        }
        self.stop_speaker_test(cx);
        if self.check.ring != RingRehearsal::Idle {
            self.end_rehearsal(cx);
        }
        self.silence_reminder(cx);
        self.second_ring = Some(SecondRing {
            schedule_id,
            until: Some(until),
        });
        cx.push(Effect::TestRing { until });
        cx.push(Effect::RaiseWindow);
    }

    pub(crate) fn reminder_view(&self, cx: &Ctx) -> Option<Reminder> {
        let SecondRing { schedule_id, .. } = self.second_ring?;
        Some(Reminder {
            schedule_id,
            say_here: cx.action(QueueRequest::SetReady(schedule_id), Ok(())),
        })
    }

    /// The person is here, or puts it away.
    pub(crate) fn answer_reminder(&mut self, cx: &mut Ctx, here: bool) {
        self.silence_reminder(cx);
        if let Some(SecondRing { schedule_id, .. }) = self.second_ring.take()
            && here
        {
            let path = paths::with_id(paths::TOGGLE_READY, schedule_id);
            let request = ApiRequest::post(QueueRequest::SetReady(schedule_id), path);
            cx.ask(request.with(&ToggleReadyRequest { ready: true }));
        }
    }

    pub(super) fn silence_reminder(&mut self, cx: &mut Ctx) {
        let sounding = self.second_ring.as_mut().and_then(|ring| ring.until.take());
        if sounding.is_some() {
            cx.push(Effect::StopTestRing);
        }
    }

    pub(super) fn end_reminder(&mut self, cx: &mut Ctx) {
        self.silence_reminder(cx);
        self.second_ring = None;
    }

    pub(super) fn reconcile_reminder(&mut self, cx: &mut Ctx, calls: &Calls) {
        if calls.has_live() {
            // The real one must not be taken for it.
            self.end_reminder(cx);
        } else if self.reminder_next_at().is_some_and(|at| at <= cx.now) {
            self.silence_reminder(cx);
        }
    }

    pub(super) fn reminder_next_at(&self) -> Option<Timestamp> {
        self.second_ring?.until
    }
}
