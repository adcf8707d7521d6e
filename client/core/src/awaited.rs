//! Whether somebody would miss this app if it ended now, for whoever closes its window.

use crate::calls::state::Calls;
use crate::queue::state::Queue;
use serde::{Deserialize, Serialize};
use shared::{Me, Role};

/// What would be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Awaited {
    /// A call is under way, or rings.
    Call,
    /// The doctor's session is online, and patients wait for it.
    Session,
    /// The patient has a place in a queue, and would not be rung.
    Place,
    /// The doctor can be rung and written to.
    Reach,
}

pub(crate) fn awaited(me: Option<&Me>, calls: &Calls, queue: &Queue) -> Option<Awaited> {
    let me = me?;
    if calls.has_live() {
        return Some(Awaited::Call);
    }
    match me.role {
        Role::Doctor if queue.is_in_session() => Some(Awaited::Session),
        Role::Doctor => me.approved.then_some(Awaited::Reach),
        Role::Patient => queue.has_live_place().then_some(Awaited::Place),
        Role::Admin => None,
    }
}
