use super::lanes::SignalQueues;
use super::mailbox::{Closing, SendQueue};
use super::presence::DoctorPresence;
use domain::call::Side;
use shared::{
    CallId, EncounterId, Presence, QueueSnapshot, ScheduleId, ServerFrame, SessionId, Signal,
    Timestamp, UserId,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::AfterCommit;
use tokio::sync::Notify;

/// How long a person whose socket dropped counts as away before gone, in milliseconds.
pub const AWAY_MS: i64 = 60_000;

/// This node's sockets, and who watches what.
#[derive(Default)]
pub struct Hub {
    inside: Mutex<Inside>,
    /// Wakes the broadcaster of queues.
    pub(super) queues_changed: Notify,
    /// Wakes the announcer of presences.
    pub(super) presences_changed: Notify,
}

#[derive(Default)]
struct Inside {
    last_id: u64,
    sockets: HashMap<u64, Entry>,
    by_user: HashMap<UserId, BTreeSet<u64>>,
    watchers: HashMap<ScheduleId, BTreeSet<u64>>,
    carriers: HashMap<(CallId, Side), u64>,
    lanes: SignalQueues,
    dropped_at: HashMap<UserId, Timestamp>,
    changed_queues: HashSet<ScheduleId>,
    changed_presences: BTreeSet<UserId>,
    draining: bool,
}

struct Entry {
    user_id: UserId,
    session_id: SessionId,
    is_doctor: bool,
    mailbox: Arc<SendQueue>,
    last_seq: i64,
    /// The thread this device's person looks at.
    looks_at: Option<EncounterId>,
    /// It follows whether doctors can be rung.
    follows_doctors: bool,
    /// The waiting room that this device's doctor looks at.
    looks_in: Option<ScheduleId>,
}

/// Who watches a queue.
#[derive(Default)]
pub struct Watchers {
    /// Whether its doctor does.
    pub doctor: bool,
    /// Which patients do.
    pub patients: BTreeSet<UserId>,
}

impl Hub {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a socket and returns its number.
    pub fn add(
        &self,
        user_id: UserId,
        session_id: SessionId,
        is_doctor: bool,
        mailbox: Arc<SendQueue>,
    ) -> u64 {
        let mut inside = self.inside();
        inside.last_id += 1;
        let id = inside.last_id;
        if inside.draining {
            mailbox.close(Closing::Restart);
        }
        inside.sockets.insert(
            id,
            Entry {
                user_id,
                session_id,
                is_doctor,
                mailbox,
                last_seq: i64::MAX,
                looks_at: None,
                follows_doctors: false,
                looks_in: None,
            },
        );
        inside.by_user.entry(user_id).or_default().insert(id);
        inside.dropped_at.remove(&user_id);
        id
    }

    /// Takes a socket away; tells whether it was the person's last.
    pub fn remove(&self, id: u64, now: Timestamp) -> bool {
        let mut inside = self.inside();
        let Some(entry) = inside.sockets.remove(&id) else {
            return false;
        };
        for watchers in inside.watchers.values_mut() {
            watchers.remove(&id);
        }
        inside.watchers.retain(|_, watchers| !watchers.is_empty());
        inside.carriers.retain(|_, carrier| *carrier != id);
        let Some(own) = inside.by_user.get_mut(&entry.user_id) else {
            return false;
        };
        own.remove(&id);
        let last = own.is_empty();
        if last {
            inside.by_user.remove(&entry.user_id);
            inside
                .dropped_at
                .retain(|_, at| now.since_ms(*at) < AWAY_MS);
            inside.dropped_at.insert(entry.user_id, now);
        }
        last
    }

    /// Whether a device of this person is connected.
    #[must_use]
    pub fn is_connected(&self, user_id: UserId) -> bool {
        self.inside().by_user.contains_key(&user_id)
    }

    /// How far away a person is.
    #[must_use]
    pub fn presence(&self, user_id: UserId) -> Presence {
        let inside = self.inside();
        if inside.by_user.contains_key(&user_id) {
            return Presence::Present;
        }
        let dropped_at = inside.dropped_at.get(&user_id);
        match dropped_at.is_some_and(|at| crate::clock::now().since_ms(*at) < AWAY_MS) {
            true => Presence::Away,
            false => Presence::Gone,
        }
    }

    /// Notes how far a socket got, for the sweep.
    pub fn note_seq(&self, id: u64, seq: i64) {
        if let Some(entry) = self.inside().sockets.get_mut(&id) {
            entry.last_seq = seq;
        }
    }

    /// The people connected here, with the smallest number any of their sockets was sent.
    #[must_use]
    pub fn sent(&self) -> Vec<(UserId, i64)> {
        let inside = self.inside();
        let least = |ids: &BTreeSet<u64>| {
            ids.iter()
                .filter_map(|id| inside.sockets.get(id))
                .map(|e| e.last_seq)
                .min()
        };
        inside
            .by_user
            .iter()
            .filter_map(|(user, ids)| Some((*user, least(ids)?)))
            .collect()
    }

    /// Rings for these people's sockets.
    pub fn ring_for(&self, users: impl IntoIterator<Item = UserId>) {
        let inside = self.inside();
        for user_id in users {
            for id in inside.by_user.get(&user_id).into_iter().flatten() {
                if let Some(entry) = inside.sockets.get(id) {
                    entry.mailbox.ring();
                }
            }
        }
    }

    /// The store committed.
    pub fn ring(&self, afterwards: &AfterCommit) {
        self.ring_for(afterwards.users.iter().copied());
        let mut inside = self.inside();
        for call_id in &afterwards.ended_calls {
            inside.lanes.forget(*call_id);
            inside.carriers.retain(|(carried, _), _| carried != call_id);
        }
        let signed_out = |entry: &&Entry| afterwards.ended_sessions.contains(&entry.session_id);
        for entry in inside.sockets.values().filter(signed_out) {
            entry.mailbox.close(Closing::SignedOut);
        }
        drop(inside);
        self.mark_queues(afterwards.queues.iter().copied());
        if !afterwards.reachable.is_empty() {
            self.mark_presence(afterwards.reachable.iter().copied());
        }
    }

    /// Asks for these queues to be told anew.
    pub fn mark_queues(&self, queues: impl IntoIterator<Item = ScheduleId>) {
        let mut inside = self.inside();
        let before = inside.changed_queues.len();
        inside.changed_queues.extend(queues);
        if inside.changed_queues.len() > before {
            self.queues_changed.notify_one();
        }
    }

    /// Asks for every queue to be told anew that a patient watches.
    pub(super) fn mark_watched_queues(&self) {
        let inside = self.inside();
        let patients = |ids: &BTreeSet<u64>| {
            let mut entries = ids.iter().filter_map(|id| inside.sockets.get(id));
            entries.any(|entry| !entry.is_doctor)
        };
        let watched = inside.watchers.iter().filter(|(_, ids)| patients(ids));
        let watched: Vec<ScheduleId> = watched.map(|(schedule_id, _)| *schedule_id).collect();
        drop(inside);
        self.mark_queues(watched);
    }

    /// Asks for these people's presence to be told anew.
    pub fn mark_presence(&self, users: impl IntoIterator<Item = UserId>) {
        self.inside().changed_presences.extend(users);
        self.presences_changed.notify_one();
    }

    /// The people whose presence is to be told anew.
    pub(super) fn take_changed_presences(&self) -> BTreeSet<UserId> {
        std::mem::take(&mut self.inside().changed_presences)
    }

    /// The queues to tell anew that somebody watches, with who does.
    pub(super) fn take_changed_queues(&self) -> Vec<(ScheduleId, Watchers)> {
        let mut inside = self.inside();
        let changed = std::mem::take(&mut inside.changed_queues);
        let watched = |schedule_id: &ScheduleId| {
            let mut watchers = Watchers::default();
            for id in inside.watchers.get(schedule_id)? {
                let entry = inside.sockets.get(id)?;
                if entry.is_doctor {
                    watchers.doctor = true;
                } else {
                    watchers.patients.insert(entry.user_id);
                }
            }
            Some(watchers)
        };
        changed
            .iter()
            .filter_map(|schedule_id| Some((*schedule_id, watched(schedule_id)?)))
            .collect()
    }

    /// Hands a queue to the sockets that watch it: to its doctor's the whole, to each patient's the
    /// own place.
    pub(super) fn put_queue(
        &self,
        schedule_id: ScheduleId,
        whole: Option<&QueueSnapshot>,
        places: &HashMap<UserId, QueueSnapshot>,
    ) {
        let inside = self.inside();
        let watching = inside.watchers.get(&schedule_id).into_iter().flatten();
        for entry in watching.filter_map(|id| inside.sockets.get(id)) {
            let meant = match entry.is_doctor {
                true => whole,
                false => places.get(&entry.user_id),
            };
            if let Some(snapshot) = meant {
                entry.mailbox.put_queue(snapshot.clone());
            }
        }
    }

    /// Tells the patients who watch these queues, and whoever follows all doctors, whether this one
    /// can be rung.
    pub fn tell_presence(&self, presence: DoctorPresence, schedules: &[ScheduleId]) {
        let inside = self.inside();
        let watching: BTreeSet<&u64> = schedules
            .iter()
            .filter_map(|schedule_id| inside.watchers.get(schedule_id))
            .flatten()
            .collect();
        for (id, entry) in &inside.sockets {
            if entry.follows_doctors || (!entry.is_doctor && watching.contains(id)) {
                entry.mailbox.put_presence(presence);
            }
        }
    }

    /// This socket follows whether doctors can be rung, or no longer.
    pub fn follow_doctors(&self, id: u64, follows: bool) {
        if let Some(entry) = self.inside().sockets.get_mut(&id) {
            entry.follows_doctors = follows;
        }
    }

    /// Subscribes a socket to a queue.
    pub fn watch(&self, id: u64, schedule_id: ScheduleId) {
        self.inside()
            .watchers
            .entry(schedule_id)
            .or_default()
            .insert(id);
    }

    /// Ends that.
    pub fn unwatch(&self, id: u64, schedule_id: ScheduleId) {
        if let Some(watchers) = self.inside().watchers.get_mut(&schedule_id) {
            watchers.remove(&id);
        }
    }

    /// This socket carries the call from now on; it gets what it missed.
    pub fn carry(&self, id: u64, call_id: CallId, side: Side, last_signal: u64) {
        let mut inside = self.inside();
        inside.carriers.insert((call_id, side), id);
        let missed = inside.lanes.catch_up(call_id, side, last_signal);
        if let Some(entry) = inside.sockets.get(&id) {
            for (number, signal) in missed {
                entry.mailbox.put_signal(call_id, number, signal);
            }
        }
    }

    /// This socket carries the call no longer.
    pub fn set_down(&self, id: u64, call_id: CallId) {
        self.inside()
            .carriers
            .retain(|(carried, _), carrier| *carried != call_id || *carrier != id);
    }

    /// Relays a signal to the other side; false where this socket doesn't carry the call.
    pub fn relay(&self, id: u64, call_id: CallId, signal: Signal) -> bool {
        let mut inside = self.inside();
        let carries = |side: Side| inside.carriers.get(&(call_id, side)) == Some(&id);
        let Some(side) = [Side::Caller, Side::Callee]
            .into_iter()
            .find(|side| carries(*side))
        else {
            return false;
        };
        let number = inside.lanes.push(call_id, side.other(), signal.clone());
        let carrier = inside.carriers.get(&(call_id, side.other()));
        if let Some(entry) = carrier.and_then(|id| inside.sockets.get(id)) {
            entry.mailbox.put_signal(call_id, number, signal);
        }
        true
    }

    /// This socket's person looks at a thread, or no longer.
    pub fn look(&self, id: u64, encounter_id: EncounterId, looking: bool) {
        if let Some(entry) = self.inside().sockets.get_mut(&id) {
            if looking {
                entry.looks_at = Some(encounter_id);
            } else if entry.looks_at == Some(encounter_id) {
                entry.looks_at = None;
            }
        }
    }

    /// Lets a device ring that nobody calls; false where it has no socket.
    #[must_use]
    pub fn rehearse(&self, session_id: SessionId, until: Timestamp) -> bool {
        let inside = self.inside();
        let own = inside
            .sockets
            .values()
            .filter(|one| one.session_id == session_id);
        own.map(|entry| entry.mailbox.put(ServerFrame::RingRehearsal { until }))
            .count()
            > 0
    }

    /// This socket's doctor looks at a waiting room, or at none.
    pub fn look_in(&self, id: u64, schedule_id: Option<ScheduleId>) {
        if let Some(entry) = self.inside().sockets.get_mut(&id) {
            entry.looks_in = schedule_id;
        }
    }

    /// Whether a doctor has a waiting room before their eyes on any device.
    #[must_use]
    pub fn is_in_room(&self, user_id: UserId, schedule_id: ScheduleId) -> bool {
        let inside = self.inside();
        let own = inside.by_user.get(&user_id).into_iter().flatten();
        own.filter_map(|id| inside.sockets.get(id))
            .any(|entry| entry.looks_in == Some(schedule_id))
    }

    /// Whether a person has a thread before their eyes on any device.
    #[must_use]
    pub fn is_looking(&self, user_id: UserId, encounter_id: EncounterId) -> bool {
        let inside = self.inside();
        let own = inside.by_user.get(&user_id).into_iter().flatten();
        own.filter_map(|id| inside.sockets.get(id))
            .any(|entry| entry.looks_at == Some(encounter_id))
    }

    /// Tells a person's devices whether the other one of a thread is writing.
    pub fn tell_typing(
        &self,
        to: UserId,
        encounter_id: EncounterId,
        writer_id: UserId,
        typing: bool,
    ) {
        let inside = self.inside();
        let own = inside.by_user.get(&to).into_iter().flatten();
        for entry in own.filter_map(|id| inside.sockets.get(id)) {
            entry.mailbox.put_typing(encounter_id, writer_id, typing);
        }
    }

    /// Tells every socket to come back later, and every new one, too.
    pub fn drain(&self) {
        let mut inside = self.inside();
        inside.draining = true;
        for entry in inside.sockets.values() {
            entry.mailbox.close(Closing::Restart);
        }
    }

    /// How many sockets there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inside().sockets.len()
    }
}
