use shared::{CallId, QueueSnapshot, ScheduleId, ServerFrame, Signal};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Most frames that wait for one socket besides the merged ones; beyond, the socket is too slow.
const WAITING_MOST: usize = 256;

/// What a socket is to send next. Snapshots of one thing replace each other, so that a slow socket
/// costs a few of them and never a growing queue.
#[derive(Default)]
pub struct Mailbox {
    waiting: Mutex<Waiting>,
    wake: Notify,
}

/// What waits.
#[derive(Default)]
pub struct Waiting {
    /// The outbox grew.
    pub stored: bool,
    /// Newest snapshot of each queue.
    pub queues: BTreeMap<ScheduleId, QueueSnapshot>,
    /// In order.
    pub frames: VecDeque<ServerFrame>,
    /// The socket is to close.
    pub closing: Option<Closing>,
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
}

impl Mailbox {
    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.wake.notify_one();
    }

    /// The outbox grew.
    pub fn ring(&self) {
        self.change(|waiting| waiting.stored = true);
    }

    /// A queue as it is now.
    pub fn put_queue(&self, snapshot: QueueSnapshot) {
        self.change(|waiting| {
            waiting.queues.insert(snapshot.schedule_id, snapshot);
        });
    }

    /// A frame that is not merged.
    pub fn put(&self, frame: ServerFrame) {
        self.change(|waiting| {
            if waiting.frames.len() < WAITING_MOST {
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

    /// Everything that waits, once there is something.
    pub async fn take(&self) -> Waiting {
        self.wake.notified().await;
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
