//! This node's sockets: whose they are, what they subscribe to, which carries a call, what their
//! people look at.
//!
//! All of it lies behind one mutex, so that no two facts about a socket can contradict each other.
//! Nothing here waits, reads the disk or holds the lock for longer than it takes to hand frames to
//! the sockets' queues.

mod admission;
mod doctor_presence;
mod registry;
mod send_queue;
mod signal_queue;
mod signaling;
mod subscriptions;
mod viewing;

pub use admission::{Admission, Admitted};
pub use doctor_presence::DoctorPresence;
pub use registry::{AWAY_MS, SocketId};
pub use send_queue::{Closing, Due, SendQueue};
pub use subscriptions::Watchers;

use domain::access::Identity;
use domain::call::Side;
use registry::Registry;
use shared::{
    Backlog, CallId, EncounterId, Presence, QueueSnapshot, ScheduleId, ServerFrame, SessionId,
    Signal, Timestamp, UserId,
};
use signaling::Signaling;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::AfterCommit;
use subscriptions::Subscriptions;
use tokio::sync::Notify;
use viewing::Viewing;

/// Most sockets of one person: several devices, each with one that it has not noticed yet to be dead.
const MAX_SOCKETS_OF_PERSON: usize = 16;

/// This node's sockets, and what each has to do with.
#[derive(Default)]
pub struct Hub {
    inside: Mutex<Inside>,
    /// Wakes the broadcaster of queues.
    pub queues_due: Notify,
    /// Wakes the announcer of presences.
    pub presences_due: Notify,
}

#[derive(Default)]
struct Inside {
    registry: Registry,
    subscriptions: Subscriptions,
    signaling: Signaling,
    viewing: Viewing,
}

impl Inside {
    /// Who makes room for a person's new socket.
    fn displaced_by(&self, user_id: UserId, new: SocketId) -> Option<SocketId> {
        let own: Vec<_> = self.registry.ids_of(user_id).collect();
        if own.len() <= MAX_SOCKETS_OF_PERSON {
            return None;
        }
        let mut older = own.into_iter().filter(|id| *id != new);
        let oldest = older.clone().next();
        older.find(|id| !self.signaling.carries(*id)).or(oldest)
    }

    /// This socket has to do with nothing any more.
    fn forget(&mut self, id: SocketId) {
        self.subscriptions.remove(id);
        self.signaling.remove(id);
        self.viewing.remove(id);
    }
}

/// Sockets come and go.
impl Hub {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a socket and returns its number. Where a person has too many, the oldest that carries no
    /// call makes room.
    pub fn add(
        &self,
        identity: Identity,
        session_id: SessionId,
        send_queue: Arc<SendQueue>,
    ) -> SocketId {
        let mut inside = self.inside();
        let id = inside.registry.add(identity, session_id, send_queue);
        if let Some(displaced) = inside.displaced_by(identity.user_id, id) {
            if let Some(socket) = inside.registry.get(displaced) {
                socket.send_queue.close(Closing::Displaced);
            }
            inside.forget(displaced);
            inside.registry.discard(displaced);
        }
        id
    }

    /// Takes a socket away; tells whether it was the person's last.
    pub fn remove(&self, id: SocketId, now: Timestamp) -> bool {
        let mut inside = self.inside();
        inside.forget(id);
        inside.registry.remove(id, now)
    }

    /// Whether a device of this person is connected.
    #[must_use]
    pub fn is_connected(&self, user_id: UserId) -> bool {
        self.inside().registry.is_connected(user_id)
    }

    /// How far away a person is.
    #[must_use]
    pub fn presence(&self, user_id: UserId, now: Timestamp) -> Presence {
        self.inside().registry.presence(user_id, now)
    }

    /// Notes how far a socket got, for the sweep.
    pub fn note_seq(&self, id: SocketId, seq: i64) {
        self.inside().registry.note_seq(id, seq);
    }

    /// The people connected here, with the smallest number any of their sockets was sent.
    #[must_use]
    pub fn sent(&self) -> Vec<(UserId, i64)> {
        self.inside().registry.sent()
    }

