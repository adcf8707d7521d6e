//! Signals between the two devices of a live call, with a short memory for a device whose socket
//! dropped for a moment. Nothing of it touches the disk: after a restart the devices start over.

use domain::call::Side;
use shared::{CallId, Signal};
use std::collections::{HashMap, VecDeque};

/// Signals remembered per direction: an offer or answer with all its candidates is some 20.
const MAX_REMEMBERED: usize = 128;
/// Bytes remembered per direction: some ten offers.
const MAX_REMEMBERED_BYTES: usize = 64 * 1024;

/// All of this node: one per direction of each live call.
#[derive(Default)]
pub struct SignalQueues {
    queues: HashMap<(CallId, Side), SignalQueue>,
}

/// Signals on their way to one side.
struct SignalQueue {
    next: u64,
    remembered: VecDeque<(u64, Signal)>,
}

impl SignalQueue {
    fn bytes(&self) -> usize {
        self.remembered
            .iter()
            .map(|(_, signal)| signal.bytes())
            .sum()
    }
}

impl Default for SignalQueue {
    fn default() -> Self {
        Self {
            next: 1,
            remembered: VecDeque::new(),
        }
    }
}

impl SignalQueues {
    /// Takes in a signal for `to` and returns its number.
    pub fn push(&mut self, call_id: CallId, to: Side, signal: Signal) -> u64 {
        let queue = self.queues.entry((call_id, to)).or_default();
        let number = queue.next;
        queue.next = number.saturating_add(1);
        queue.remembered.push_back((number, signal));
        while queue.remembered.len() > MAX_REMEMBERED || queue.bytes() > MAX_REMEMBERED_BYTES {
            queue.remembered.pop_front();
        }
        number
    }

    /// What a device that saw `last` lacks.
    ///
    /// A device may know a larger number than this node where the server restarted; numbering then
    /// goes on from there, so that the device doesn't take new signals for old ones.
    pub fn catch_up(&mut self, call_id: CallId, to: Side, last: u64) -> Vec<(u64, Signal)> {
        let queue = self.queues.entry((call_id, to)).or_default();
        if last >= queue.next {
            for (number, _) in &mut queue.remembered {
                *number = number.saturating_add(last);
            }
            queue.next = queue.next.saturating_add(last);
        }
        queue
            .remembered
            .iter()
            .filter(|(number, _)| *number > last)
            .cloned()
            .collect()
    }

    /// The device that it waits for begins anew: nobody has a use for it any more. Numbers go on.
    pub fn outdate(&mut self, call_id: CallId, to: Side) {
        if let Some(queue) = self.queues.get_mut(&(call_id, to)) {
            queue.remembered.clear();
        }
    }

    /// Forgets a call.
    pub fn forget(&mut self, call_id: CallId) {
        self.queues.remove(&(call_id, Side::Caller));
        self.queues.remove(&(call_id, Side::Callee));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::Transport;

    fn call() -> CallId {
        CallId(uuid::Uuid::nil())
    }

    fn offer_wanted() -> Signal {
        Signal::OfferWanted {
            transport: Transport::Kept,
        }
    }

    fn numbers(found: &[(u64, Signal)]) -> Vec<u64> {
        found.iter().map(|(number, _)| *number).collect()
    }

    #[test]
    fn a_device_that_was_away_gets_what_it_missed() {
        let mut queues = SignalQueues::default();
        for _ in 0..3 {
            queues.push(call(), Side::Callee, offer_wanted());
        }
        assert_eq!(numbers(&queues.catch_up(call(), Side::Callee, 1)), [2, 3]);
        assert!(queues.catch_up(call(), Side::Caller, 0).is_empty());
    }

    #[test]
    fn an_app_that_was_started_anew_hears_nothing_that_was_said_to_the_former_one() {
        let mut queues = SignalQueues::default();
        for to in [Side::Callee, Side::Caller] {
            queues.push(call(), to, offer_wanted());
            queues.push(call(), to, offer_wanted());
        }
        queues.outdate(call(), Side::Callee);
        assert!(queues.catch_up(call(), Side::Callee, 0).is_empty());
        assert_eq!(queues.push(call(), Side::Callee, offer_wanted()), 3);
        assert_eq!(numbers(&queues.catch_up(call(), Side::Callee, 0)), [3]);
        assert_eq!(numbers(&queues.catch_up(call(), Side::Caller, 0)), [1, 2]);
    }

    #[test]
    fn after_a_restart_numbers_go_on_where_the_device_stands() {
        let mut queues = SignalQueues::default();
        queues.push(call(), Side::Callee, offer_wanted());
        assert_eq!(numbers(&queues.catch_up(call(), Side::Callee, 7)), [8]);
        assert_eq!(queues.push(call(), Side::Callee, offer_wanted()), 9);
    }

    #[test]
    fn memory_is_bounded_in_bytes() {
        let mut queues = SignalQueues::default();
        let sdp = "x".repeat(48 * 1024);
        for _ in 0..3 {
            let offer = Signal::offer(sdp.clone());
            queues.push(call(), Side::Callee, offer);
        }
        assert_eq!(numbers(&queues.catch_up(call(), Side::Callee, 0)), [3]);
    }

    #[test]
    fn memory_is_bounded() {
        let mut queues = SignalQueues::default();
        for _ in 0..(MAX_REMEMBERED + 5) {
            queues.push(call(), Side::Callee, offer_wanted());
        }
        let kept = queues.catch_up(call(), Side::Callee, 0);
        assert_eq!(
            (kept.len(), kept.first().map(|(n, _)| *n)),
            (MAX_REMEMBERED, Some(6))
        );
    }
}
