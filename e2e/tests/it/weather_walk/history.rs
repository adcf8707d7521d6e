//! What was seen in a walk, and whether it may be so.

use client_core::{CallStage, LinkState, ViewState};
use shared::{CallId, Outcome};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What of a view counts here.
#[derive(Clone, Debug)]
pub struct Glance {
    pub at: Instant,
    pub online: bool,
    pub call: Option<(CallId, CallStage)>,
}

impl Glance {
    pub fn of(at: Instant, view: &ViewState) -> Self {
        Self {
            at,
            online: matches!(view.link, LinkState::Online),
            call: view
                .call
                .as_ref()
                .map(|call| (call.call_id, call.stage.clone())),
        }
    }
}

/// A ring ends after 30 s; what is shown of it may come a moment later.
const RING: Duration = Duration::from_secs(32);

/// What one device showed of a call.
#[derive(Default)]
struct Shown {
    rang_from: Option<Instant>,
    rang_to: Option<Instant>,
    active: bool,
    ended: Option<CallStage>,
}

fn by_call(history: &[Glance]) -> BTreeMap<CallId, Shown> {
    let mut calls: BTreeMap<CallId, Shown> = BTreeMap::new();
    let mut before: Option<CallId> = None;
    for glance in history {
        // A ring is over when something else is shown.
        if let Some(ringing) = before.take() {
            let shown = calls.entry(ringing).or_default();
            shown.rang_to = Some(glance.at);
        }
        let Some((id, stage)) = &glance.call else {
            continue;
        };
        let shown = calls.entry(*id).or_default();
        match stage {
            CallStage::Ringing { .. } => {
                shown.rang_from.get_or_insert(glance.at);
                before = Some(*id);
            }
            CallStage::Active { .. } => shown.active = true,
            CallStage::Ended { .. } => shown.ended = Some(stage.clone()),
            _ => {}
        }
    }
    calls
}

/// What was broken, in words.
pub fn judge(doctor: &[Glance], patient: &[Glance]) -> Vec<String> {
    let mut faults = Vec::new();
    let (doctor, patient) = (by_call(doctor), by_call(patient));
    for (id, shown) in &patient {
        let rang = shown.rang_from.zip(shown.rang_to);
        if let Some((from, to)) = rang
            && to - from > RING
        {
            faults.push(format!("call {id:?} rang for {:?}", to - from));
        }
    }
    for (id, shown) in &doctor {
        let heard = patient.get(id);
        let Some(CallStage::Ended { outcome, cause, .. }) = &shown.ended else {
            continue;
        };
        let met = shown.active && heard.is_some_and(|heard| heard.active);
        if *outcome == Outcome::Completed && !met {
            faults.push(format!("call {id:?} was completed, and they had not met"));
        }
        if *outcome != Outcome::Completed && cause.is_none() {
            faults.push(format!("call {id:?} failed for no reason: {outcome:?}"));
        }
    }
    faults
}
