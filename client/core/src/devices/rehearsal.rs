//! The ring tried out over the path of a call: the server is asked for it, it sounds when the server's
//! frame comes, and the person says whether it was heard.
//!
//! Must never be taken for a call, nor cover one.

use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::devices::intent::DeviceRequest;
use crate::devices::state::{Deadlines, Devices};
use crate::devices::view::{GOOD, RingRehearsal, UNTESTED, failed};
use crate::feature::Answer;
use crate::instants::earlier;
use crate::io::Effect;
use crate::notifications::notices::NoticeText;
use crate::queue::state::Queue;
use crate::view_parts::{Action, WhyNot};
use shared::{Role, ScheduleId, TestReason, Timestamp, paths};

/// A ring that has not come by then does not come.
const ARRIVES_WITHIN_MS: i64 = 10_000;

impl Devices {
    /// The waiting room in which this patient may try the ring.
    fn rehearsal_room(&self, cx: &Ctx, queue: &Queue) -> Option<ScheduleId> {
        let room = queue.open_room(cx)?;
        let place = room.own_place()?;
        (cx.account.role() == Some(Role::Patient) && place.state.is_open())
            .then_some(room.schedule.id)
    }

    pub(crate) fn may_try_ring(&self, cx: &Ctx, queue: &Queue, calls: &Calls) -> Option<Action> {
        let schedule_id = self.rehearsal_room(cx, queue)?;
        let rule = match (calls.has_live(), self.check.ring) {
            (true, _) => Err(WhyNot::InCall),
            (false, RingRehearsal::Asked | RingRehearsal::Sounding) => return Some(Action::Busy),
            (false, RingRehearsal::Idle | RingRehearsal::Asking) => Ok(()),
        };
        Some(cx.action(DeviceRequest::TryRing(schedule_id), rule))
    }

    pub(crate) fn try_ring(&mut self, cx: &mut Ctx, queue: &Queue, calls: &Calls) {
        let Some(schedule_id) = self.rehearsal_room(cx, queue) else {
            return;
        };
        if self.may_try_ring(cx, queue, calls) != Some(Action::Allowed) {
            return;
        }
        self.stop_speaker_test(cx);
        self.check.ring = RingRehearsal::Asked;
        self.rehearsal.arrives_until = Some(cx.now.plus_ms(ARRIVES_WITHIN_MS));
        let path = paths::with_id(paths::RING_REHEARSAL, schedule_id);
        cx.ask(ApiRequest::post(DeviceRequest::TryRing(schedule_id), path));
    }

    pub(crate) fn on_ring_asked(&mut self, cx: &mut Ctx, result: Answer) {
        if let Err(problem) = result {
            self.end_rehearsal(cx);
            cx.notices.fail(problem);
        }
    }

    /// The server's ring is here. What nobody asked for, or asked for long ago, is silent.
    pub(crate) fn apply_rehearsal(&mut self, cx: &mut Ctx, calls: &Calls, until: Timestamp) {
        let until = cx.link.to_device(until);
        let asked = self.check.ring == RingRehearsal::Asked;
        if !asked || calls.has_live() || until <= cx.now {
            return;
        }
        self.silence_reminder(cx);
        self.check.ring = RingRehearsal::Sounding;
        self.rehearsal = Deadlines {
            arrives_until: None,
            rings_until: Some(until),
        };
        cx.push(Effect::TestRing { until });
        cx.push(Effect::NotifyRehearsal);
        cx.push(Effect::RaiseWindow);
    }

    pub(crate) fn answer_ring(&mut self, cx: &mut Ctx, heard: bool) {
        let asked = matches!(
            self.check.ring,
            RingRehearsal::Sounding | RingRehearsal::Asking
        );
        if asked {
            self.end_rehearsal(cx);
            self.check.result.ring = if heard {
                GOOD
            } else {
                failed(TestReason::Silent)
            };
        }
    }

    /// The device can't sound at all; true where it was the rehearsal that found out.
    pub(super) fn on_rehearsal_failed(&mut self, cx: &mut Ctx) -> bool {
        let sounding = self.check.ring == RingRehearsal::Sounding;
        if sounding {
            self.end_rehearsal(cx);
            self.check.result.ring = failed(TestReason::Missing);
        }
        sounding
    }

    pub(super) fn end_rehearsal(&mut self, cx: &mut Ctx) {
        if self.rehearsal.rings_until.is_some() {
            cx.push(Effect::StopTestRing);
        }
        if self.check.ring != RingRehearsal::Idle {
            cx.push(Effect::WithdrawRehearsal);
        }
        self.rehearsal = Deadlines::default();
        self.check.ring = RingRehearsal::Idle;
    }

    /// The system shows notifications, or no longer: what was heard before says nothing any more.
    pub(crate) fn on_notifications_known(&mut self, shown: bool) {
        let before = self.check.notifications.replace(shown);
        if before.is_some_and(|before| before != shown) {
            self.check.result.ring = UNTESTED;
        }
    }

    pub(super) fn reconcile_rehearsal(&mut self, cx: &mut Ctx, calls: &Calls) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= cx.now);
        let Deadlines {
            arrives_until,
            rings_until,
        } = self.rehearsal;
        if calls.has_live() && self.check.ring != RingRehearsal::Idle {
            // A real ring must not be taken for the rehearsal.
            self.end_rehearsal(cx);
        } else if due(arrives_until) {
            self.end_rehearsal(cx);
            self.check.result.ring = failed(TestReason::Blocked);
            cx.notices.add(NoticeText::CannotRing);
        } else if due(rings_until) {
            self.rehearsal.rings_until = None;
            self.check.ring = RingRehearsal::Asking;
            cx.push(Effect::WithdrawRehearsal);
        }
    }

    pub(super) fn rehearsal_next_at(&self) -> Option<Timestamp> {
        let Deadlines {
            arrives_until,
            rings_until,
        } = self.rehearsal;
        earlier(arrives_until, rings_until)
    }
}
