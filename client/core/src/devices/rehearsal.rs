//! The ring tried out over the path of a call: the server is asked for it, it sounds when the server's
//! frame comes, and the person says whether it was heard.
//!
//! Must never be taken for a call, nor cover one.

use super::check::{GOOD, UNTESTED, failed};
use crate::api::ApiRequest;
use crate::api::request::RequestKind;
use crate::ctx::{Ctx, earlier};
use crate::queue::is_settled;
use crate::{Action, App, Effect, NoticeText, RequestError, WhyNot};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{Role, ScheduleId, TestReason, Timestamp, paths};

/// A ring that has not come by then does not come.
const ARRIVES_WITHIN_MS: i64 = 10_000;

/// Where the rehearsal of the ring stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum RingRehearsal {
    /// It does not run.
    #[default]
    Idle,
    /// The server was asked for it.
    Asked,
    /// It rings.
    Sounding,
    /// The person is asked whether they heard it.
    Asking,
}

/// Its deadlines on this device's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deadlines {
    arrives_until: Option<Timestamp>,
    rings_until: Option<Timestamp>,
}

impl App {
    /// The waiting room in which this patient may try the ring.
    fn rehearsal_room(&self) -> Option<ScheduleId> {
        let room = self.open_room()?;
        let place = room.own_place()?;
        (self.account.role() == Some(Role::Patient) && !is_settled(place.state))
            .then_some(room.schedule.id)
    }

    pub(crate) fn may_try_ring(&self) -> Option<Action> {
        let schedule_id = self.rehearsal_room()?;
        let rule = match (self.calls.has_live(), self.devices.check.ring) {
            (true, _) => Err(WhyNot::InCall),
            (false, RingRehearsal::Asked | RingRehearsal::Sounding) => return Some(Action::Busy),
            (false, RingRehearsal::Idle | RingRehearsal::Asking) => Ok(()),
        };
        Some(self.action(RequestKind::TryRing(schedule_id), rule))
    }

    pub(crate) fn try_ring(&mut self, cx: &mut Ctx) {
        let Some(schedule_id) = self.rehearsal_room() else {
            return;
        };
        if self.may_try_ring() != Some(Action::Allowed) {
            return;
        }
        self.stop_speaker_test(cx);
        self.devices.check.ring = RingRehearsal::Asked;
        self.devices.rehearsal.arrives_until = Some(cx.now.plus_ms(ARRIVES_WITHIN_MS));
        let path = paths::with_id(paths::RING_REHEARSAL, schedule_id);
        self.ask(
            cx,
            ApiRequest::post(RequestKind::TryRing(schedule_id), path),
        );
    }

    pub(crate) fn on_ring_asked(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        if let Err(problem) = result {
            self.end_rehearsal(cx);
            self.notices.fail(problem);
        }
    }

    /// The server's ring is here. What nobody asked for, or asked for long ago, is silent.
    pub(crate) fn apply_rehearsal(&mut self, cx: &mut Ctx, until: Timestamp) {
        let until = self.link.to_device(until);
        let asked = self.devices.check.ring == RingRehearsal::Asked;
        if !asked || self.calls.has_live() || until <= cx.now {
            return;
        }
        self.devices.check.ring = RingRehearsal::Sounding;
        self.devices.rehearsal = Deadlines {
            arrives_until: None,
            rings_until: Some(until),
        };
        cx.push(Effect::TestRing { until });
        cx.push(Effect::NotifyRehearsal);
        cx.push(Effect::RaiseWindow);
    }

    pub(crate) fn answer_ring(&mut self, cx: &mut Ctx, heard: bool) {
        let asked = matches!(
            self.devices.check.ring,
            RingRehearsal::Sounding | RingRehearsal::Asking
        );
        if asked {
            self.end_rehearsal(cx);
            self.devices.check.result.ring = match heard {
                true => GOOD,
                false => failed(TestReason::Silent),
            };
        }
    }

    /// The device can't sound at all; true where it was the rehearsal that found out.
    pub(super) fn on_rehearsal_failed(&mut self, cx: &mut Ctx) -> bool {
        let sounding = self.devices.check.ring == RingRehearsal::Sounding;
        if sounding {
            self.end_rehearsal(cx);
            self.devices.check.result.ring = failed(TestReason::Missing);
        }
        sounding
    }

    pub(super) fn end_rehearsal(&mut self, cx: &mut Ctx) {
        if self.devices.rehearsal.rings_until.is_some() {
            cx.push(Effect::StopTestRing);
        }
        if self.devices.check.ring != RingRehearsal::Idle {
            cx.push(Effect::WithdrawRehearsal);
        }
        self.devices.rehearsal = Deadlines::default();
        self.devices.check.ring = RingRehearsal::Idle;
    }

    /// The system shows notifications, or no longer: what was heard before says nothing any more.
    pub(crate) fn on_notifications_known(&mut self, shown: bool) {
        let before = self.devices.check.notifications.replace(shown);
        if before.is_some_and(|before| before != shown) {
            self.devices.check.result.ring = UNTESTED;
        }
    }

    pub(super) fn reconcile_rehearsal(&mut self, cx: &mut Ctx) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= cx.now);
        let Deadlines {
            arrives_until,
            rings_until,
        } = self.devices.rehearsal;
        if self.calls.has_live() && self.devices.check.ring != RingRehearsal::Idle {
            // A real ring must not be taken for the rehearsal.
            self.end_rehearsal(cx);
        } else if due(arrives_until) {
            self.end_rehearsal(cx);
            self.devices.check.result.ring = failed(TestReason::Blocked);
            self.notices.add(NoticeText::CannotRing);
        } else if due(rings_until) {
            self.devices.rehearsal.rings_until = None;
            self.devices.check.ring = RingRehearsal::Asking;
            cx.push(Effect::WithdrawRehearsal);
        }
    }

    pub(super) fn rehearsal_next_at(&self) -> Option<Timestamp> {
        let Deadlines {
            arrives_until,
            rings_until,
        } = self.devices.rehearsal;
        earlier(arrives_until, rings_until)
    }
}