    /// Wakes these people's sockets: their outbox grew.
    pub fn wake_users(&self, users: impl IntoIterator<Item = UserId>) {
        let inside = self.inside();
        for user_id in users {
            for socket in inside.registry.of_user(user_id) {
                socket.send_queue.wake();
            }
        }
    }

    /// The store committed: wakes whoever it concerns.
    pub fn wake(&self, committed: &AfterCommit) {
        self.wake_users(committed.users.iter().copied());
        let mut inside = self.inside();
        for call_id in &committed.ended_calls {
            inside.signaling.forget_call(*call_id);
        }
        for socket in inside.registry.all() {
            if committed.ended_sessions.contains(&socket.session_id) {
                socket.send_queue.close(Closing::SignedOut);
            }
        }
        drop(inside);
        self.queues_changed(committed.queues.iter().copied());
        if !committed.reachable.is_empty() {
            self.presence_changed(committed.reachable.iter().copied());
        }
    }

    /// The signed-in devices that have sockets here.
    #[must_use]
    pub fn sessions(&self) -> BTreeSet<SessionId> {
        let inside = self.inside();
        inside
            .registry
            .all()
            .map(|socket| socket.session_id)
            .collect()
    }

    /// Closes those of these devices' sockets that were let in as somebody else than the device speaks
    /// for by now.
    pub fn hold_against(
        &self,
        sessions: &BTreeSet<SessionId>,
        identities: &HashMap<SessionId, Identity>,
    ) {
        for socket in self.inside().registry.all() {
            if !sessions.contains(&socket.session_id) {
                continue;
            }
            match identities.get(&socket.session_id) {
                None => socket.send_queue.close(Closing::SignedOut),
                Some(identity) if *identity != socket.identity => {
                    socket.send_queue.close(Closing::ProofOver);
                }
                Some(_) => {}
            }
        }
    }

    /// Tells every socket to come back later, and every new one, too.
    pub fn drain(&self) {
        self.inside().registry.drain();
    }

    /// How many sockets there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inside().registry.count()
    }
}

/// Queues and presences that sockets subscribe to.
impl Hub {
    /// Asks for these queues to be told anew.
    pub fn queues_changed(&self, queues: impl IntoIterator<Item = ScheduleId>) {
        if self.inside().subscriptions.queues_changed(queues) {
            self.queues_due.notify_one();
        }
    }

    /// Asks for every queue to be told anew that a patient watches.
    pub fn watched_queues_changed(&self) {
        let inside = self.inside();
        let watched = inside.subscriptions.watched_by_patients(&inside.registry);
        drop(inside);
        self.queues_changed(watched);
    }

    /// Asks for these people's presence to be told anew.
    pub fn presence_changed(&self, users: impl IntoIterator<Item = UserId>) {
        self.inside().subscriptions.presence_changed(users);
        self.presences_due.notify_one();
    }

    /// The people whose presence is to be told anew.
    pub fn take_changed_presences(&self) -> BTreeSet<UserId> {
        self.inside().subscriptions.take_changed_presences()
    }

    /// The queues to tell anew that somebody watches, with who does.
    pub fn take_changed_queues(&self) -> Vec<(ScheduleId, Watchers)> {
        let mut inside = self.inside();
        let Inside {
            registry,
            subscriptions,
            ..
        } = &mut *inside;
        subscriptions.take_changed_queues(registry)
    }

    /// Hands a queue to the sockets that watch it: to its doctor's the whole, to each patient's the
    /// own place.
    pub fn put_queue(
        &self,
        schedule_id: ScheduleId,
        whole: Option<&QueueSnapshot>,
        places: &HashMap<UserId, QueueSnapshot>,
    ) {
        let inside = self.inside();
        for socket in inside.subscriptions.watching(schedule_id, &inside.registry) {
            let meant = if socket.is_doctor() {
                whole
            } else {
                places.get(&socket.user_id())
            };
            if let Some(snapshot) = meant {
                socket.send_queue.put_queue(snapshot.clone());
            }
        }
    }

    /// Tells the patients who watch these queues, and whoever follows all doctors, whether this one
    /// can be rung.
    pub fn tell_presence(&self, presence: DoctorPresence, schedules: &[ScheduleId]) {
        let inside = self.inside();
        for socket in inside
            .subscriptions
            .told_of_presence(schedules, &inside.registry)
        {
            socket.send_queue.put_presence(presence);
        }
    }

