//! Files of chats, while they are on this device.
//!
//! Owns their bytes, in memory only and never more than a bounded number of them: what a page handed
//! over to be sent, and what was fetched to be shown or saved. Writes to a disk only what a person
//! asked to save ([`save`]).

mod body;
mod save;

pub(crate) use body::FileBody;
pub(crate) use save::save;

use bytes::Bytes;
use client_core::TransferId;
use shared::{FileId, limits};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// Files handed over that wait to be sent.
const MAX_TRANSFERS: usize = 16;
/// Bytes of files that were fetched; the oldest make room.
const MAX_KEPT_BYTES: usize = 64 * 1024 * 1024;
/// A page that is to hand a file over does so within this.
const HANDED_OVER: Duration = Duration::from_secs(10);

/// Where files lie. Clones lead to the same place.
#[derive(Clone, Debug)]
pub struct FileCache {
    held: Arc<Mutex<Held>>,
    /// Counts files that were handed over whole.
    arrivals: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Held {
    transfers: HashMap<TransferId, Transfer>,
    /// Oldest first.
    kept: VecDeque<(FileId, Bytes)>,
}

#[derive(Debug, Default)]
struct Transfer {
    bytes: Vec<u8>,
    state: Handed,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Handed {
    /// More of it comes.
    #[default]
    Partly,
    Whole,
    /// It is not what was promised, and never will be.
    Wrongly,
}

impl Default for FileCache {
    fn default() -> Self {
        Self::new()
    }
}

impl FileCache {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self {
            held: Arc::default(),
            arrivals: watch::Sender::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a piece of a file that is handed over to be sent. One that grows too large, goes on after
    /// its end, or is one too many, is not taken and will be missed when it is to be sent.
    pub fn hand_over(&self, transfer: TransferId, piece: &[u8], is_last: bool) {
        let mut held = self.lock();
        let is_new = !held.transfers.contains_key(&transfer);
        if is_new && held.transfers.len() >= MAX_TRANSFERS {
            return;
        }
        let file = held.transfers.entry(transfer).or_default();
        let fits = file.bytes.len() + piece.len() <= limits::MAX_CHAT_FILE_BYTES;
        file.state = match (file.state, fits, is_last) {
            (Handed::Partly, true, false) => Handed::Partly,
            (Handed::Partly, true, true) => Handed::Whole,
            (Handed::Whole | Handed::Wrongly, _, _) | (_, false, _) => Handed::Wrongly,
        };
        match file.state {
            Handed::Partly | Handed::Whole => file.bytes.extend_from_slice(piece),
            Handed::Wrongly => file.bytes = Vec::new(),
        }
        let settled = file.state != Handed::Partly;
        drop(held);
        if settled {
            self.arrivals
                .send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    /// A file that was handed over, once it is whole; nothing where that takes too long.
    pub(crate) async fn handed_over(&self, transfer: TransferId) -> Option<Bytes> {
        let mut arrivals = self.arrivals.subscribe();
        let arriving = async {
            loop {
                arrivals.mark_unchanged();
                if let Some(settled) = self.settled(transfer) {
                    return settled;
                }
                if arrivals.changed().await.is_err() {
                    return None;
                }
            }
        };
        timeout(HANDED_OVER, arriving).await.ok().flatten()
    }

    /// What became of it: whole, or none where it never will be. Nothing while it is open.
    fn settled(&self, transfer: TransferId) -> Option<Option<Bytes>> {
        let held = self.lock();
        let file = held.transfers.get(&transfer)?;
        match file.state {
            Handed::Partly => None,
            Handed::Whole => Some(Some(Bytes::copy_from_slice(&file.bytes))),
            Handed::Wrongly => Some(None),
        }
    }

    pub(crate) fn drop_transfer(&self, transfer: TransferId) {
        self.lock().transfers.remove(&transfer);
    }

    /// What was handed over is this file now. The files that had to make room.
    pub(crate) fn keep_transfer(&self, transfer: TransferId, file_id: FileId) -> Vec<FileId> {
        let sent = self.lock().transfers.remove(&transfer);
        match sent {
            Some(file) => self.keep(file_id, file.bytes.into()),
            None => Vec::new(),
        }
    }

    /// Keeps a file that was fetched. The files that had to make room.
    pub(crate) fn keep(&self, file_id: FileId, bytes: Bytes) -> Vec<FileId> {
        let mut held = self.lock();
        held.kept.retain(|(kept, _)| *kept != file_id);
        held.kept.push_back((file_id, bytes));
        let mut evicted = Vec::new();
        let mut all: usize = held.kept.iter().map(|(_, bytes)| bytes.len()).sum();
        while all > MAX_KEPT_BYTES
            && held.kept.len() > 1
            && let Some((oldest, bytes)) = held.kept.pop_front()
        {
            all = all.saturating_sub(bytes.len());
            evicted.push(oldest);
        }
        evicted
    }

    /// A file that was fetched.
    #[must_use]
    pub fn get(&self, file_id: FileId) -> Option<Bytes> {
        let held = self.lock();
        let mut kept = held.kept.iter();
        kept.find(|(kept, _)| *kept == file_id)
            .map(|(_, bytes)| bytes.clone())
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Held::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(number: u128) -> FileId {
        FileId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn a_file_is_there_once_its_last_piece_is() {
        let cache = FileCache::new();
        let waiting = tokio::spawn({
            let cache = cache.clone();
            async move { cache.handed_over(7).await }
        });
        cache.hand_over(7, b"one ", false);
        tokio::task::yield_now().await;
        cache.hand_over(8, b"another", true);
        cache.hand_over(7, b"file", true);
        assert_eq!(waiting.await.unwrap().unwrap(), "one file");
        assert_eq!(cache.keep_transfer(7, id(1)), []);
        assert_eq!(cache.get(id(1)).unwrap(), "one file");
        cache.clear();
        assert_eq!(cache.get(id(1)), None);
    }

    #[tokio::test]
    async fn what_is_never_handed_over_whole_is_missed() {
        let cache = FileCache::new();
        let soon = Duration::from_millis(50);
        cache.hand_over(7, b"half", false);
        assert!(timeout(soon, cache.handed_over(7)).await.is_err());
        // One byte too many takes the whole of it away.
        cache.hand_over(9, &vec![0; limits::MAX_CHAT_FILE_BYTES], false);
        cache.hand_over(9, b"x", true);
        assert_eq!(timeout(soon, cache.handed_over(9)).await, Ok(None));
    }

    #[test]
    fn no_more_files_wait_than_may() {
        let cache = FileCache::new();
        for transfer in 0..20 {
            cache.hand_over(transfer, b"x", true);
        }
        assert_eq!(cache.lock().transfers.len(), MAX_TRANSFERS);
    }

    #[test]
    fn the_oldest_make_room() {
        let cache = FileCache::new();
        let large = Bytes::from(vec![0; MAX_KEPT_BYTES / 2]);
        assert_eq!(cache.keep(id(1), large.clone()), []);
        assert_eq!(cache.keep(id(2), large.clone()), []);
        // The same again needs no more room.
        assert_eq!(cache.keep(id(2), large), []);
        assert_eq!(cache.keep(id(3), Bytes::from_static(b"x")), [id(1)]);
        assert!(cache.get(id(1)).is_none() && cache.get(id(3)).is_some());
    }
}
