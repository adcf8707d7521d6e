use super::registry::SocketId;
use super::signal_queue::SignalQueues;
use domain::call::Side;
use shared::{Backlog, CallId, Signal};
use std::collections::HashMap;

/// Which sockets carry live calls, and the signals between them.
#[derive(Default)]
pub struct Signaling {
    carriers: HashMap<(CallId, Side), SocketId>,
    queues: SignalQueues,
}

impl Signaling {
    /// This socket carries that side from now on; returns the signals it missed.
    pub fn join(
        &mut self,
        id: SocketId,
        (call_id, side): (CallId, Side),
        last_signal: u64,
        backlog: Backlog,
    ) -> Vec<(u64, Signal)> {
        self.carriers.insert((call_id, side), id);
        if backlog == Backlog::Outdated {
            self.queues.outdate(call_id, side);
        }
        self.queues.catch_up(call_id, side, last_signal)
    }

    /// This socket carries the call no longer.
    pub fn leave(&mut self, id: SocketId, call_id: CallId) {
        self.carriers
            .retain(|(carried, _), carrier| *carried != call_id || *carrier != id);
    }

    /// Whether this socket carries any call.
    pub fn carries(&self, id: SocketId) -> bool {
        self.carriers.values().any(|carrier| *carrier == id)
    }

    /// This socket carries nothing any more.
    pub fn remove(&mut self, id: SocketId) {
        self.carriers.retain(|_, carrier| *carrier != id);
    }

    /// Nobody carries that call any more.
    pub fn forget_call(&mut self, call_id: CallId) {
        self.queues.forget(call_id);
        self.carriers.retain(|(carried, _), _| *carried != call_id);
    }

    /// The side of the call that this socket carries.
    pub fn side_of(&self, id: SocketId, call_id: CallId) -> Option<Side> {
        [Side::Caller, Side::Callee]
            .into_iter()
            .find(|side| self.carriers.get(&(call_id, *side)) == Some(&id))
    }

    /// Takes in a signal for that side; returns its number, and the socket that carries the side.
    pub fn push(
        &mut self,
        (call_id, to): (CallId, Side),
        signal: Signal,
    ) -> (u64, Option<SocketId>) {
        let number = self.queues.push(call_id, to, signal);
        (number, self.carriers.get(&(call_id, to)).copied())
    }
}
