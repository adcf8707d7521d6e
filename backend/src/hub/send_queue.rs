use super::doctor_presence::DoctorPresence;
use shared::{CallId, EncounterId, QueueSnapshot, ScheduleId, ServerFrame, Signal, UserId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Most frames that wait for one socket besides the merged ones; beyond, the socket is too slow.
const MAX_WAITING: usize = 256;
/// Most bytes of session descriptions and candidates that wait for one socket.
const MAX_SIGNAL_BYTES: usize = 256 * 1024;

/// What a socket is to send next. Snapshots of one thing replace each other, so that a slow socket
/// costs a few of them and never a growing queue.
#[derive(Default)]
pub struct SendQueue {
    waiting: Mutex<Waiting>,
    wake: Notify,
}

#[derive(Default)]
struct Waiting {
    stored: bool,
    queues: BTreeMap<ScheduleId, QueueSnapshot>,
    presences: BTreeMap<UserId, DoctorPresence>,
    /// By thread and writer. Replaced like the others: somebody else's haste must not fill this queue.
    typing: BTreeMap<(EncounterId, UserId), bool>,
    frames: VecDeque<ServerFrame>,
    signal_bytes: usize,
    closing: Option<Closing>,
}

/// The next thing to do for a socket.
#[derive(Debug)]
pub enum Due {
    /// The outbox grew: read on there.
    Stored,
    /// Send this.
    Frame(Box<ServerFrame>),
    /// Close it.
    Close(Closing),
}

/// Why the server closes a socket (RFC 6455, 7.4.1 and the IANA registry of close codes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// 1008: signed out.
    SignedOut,
    /// 1012: the server restarts; come back.
    Restart,
    /// 1013: too slow to keep up; come back.
    TooSlow,
    /// 4002: its proof counts no longer; renew it and come back.
    ProofOver,
    /// 4001: the person has opened too many others since.
    Displaced,
}

impl SendQueue {
    fn inside(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.inside());
        self.wake.notify_one();
    }

    /// The outbox grew.
    pub fn wake(&self) {
        self.change(|waiting| waiting.stored = true);
    }

    /// A queue as it is now.
    pub fn put_queue(&self, snapshot: QueueSnapshot) {
        self.change(|waiting| {
            waiting.queues.insert(snapshot.schedule_id, snapshot);
        });
    }

    /// Whether a doctor can be rung, as it is now.
    pub fn put_presence(&self, presence: DoctorPresence) {
        self.change(|waiting| {
            waiting.presences.insert(presence.doctor_id, presence);
        });
    }

    /// Whether the other one of a thread is writing.
    pub fn put_typing(&self, encounter_id: EncounterId, user_id: UserId, typing: bool) {
        self.change(|waiting| {
            waiting.typing.insert((encounter_id, user_id), typing);
        });
    }

    /// A frame that is not merged.
    pub fn put(&self, frame: ServerFrame) {
        self.change(|waiting| {
            waiting.signal_bytes += signal_bytes(&frame);
            if waiting.frames.len() < MAX_WAITING && waiting.signal_bytes <= MAX_SIGNAL_BYTES {
                waiting.frames.push_back(frame);
            } else {
                waiting.closing = Some(Closing::TooSlow);
            }
        });
    }

    /// A signal of a call.
    pub fn put_signal(&self, call_id: CallId, number: u64, signal: Signal) {
        self.put(ServerFrame::Signal {
            call_id,
            number,
            signal,
        });
    }

    /// Close the socket.
    pub fn close(&self, closing: Closing) {
        self.change(|waiting| waiting.closing = Some(closing));
    }

    /// What is due next, once something is. What was stored goes first: what follows may build on it.
    /// A socket that may send nothing for now is only told to close.
    pub async fn take(&self, held_up: bool) -> Due {
        loop {
            if let Some(due) = self.inside().next(held_up) {
                return due;
            }
            self.wake.notified().await;
        }
    }
}

impl Waiting {
    fn next(&mut self, held_up: bool) -> Option<Due> {
        if let Some(closing) = self.closing {
            return Some(Due::Close(closing));
        }
        if held_up {
            return None;
        }
        if std::mem::take(&mut self.stored) {
            return Some(Due::Stored);
        }
        if let Some(frame) = self.frames.pop_front() {
            self.signal_bytes -= signal_bytes(&frame);
            return Some(Due::Frame(Box::new(frame)));
        }
        if let Some((_, presence)) = self.presences.pop_first() {
            return Some(Due::Frame(Box::new(presence.frame())));
        }
        if let Some(((encounter_id, user_id), typing)) = self.typing.pop_first() {
            let frame = ServerFrame::Typing {
                encounter_id,
                user_id,
                typing,
            };
            return Some(Due::Frame(Box::new(frame)));
        }
        let (_, snapshot) = self.queues.pop_first()?;
        Some(Due::Frame(Box::new(ServerFrame::QueueUpdated(snapshot))))
    }
}

fn signal_bytes(frame: &ServerFrame) -> usize {
    match frame {
        ServerFrame::Signal { signal, .. } => signal.bytes(),
        _ => 0,
    }
}
