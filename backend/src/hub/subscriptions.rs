use super::registry::{Registry, Socket, SocketId};
use shared::{ScheduleId, UserId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What sockets are told of anew, and which of it has changed.
#[derive(Default)]
pub struct Subscriptions {
    watchers: HashMap<ScheduleId, BTreeSet<SocketId>>,
    /// Sockets that follow whether doctors can be rung.
    follow_doctors: HashSet<SocketId>,
    changed_queues: HashSet<ScheduleId>,
    changed_presences: BTreeSet<UserId>,
}

/// Who watches a queue.
#[derive(Default)]
pub struct Watchers {
    /// Whether its doctor does.
    pub doctor: bool,
    /// Which patients do.
    pub patients: BTreeSet<UserId>,
}

impl Subscriptions {
    /// Ends all of a socket's.
    pub fn remove(&mut self, id: SocketId) {
        for watchers in self.watchers.values_mut() {
            watchers.remove(&id);
        }
        self.watchers.retain(|_, watchers| !watchers.is_empty());
        self.follow_doctors.remove(&id);
    }

    /// Subscribes a socket to a queue.
    pub fn watch(&mut self, id: SocketId, schedule_id: ScheduleId) {
        self.watchers.entry(schedule_id).or_default().insert(id);
    }

    /// Ends that.
    pub fn unwatch(&mut self, id: SocketId, schedule_id: ScheduleId) {
        if let Some(watchers) = self.watchers.get_mut(&schedule_id) {
            watchers.remove(&id);
        }
    }

    /// A socket follows whether doctors can be rung, or no longer.
    pub fn follow_doctors(&mut self, id: SocketId, follows: bool) {
        if follows {
            self.follow_doctors.insert(id);
        } else {
            self.follow_doctors.remove(&id);
        }
    }

    /// These queues are to be told anew; whether that is news for any of them.
    pub fn queues_changed(&mut self, queues: impl IntoIterator<Item = ScheduleId>) -> bool {
        let before = self.changed_queues.len();
        self.changed_queues.extend(queues);
        self.changed_queues.len() > before
    }

    /// The presence of these people is to be told anew.
    pub fn presence_changed(&mut self, users: impl IntoIterator<Item = UserId>) {
        self.changed_presences.extend(users);
    }

    /// Whose presence is to be told anew; from now on nobody's.
    pub fn take_changed_presences(&mut self) -> BTreeSet<UserId> {
        std::mem::take(&mut self.changed_presences)
    }

    /// The watched queues to tell anew, with who watches; from now on none.
    pub fn take_changed_queues(&mut self, registry: &Registry) -> Vec<(ScheduleId, Watchers)> {
        let changed = std::mem::take(&mut self.changed_queues);
        let watched = |schedule_id: &ScheduleId| {
            let mut watchers = Watchers::default();
            for id in self.watchers.get(schedule_id)? {
                let socket = registry.get(*id)?;
                if socket.is_doctor() {
                    watchers.doctor = true;
                } else {
                    watchers.patients.insert(socket.user_id());
                }
            }
            Some(watchers)
        };
        changed
            .iter()
            .filter_map(|schedule_id| Some((*schedule_id, watched(schedule_id)?)))
            .collect()
    }

    /// The queues that any patient watches.
    pub fn watched_by_patients(&self, registry: &Registry) -> Vec<ScheduleId> {
        let patients = |ids: &BTreeSet<SocketId>| {
            let mut sockets = ids.iter().filter_map(|id| registry.get(*id));
            sockets.any(|socket| !socket.is_doctor())
        };
        let watched = self.watchers.iter().filter(|(_, ids)| patients(ids));
        watched.map(|(schedule_id, _)| *schedule_id).collect()
    }

    /// The sockets that watch a queue.
    pub fn watching<'a>(
        &'a self,
        schedule_id: ScheduleId,
        registry: &'a Registry,
    ) -> impl Iterator<Item = &'a Socket> {
        let ids = self.watchers.get(&schedule_id).into_iter().flatten();
        ids.filter_map(|id| registry.get(*id))
    }

    /// The sockets to tell of a doctor with these schedules: of patients who watch one, and of
    /// whoever follows all doctors.
    pub fn told_of_presence<'a>(
        &'a self,
        schedules: &[ScheduleId],
        registry: &'a Registry,
    ) -> impl Iterator<Item = &'a Socket> {
        let watching: BTreeSet<SocketId> = schedules
            .iter()
            .filter_map(|schedule_id| self.watchers.get(schedule_id))
            .flatten()
            .copied()
            .collect();
        let told = move |(id, socket): (SocketId, &'a Socket)| {
            let follows = self.follow_doctors.contains(&id);
            (follows || (!socket.is_doctor() && watching.contains(&id))).then_some(socket)
        };
        registry.numbered().filter_map(told)
    }
}