    /// This socket follows whether doctors can be rung, or no longer.
    pub fn follow_doctors(&self, id: SocketId, follows: bool) {
        self.inside().subscriptions.follow_doctors(id, follows);
    }

    /// Subscribes a socket to a queue.
    pub fn watch_queue(&self, id: SocketId, schedule_id: ScheduleId) {
        self.inside().subscriptions.watch(id, schedule_id);
    }

    /// Ends that.
    pub fn unwatch_queue(&self, id: SocketId, schedule_id: ScheduleId) {
        self.inside().subscriptions.unwatch(id, schedule_id);
    }
}

/// Signals of live calls, and the ring that is tried out.
impl Hub {
    /// This socket carries the call from now on; it gets what it missed.
    pub fn join_call(
        &self,
        id: SocketId,
        carried: (CallId, Side),
        last_signal: u64,
        backlog: Backlog,
    ) {
        let mut inside = self.inside();
        let missed = inside.signaling.join(id, carried, last_signal, backlog);
        if let Some(socket) = inside.registry.get(id) {
            for (number, signal) in missed {
                socket.send_queue.put_signal(carried.0, number, signal);
            }
        }
    }

    /// This socket carries the call no longer.
    pub fn leave_call(&self, id: SocketId, call_id: CallId) {
        self.inside().signaling.leave(id, call_id);
    }

    /// Relays a signal to the other side; false where this socket doesn't carry the call.
    pub fn relay_signal(&self, id: SocketId, call_id: CallId, signal: Signal) -> bool {
        let mut inside = self.inside();
        let Some(side) = inside.signaling.side_of(id, call_id) else {
            return false;
        };
        let to = (call_id, side.other());
        let (number, carrier) = inside.signaling.push(to, signal.clone());
        if let Some(socket) = carrier.and_then(|id| inside.registry.get(id)) {
            socket.send_queue.put_signal(call_id, number, signal);
        }
        true
    }

    /// Lets a device ring that nobody calls; false where it has no socket.
    #[must_use]
    pub fn rehearse_ring(&self, session_id: SessionId, until: Timestamp) -> bool {
        let inside = self.inside();
        let mut rings = false;
        for socket in inside.registry.all() {
            if socket.session_id == session_id {
                socket.send_queue.put(ServerFrame::RingRehearsal { until });
                rings = true;
            }
        }
        rings
    }
}

/// What people have before their eyes.
impl Hub {
    /// This socket's person looks at a thread, or no longer.
    pub fn set_viewing_chat(&self, id: SocketId, encounter_id: EncounterId, viewing: bool) {
        self.inside().viewing.set_chat(id, encounter_id, viewing);
    }

    /// This socket's doctor looks at a waiting room, or at none.
    pub fn set_viewing_queue(&self, id: SocketId, schedule_id: Option<ScheduleId>) {
        self.inside().viewing.set_queue(id, schedule_id);
    }

    /// Whether a doctor has a waiting room before their eyes on any device.
    #[must_use]
    pub fn is_viewing_queue(&self, user_id: UserId, schedule_id: ScheduleId) -> bool {
        let inside = self.inside();
        let mut own = inside.registry.ids_of(user_id);
        own.any(|id| inside.viewing.queue(id) == Some(schedule_id))
    }

    /// Whether a person has a thread before their eyes on any device.
    #[must_use]
    pub fn is_viewing_chat(&self, user_id: UserId, encounter_id: EncounterId) -> bool {
        let inside = self.inside();
        let mut own = inside.registry.ids_of(user_id);
        own.any(|id| inside.viewing.chat(id) == Some(encounter_id))
    }

    /// Tells a person's devices whether the other one of a thread is writing.
    pub fn tell_typing(
        &self,
        to: UserId,
        encounter_id: EncounterId,
        writer_id: UserId,
        typing: bool,
    ) {
        for socket in self.inside().registry.of_user(to) {
            socket
                .send_queue
                .put_typing(encounter_id, writer_id, typing);
        }
    }
}
