use super::send_queue::{Closing, SendQueue};
use domain::access::Identity;
use shared::{Presence, Role, SessionId, Timestamp, UserId};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How long a person whose socket dropped counts as away before gone, in milliseconds.
pub const AWAY_MS: i64 = 60_000;

/// The number of a socket on this node; none is given twice.
pub type SocketId = u64;

/// Which sockets there are, and whose.
#[derive(Default)]
pub struct Registry {
    last_id: SocketId,
    sockets: HashMap<SocketId, Socket>,
    by_user: HashMap<UserId, BTreeSet<SocketId>>,
    /// When the last socket of a person dropped who may only be away.
    dropped_at: HashMap<UserId, Timestamp>,
    draining: bool,
}

/// One device's socket.
pub struct Socket {
    /// Of which signed-in device.
    pub session_id: SessionId,
    /// As whom it was let in.
    pub identity: Identity,
    /// What it is to send.
    pub send_queue: Arc<SendQueue>,
    /// Number of the last stored frame it was sent; more than any until it says.
    last_seq: i64,
}

impl Socket {
    /// Whose it is.
    pub const fn user_id(&self) -> UserId {
        self.identity.user_id
    }

    /// Whether that person is a doctor.
    pub fn is_doctor(&self) -> bool {
        self.identity.role == Role::Doctor
    }
}

impl Registry {
    /// Adds a socket and returns its number.
    pub fn add(
        &mut self,
        identity: Identity,
        session_id: SessionId,
        send_queue: Arc<SendQueue>,
    ) -> SocketId {
        let user_id = identity.user_id;
        self.last_id += 1;
        let id = self.last_id;
        if self.draining {
            send_queue.close(Closing::Restart);
        }
        let socket = Socket {
            session_id,
            identity,
            send_queue,
            last_seq: i64::MAX,
        };
        self.sockets.insert(id, socket);
        self.by_user.entry(user_id).or_default().insert(id);
        self.dropped_at.remove(&user_id);
        id
    }

    /// Takes a socket away; tells whether it was the person's last.
    pub fn remove(&mut self, id: SocketId, now: Timestamp) -> bool {
        let Some(socket) = self.sockets.remove(&id) else {
            return false;
        };
        let user_id = socket.user_id();
        let Some(own) = self.by_user.get_mut(&user_id) else {
            return false;
        };
        own.remove(&id);
        let last = own.is_empty();
        if last {
            self.by_user.remove(&user_id);
            self.dropped_at.retain(|_, at| now.since_ms(*at) < AWAY_MS);
            self.dropped_at.insert(user_id, now);
        }
        last
    }

    /// Takes a socket away whose person has others.
    pub fn discard(&mut self, id: SocketId) {
        if let Some(socket) = self.sockets.remove(&id)
            && let Some(own) = self.by_user.get_mut(&socket.user_id())
        {
            own.remove(&id);
        }
    }

    /// The socket with this number.
    pub fn get(&self, id: SocketId) -> Option<&Socket> {
        self.sockets.get(&id)
    }

    /// All sockets.
    pub fn all(&self) -> impl Iterator<Item = &Socket> {
        self.sockets.values()
    }

    /// All sockets with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (SocketId, &Socket)> {
        self.sockets.iter().map(|(id, socket)| (*id, socket))
    }

    /// The numbers of a person's sockets.
    pub fn ids_of(&self, user_id: UserId) -> impl Iterator<Item = SocketId> {
        self.by_user.get(&user_id).into_iter().flatten().copied()
    }

    /// A person's sockets.
    pub fn of_user(&self, user_id: UserId) -> impl Iterator<Item = &Socket> {
        self.ids_of(user_id).filter_map(|id| self.sockets.get(&id))
    }

    /// Whether a person has any.
    pub fn is_connected(&self, user_id: UserId) -> bool {
        self.by_user.contains_key(&user_id)
    }

    /// How far away a person is.
    pub fn presence(&self, user_id: UserId, now: Timestamp) -> Presence {
        let dropped_at = self.dropped_at.get(&user_id);
        if self.is_connected(user_id) {
            Presence::Present
        } else if dropped_at.is_some_and(|at| now.since_ms(*at) < AWAY_MS) {
            Presence::Away
        } else {
            Presence::Gone
        }
    }

    /// Notes how far a socket got.
    pub fn note_seq(&mut self, id: SocketId, seq: i64) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.last_seq = seq;
        }
    }

    /// The people here, with the smallest number any of their sockets was sent.
    pub fn sent(&self) -> Vec<(UserId, i64)> {
        let least = |user_id: UserId| self.of_user(user_id).map(|socket| socket.last_seq).min();
        self.by_user
            .keys()
            .filter_map(|user_id| Some((*user_id, least(*user_id)?)))
            .collect()
    }

    /// Tells every socket to come back later, and every new one, too.
    pub fn drain(&mut self) {
        self.draining = true;
        for socket in self.sockets.values() {
            socket.send_queue.close(Closing::Restart);
        }
    }

    /// How many sockets there are.
    pub fn count(&self) -> usize {
        self.sockets.len()
    }
}
