//! The ring tried out over the path of a call: the server is asked for it, it sounds when the server's
//! frame comes, and the person says whether it was heard.
//!
//! Must never be taken for a call, nor cover one.

use super::check::{GOOD, UNTESTED, failed};
use crate::purpose::Purpose;
use crate::requests::Wish;
use crate::turn::{Turn, earlier};
use crate::{Action, App, Effect, NoticeText, Trouble, WhyNot};
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
        (self.account.role() == Some(Role::Patient) && place.state.is_open())
            .then_some(room.schedule.id)
    }

    pub(crate) fn may_try_ring(&self) -> Option<Action> {
        let schedule_id = self.rehearsal_room()?;
        let rule = match (self.calls.has_live(), self.gear.check.ring) {
            (true, _) => Err(WhyNot::InCall),
            (false, RingRehearsal::Asked | RingRehearsal::Sounding) => return Some(Action::Busy),
            (false, RingRehearsal::Idle | RingRehearsal::Asking) => Ok(()),
        };
        Some(self.action(Purpose::TryRing(schedule_id), rule))
    }

    pub(crate) fn try_ring(&mut self, turn: &mut Turn) {
        let Some(schedule_id) = self.rehearsal_room() else {
            return;
        };
        if self.may_try_ring() != Some(Action::Allowed) {
            return;
        }
        self.stop_speaker_test(turn);
        self.gear.check.ring = RingRehearsal::Asked;
        self.gear.rehearsal.arrives_until = Some(turn.now.plus_ms(ARRIVES_WITHIN_MS));
        let path = paths::with_id(paths::RING_REHEARSAL, schedule_id);
        self.ask(turn, Wish::post(Purpose::TryRing(schedule_id), path));
    }

    pub(crate) fn on_ring_asked(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        if let Err(problem) = result {
            self.end_rehearsal(turn);
            self.notices.fail(problem);
        }
    }

    /// The server's ring is here. What nobody asked for, or asked for long ago, is silent.
    pub(crate) fn take_rehearsal(&mut self, turn: &mut Turn, until: Timestamp) {
        let until = self.link.to_device(until);
        let asked = self.gear.check.ring == RingRehearsal::Asked;
        if !asked || self.calls.has_live() || until <= turn.now {
            return;
        }
        self.gear.check.ring = RingRehearsal::Sounding;
        self.gear.rehearsal = Deadlines {
            arrives_until: None,
            rings_until: Some(until),
        };
        turn.push(Effect::TestRing { until });
        turn.push(Effect::NotifyRehearsal);
        turn.push(Effect::RaiseWindow);
    }

    pub(crate) fn answer_ring(&mut self, turn: &mut Turn, heard: bool) {
        let asked = matches!(
            self.gear.check.ring,
            RingRehearsal::Sounding | RingRehearsal::Asking
        );
        if asked {
            self.end_rehearsal(turn);
            self.gear.check.result.ring = match heard {
                true => GOOD,
                false => failed(TestReason::Silent),
            };
        }
    }

    /// The device can't sound at all; true where it was the rehearsal that found out.
    pub(super) fn on_rehearsal_failed(&mut self, turn: &mut Turn) -> bool {
        let sounding = self.gear.check.ring == RingRehearsal::Sounding;
        if sounding {
            self.end_rehearsal(turn);
            self.gear.check.result.ring = failed(TestReason::Missing);
        }
        sounding
    }

    fn end_rehearsal(&mut self, turn: &mut Turn) {
        if self.gear.rehearsal.rings_until.is_some() {
            turn.push(Effect::StopTestRing);
        }
        if self.gear.check.ring != RingRehearsal::Idle {
            turn.push(Effect::WithdrawRehearsal);
        }
        self.gear.rehearsal = Deadlines::default();
        self.gear.check.ring = RingRehearsal::Idle;
    }

    /// The system shows notifications, or no longer: what was heard before says nothing any more.
    pub(crate) fn on_notifications_known(&mut self, shown: bool) {
        let before = self.gear.check.notifications.replace(shown);
        if before.is_some_and(|before| before != shown) {
            self.gear.check.result.ring = UNTESTED;
        }
    }

    pub(super) fn keep_rehearsal(&mut self, turn: &mut Turn) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= turn.now);
        let Deadlines {
            arrives_until,
            rings_until,
        } = self.gear.rehearsal;
        if self.calls.has_live() && self.gear.check.ring != RingRehearsal::Idle {
            // A real ring must not be taken for the rehearsal.
            self.end_rehearsal(turn);
        } else if due(arrives_until) {
            self.end_rehearsal(turn);
            self.gear.check.result.ring = failed(TestReason::Blocked);
            self.notices.add(NoticeText::CannotRing);
        } else if due(rings_until) {
            self.gear.rehearsal.rings_until = None;
            self.gear.check.ring = RingRehearsal::Asking;
            turn.push(Effect::WithdrawRehearsal);
        }
    }

    pub(super) fn rehearsal_next_at(&self) -> Option<Timestamp> {
        let Deadlines {
            arrives_until,
            rings_until,
        } = self.gear.rehearsal;
        earlier(arrives_until, rings_until)
    }
}
